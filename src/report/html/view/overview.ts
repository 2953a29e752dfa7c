import { EVIDENCE, type DetectionSummary, type Outcome, type ReportDetails } from '../../../testing/details/details.ts';
import { markup, type Markup, when } from '../markup.ts';
import type { Links } from '../links.ts';
import { percent, shares } from './bars.ts';
import { detectionRows } from './detection-list.ts';
import { techniqueEvidence } from './technique-evidence.ts';
import { count, duration, EVIDENCE_WORDS, LANGUAGE_WORDS, OUTCOME_WORDS } from './words.ts';

const OUTCOMES: readonly Exclude<Outcome, 'untested'>[] = ['pass', 'fail', 'error', 'unsupported', 'skipped'];
const ATTENTION_SHOWN = 12;
const SLOWEST_SHOWN = 5;
const DETECTIONS_SHOWN = 8;

/** The first page: how the run went, what needs a person, what is covered by what evidence. */
export function overview({ summary, detections, matrix, findings, title }: ReportDetails, links: Links): Markup {
  const attention = detections.filter(({ outcome }) => outcome === 'fail' || outcome === 'error');
  const untested = detections.filter(({ outcome }) => outcome === 'untested').length;
  const tests = OUTCOMES.reduce((sum, outcome) => sum + summary[outcome], 0);
  const good = attention.length === 0 && summary.pass > 0;
  return markup`<section class="hero ${good ? 'is-good' : 'is-bad'}">
<p class="eyebrow">${title}</p>
<h1 tabindex="-1">${headline(summary.pass, tests, attention.length)}</h1>
<p class="lead">${count(detections.length, 'detection')}, ${count(tests, 'test')} in ${duration(summary.durationMs)}${untested > 0 ? `, ${untested} without a test` : ''}${findings.length > 0 ? markup`, <a href="${links.findings}">${count(findings.length, 'finding')}</a>` : ''}.</p>
${shares(
  OUTCOMES.map((outcome) => ({ kind: outcome, label: OUTCOME_WORDS[outcome], value: summary[outcome] })),
  'Tests by verdict',
)}
</section>
${when(
  attention.length > 0,
  () => markup`<section class="card"><h2>Needs attention</h2><ul class="rows">${detectionRows(attention.slice(0, ATTENTION_SHOWN), links)}</ul>
${when(attention.length > ATTENTION_SHOWN, () => markup`<p><a href="${links.detections}?outcome=fail">All ${attention.length} of them</a></p>`)}</section>`,
)}
<div class="columns">
${coverage(detections, matrix, links)}
<div class="stack">${languages(detections)}${slowest(detections, links)}</div>
</div>
<section class="card"><div class="head"><h2>Detections</h2><a href="${links.detections}">All ${detections.length.toLocaleString('en')}</a></div><ul class="rows">${detectionRows(detections.slice(0, DETECTIONS_SHOWN), links)}</ul></section>`;
}

function headline(passed: number, tests: number, attention: number): string {
  if (tests === 0) return 'No test ran';
  if (passed === tests) return tests === 1 ? 'The test passed' : `All ${tests.toLocaleString('en')} tests passed`;
  if (attention > 0) return `${count(attention, 'detection')} ${attention === 1 ? 'needs' : 'need'} attention`;
  return `${passed.toLocaleString('en')} of ${count(tests, 'test')} passed`;
}

function coverage(detections: readonly DetectionSummary[], matrix: ReportDetails['matrix'], links: Links): Markup {
  const evidence = techniqueEvidence(detections);
  const levels = EVIDENCE.map((level) => ({
    kind: level,
    label: EVIDENCE_WORDS[level][0],
    value: [...evidence.values()].filter(({ best }) => best === level).length,
  }));
  const tactics = matrix.tactics.filter(({ techniques }) => techniques.some((id) => evidence.has(id))).length;
  return markup`<section class="card"><div class="head"><h2>ATT&amp;CK coverage</h2><a href="${links.matrix}">Matrix</a></div>
<p class="number"><b>${evidence.size}</b> ${evidence.size === 1 ? 'technique' : 'techniques'} in ${count(tactics, 'tactic')}</p>
${shares(levels.toReversed(), 'Techniques by evidence')}
<ul class="tactics">${matrix.tactics.map(({ name, techniques }) => tacticLine(name, techniques.length, techniques.filter((id) => evidence.has(id)).length))}</ul></section>`;
}

const tacticLine = (name: string, all: number, covered: number): Markup =>
  markup`<li class="${covered > 0 ? 'is-covered' : ''}"><span>${name}</span><svg height="6" aria-hidden="true" focusable="false"><rect class="fill-benign" width="${percent(covered / Math.max(1, all))}" height="6"/></svg><span class="num">${covered} of ${all}</span></li>`;

function languages(detections: readonly DetectionSummary[]): Markup {
  const rows = (['spl', 'kql', 'sigma'] as const).map((name) => {
    const own = detections.filter(({ language }) => language === name);
    const passed = own.filter(({ outcome }) => outcome === 'pass').length;
    return markup`<tr><th scope="row">${LANGUAGE_WORDS[name]}</th><td class="num">${own.length}</td><td class="num">${passed}</td><td class="num">${own.reduce((sum, { tests }) => sum + tests, 0)}</td></tr>`;
  });
  return markup`<section class="card"><h2>Languages</h2><table class="plain"><thead><tr><th scope="col">Language</th><th scope="col" class="num">Detections</th><th scope="col" class="num">Passing</th><th scope="col" class="num">Tests</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function slowest(detections: readonly DetectionSummary[], links: Links): Markup | undefined {
  const slow = detections
    .filter(({ tests }) => tests > 0)
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, SLOWEST_SHOWN);
  if (slow.length === 0) return undefined;
  return markup`<section class="card"><h2>Slowest</h2><ol class="slow">${slow.map(({ name, key, durationMs }) => markup`<li><a href="${links.detection(key)}">${name}</a><span class="num">${duration(durationMs)}</span></li>`)}</ol></section>`;
}
