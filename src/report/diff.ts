import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { DetectionDiff, DiffReport, HitChange, VerdictChange } from '../testing/diff/model.ts';
import { linePairs } from '../util/line-pairs.ts';
import type { Colors } from './colors.ts';
import { append } from '../util/append.ts';

const EVENTS_SHOWN = 10;

/** What a branch changes, for people at a terminal. */
export function diffText(report: DiffReport, colors: Colors): string {
  const lines: string[] = [];
  for (const one of report.detections) {
    const { detection, change, attack, benign, verdicts, query } = one;
    lines.push(
      `${colors.bold(neutralLine(detection.name))} ${colors.dim(`${change}  ${neutralLine(detection.file)}`)}`,
    );
    lines.push(`  ${hitsPhrase(one)}`);
    for (const verdict of verdicts) {
      const line = `  ${neutralLine(verdict.test)}: ${verdictPhrase(verdict)}`;
      lines.push(verdict.after === 'pass' ? colors.green(line) : verdict.before === 'pass' ? colors.red(line) : line);
      if (verdict.after === 'fail') lines.push(`    ${neutralLine(verdict.message.replace(/\n/g, ' '))}`);
    }
    for (const [name, hits] of [
      ['attack', attack],
      ['benign', benign],
    ] as const) {
      lines.push(
        ...eventLines(hits, name).map((line) =>
          line.startsWith('  +') === (name === 'attack') ? colors.green(line) : colors.red(line),
        ),
      );
    }
    if (query) {
      for (const { before, after } of linePairs(query.before ?? '', query.after ?? '')) {
        if (before === after) lines.push(colors.dim(`    ${neutralLine(before ?? '')}`));
        else {
          if (before !== undefined) lines.push(colors.red(`  - ${neutralLine(before)}`));
          if (after !== undefined) lines.push(colors.green(`  + ${neutralLine(after)}`));
        }
      }
    }
    lines.push('');
  }
  append(lines, [...coveragePhrases(report), summaryPhrase(report)]);
  return `${lines.join('\n')}\n`;
}

/** What a branch changes, for the summary of a job or a comment on a pull request. */
export function diffMarkdown(report: DiffReport): string {
  const lines = [`## Detections against ${code(report.base)}`, '', escaped(summaryPhrase(report)), ''];
  if (report.detections.length > 0) {
    lines.push('| | Detection | Attack data | Benign data | Tests |', '| --- | --- | --- | --- | --- |');
    append(lines, [...report.detections.map(tableRow), '']);
  }
  const phrases = coveragePhrases(report);
  if (phrases.length > 0) append(lines, [...phrases.map((phrase) => `- ${escaped(phrase)}`), '']);
  for (const one of report.detections) append(lines, detailLines(one));
  return `${lines.join('\n').trimEnd()}\n`;
}

function tableRow({ change, detection, attack, benign, verdicts }: DetectionDiff): string {
  const tests = verdicts.map((verdict) => `${escaped(verdict.test)}: ${verdictPhrase(verdict)}`).join('<br>');
  return `| ${change} | ${escaped(detection.name)} | ${counts(attack)} | ${counts(benign)} | ${tests || 'as before'} |`;
}

const counts = ({ before, after, gained_count: gained, lost_count: lost }: HitChange): string =>
  gained + lost === 0
    ? `${after}`
    : `${before} → ${after} (${[gained > 0 ? `+${gained}` : '', lost > 0 ? `−${lost}` : ''].filter(Boolean).join(', ')})`;

function detailLines({ detection, attack, benign, query }: DetectionDiff): readonly string[] {
  const events = [...eventLines(attack, 'attack'), ...eventLines(benign, 'benign')];
  if (!query && events.length === 0) return [];
  const lines = [`<details><summary>${escaped(detection.name)}</summary>`, ''];
  if (query) {
    const cells = linePairs(query.before ?? '', query.after ?? '').map(({ before, after }) => {
      const changed = before !== after;
      return `<tr><td>${cell(before, changed, 'del')}</td><td>${cell(after, changed, 'ins')}</td></tr>`;
    });
    append(lines, ['<table><tr><th>Before</th><th>After</th></tr>', ...cells, '</table>', '']);
  }
  append(lines, [...events.map((line) => `- ${code(line.trim())}`), ...(events.length > 0 ? [''] : [])]);
  return [...lines, '</details>', ''];
}

