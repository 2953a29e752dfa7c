import { EVIDENCE, type DetectionSummary, type Language, type Outcome } from '../../../testing/details/details.ts';
import type { Links } from '../links.ts';
import { type Markup, markup, when } from '../markup.ts';
import { detectionRows, ROWS_AT_ONCE } from './detection-list.ts';
import { count, EVIDENCE_WORDS, LANGUAGE_WORDS, OUTCOME_WORDS } from './words.ts';

/** What of the detections is shown, and in which order. */
export interface Selection {
  readonly words: string;
  readonly outcome: string;
  readonly language: string;
  readonly evidence: string;
  readonly order: string;
}

export const EVERYTHING: Selection = { words: '', outcome: '', language: '', evidence: '', order: '' };

const ORDERS: Readonly<Record<string, string>> = {
  '': 'By file',
  name: 'By name',
  slow: 'Slowest first',
  hits: 'Most hits',
};

/** A detection with the text that a search looks into. */
export interface Searchable {
  readonly detection: DetectionSummary;
  readonly text: string;
}

export const searchable = (detections: readonly DetectionSummary[]): readonly Searchable[] =>
  detections.map((detection) => {
    const { name, id, file, techniques, language, severity = '', status = '' } = detection;
    return { detection, text: [name, id, file, language, severity, status, ...techniques].join('\n').toLowerCase() };
  });

export function select(detections: readonly Searchable[], selection: Selection): readonly DetectionSummary[] {
  const words = selection.words.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = detections
    .filter(
      ({ detection, text }) =>
        words.every((word) => text.includes(word)) &&
        is(selection.outcome, detection.outcome) &&
        is(selection.language, detection.language) &&
        is(selection.evidence, detection.evidence ?? 'none'),
    )
    .map(({ detection }) => detection);
  switch (selection.order) {
    case 'name':
      return chosen.sort((a, b) => a.name.localeCompare(b.name, 'en'));
    case 'slow':
      return chosen.sort((a, b) => b.durationMs - a.durationMs);
    case 'hits':
      return chosen.sort((a, b) => b.results - a.results);
    default:
      return chosen;
  }
}

const is = (wanted: string, value: string): boolean => wanted === '' || wanted === value;

/** The page with its filters; the rows are filled by {@link detectionResults}. */
export function detections(all: readonly DetectionSummary[], selection: Selection): Markup {
  const has = (of: (detection: DetectionSummary) => string | undefined): ReadonlySet<string | undefined> =>
    new Set(all.map(of));
  const outcomes = has(({ outcome }) => outcome);
  const languages = has(({ language }) => language);
  const levels = has(({ evidence }) => evidence);
  return markup`<h1 tabindex="-1">Detections</h1>
<form class="filters" id="filters">${choice(
    'outcome',
    'Verdict',
    selection.outcome,
    (Object.keys(OUTCOME_WORDS) as Outcome[])
      .filter((name) => outcomes.has(name))
      .map((name) => [name, OUTCOME_WORDS[name]]),
  )}
${choice(
  'language',
  'Language',
  selection.language,
  (Object.keys(LANGUAGE_WORDS) as Language[])
    .filter((name) => languages.has(name))
    .map((name) => [name, LANGUAGE_WORDS[name]]),
)}
${choice(
  'evidence',
  'Evidence',
  selection.evidence,
  EVIDENCE.filter((level) => levels.has(level)).map((level) => [level, EVIDENCE_WORDS[level][0]]),
)}
<label>Order<select name="order">${Object.entries(ORDERS).map(([name, label]) => option(name, label, selection.order))}</select></label>
<output id="found" for="search"></output></form>
<ul class="rows" id="rows"></ul><p id="more-line" hidden><button type="button" id="more">Show more</button></p>`;
}

function choice(name: string, label: string, chosen: string, options: readonly (readonly [string, string])[]): Markup {
  return markup`<label>${label}<select name="${name}">${option('', 'All', chosen)}${options.map(([value, text]) => option(value, text, chosen))}</select></label>`;
}

const option = (value: string, label: string, chosen: string): Markup =>
  markup`<option value="${value}"${value === chosen ? markup` selected` : ''}>${label}</option>`;

export const foundText = (found: number, all: number): string =>
  found === all ? count(all, 'detection') : `${found.toLocaleString('en')} of ${count(all, 'detection')}`;

export const detectionResults = (found: readonly DetectionSummary[], links: Links, shown = ROWS_AT_ONCE): Markup =>
  markup`${detectionRows(found.slice(0, shown), links)}${when(found.length === 0, () => markup`<li class="empty">No detection is like that.</li>`)}`;