function cell(line: string | undefined, changed: boolean, tag: 'del' | 'ins'): string {
  if (line === undefined || line === '') return '';
  const text = `<code>${escaped(line).replace(/^ +/, (blanks) => '&nbsp;'.repeat(blanks.length))}</code>`;
  return changed ? `<${tag}>${text}</${tag}>` : text;
}

/** "+2 true, +31 benign". */
function hitsPhrase({ attack, benign }: DetectionDiff): string {
  const parts = [...signed(attack, 'true'), ...signed(benign, 'benign')];
  return parts.length > 0 ? parts.join(', ') : 'finds what it found before';
}

const signed = ({ gained_count: gained, lost_count: lost }: HitChange, name: string): readonly string[] => [
  ...(gained > 0 ? [`+${gained} ${name}`] : []),
  ...(lost > 0 ? [`−${lost} ${name}`] : []),
];

const verdictPhrase = ({ before, after }: VerdictChange): string =>
  before === null ? `new, ${after}` : after === null ? `gone, was ${before}` : `${before} → ${after}`;

function eventLines({ gained, lost, gained_count, lost_count }: HitChange, name: string): readonly string[] {
  const list = (events: readonly string[], count: number, sign: string) => [
    ...events.slice(0, EVENTS_SHOWN).map((event) => `  ${sign} ${name} ${neutralLine(event)}`),
    ...(count > EVENTS_SHOWN ? [`  ${sign} ${count - EVENTS_SHOWN} more ${name}`] : []),
  ];
  return [...list(gained, gained_count, '+'), ...list(lost, lost_count, '−')];
}

function coveragePhrases({ coverage }: DiffReport): readonly string[] {
  const phrase = (what: string, list: readonly string[]) => (list.length > 0 ? [`${what}: ${list.join(', ')}`] : []);
  return [
    ...phrase('Techniques gained', coverage.mapped.gained),
    ...phrase('Techniques lost', coverage.mapped.lost),
    ...phrase('Techniques tested now', coverage.tested.gained),
    ...phrase('Techniques tested no longer', coverage.tested.lost),
  ];
}

function summaryPhrase({ summary, base }: DiffReport): string {
  const { added, removed, changed, broken, fixed } = summary;
  if (added + removed + changed === 0) return `No detection finds anything else than at ${neutralLine(base)}.`;
  const hits = [
    ...(summary.attack_gained > 0 ? [`+${summary.attack_gained} true`] : []),
    ...(summary.attack_lost > 0 ? [`−${summary.attack_lost} true`] : []),
    ...(summary.benign_gained > 0 ? [`+${summary.benign_gained} benign`] : []),
    ...(summary.benign_lost > 0 ? [`−${summary.benign_lost} benign`] : []),
  ];
  const parts = [
    `${added} added, ${changed} changed, ${removed} removed`,
    ...(hits.length > 0 ? [hits.join(', ')] : ['the same hits']),
    ...(broken > 0 ? [`${broken} test${broken === 1 ? '' : 's'} no longer pass${broken === 1 ? 'es' : ''}`] : []),
    ...(fixed > 0 ? [`${fixed} test${fixed === 1 ? '' : 's'} pass${fixed === 1 ? 'es' : ''} now`] : []),
  ];
  return `${parts.join('; ')}.`;
}

/** Text of content and logs inside Markdown: no markup, no mention, no line of its own. */
const escaped = (text: string): string =>
  neutralLine(text)
    .replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[|\\`*_{}[\]#@!~]/g, (character) => `&#${character.charCodeAt(0)};`);

const code = (text: string): string => `<code>${escaped(text)}</code>`;
