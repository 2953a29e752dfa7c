import { neutralLine } from '../diagnostics/neutral-text.ts';
import { inferredOf } from '../testing/leans-on.ts';
import type { PlannedTestSummary } from '../testing/plan-run.ts';
import type { TestReport, TestResult, TestSummary } from '../testing/result.ts';
import { scheduleLine } from '../testing/sentinel-simulation.ts';
import type { Colors } from './colors.ts';

const WORD_WIDTH = 7;

/** One line for a test, with its reason below when it is no pass; findings that stand in its way are shown by themselves. */
export function consoleLine(result: TestResult, colors: Colors): string {
  const lines = [`${verdictWord(result, colors)} ${title(result, colors)} ${colors.dim(facts(result))}`];
  if (result.verdict !== 'pass' && !(result.verdict === 'error' && result.diagnostics.length > 0)) {
    for (const line of result.message.split('\n').filter(Boolean)) lines.push(`        ${neutralLine(line)}`);
  }
  for (const note of result.notes) lines.push(colors.dim(`        note: ${neutralLine(note)}`));
  if (result.schedule) lines.push(colors.dim(`        ${neutralLine(scheduleLine(result.schedule))}`));
  return lines.join('\n');
}

/** What of firedrill's own reasoning a result leans on, a line each. */
export const basisLines = ({ leans_on: names }: TestResult): readonly string[] =>
  names.map((name) => `        leans on: ${name} (inferred: ${inferredOf(name)})`);

/** A test that would run. */
export function planLine(test: PlannedTestSummary, colors: Colors): string {
  const { detection, data } = test;
  const missing = data.filter(({ file }) => file === null).length;
  const gap = missing > 0 ? colors.yellow(` (${missing} of ${data.length} logs not there)`) : '';
  const what = test.test_type === 'unit' ? '' : colors.dim(` [${test.test_type}]`);
  return `${colors.dim(detection.language.padEnd(5))} ${neutralLine(detection.name)} ${colors.dim('›')} ${neutralLine(test.test)}${what}${gap}`;
}

const SLOWEST_SHOWN = 10;
const STAGE_WIDTH = 90;

/** Which tests took longest, and their share of the time of all. */
export function profileLines({ tests }: TestReport): readonly string[] {
  const total = tests.reduce((sum, test) => sum + test.duration_ms, 0);
  const slowest = tests.toSorted((a, b) => b.duration_ms - a.duration_ms).slice(0, SLOWEST_SHOWN);
  const share = (duration: number) => `${total > 0 ? Math.round((duration / total) * 100) : 0} %`;
  return [
    `${tests.length} test${tests.length === 1 ? '' : 's'} took ${milliseconds(total)} in the workers; the slowest:`,
    ...slowest.flatMap((test) => [
      `${milliseconds(test.duration_ms).padStart(9)} ${share(test.duration_ms).padStart(5)}  ${neutralLine(test.detection.name)} › ${neutralLine(test.test)} (${test.events} events)`,
      ...stageCosts(test),
    ]),
    '',
    'By detection:',
    ...costsOfDetections(tests).map(
      ([name, duration]) =>
        `${milliseconds(duration).padStart(9)} ${share(duration).padStart(5)}  ${neutralLine(name)}`,
    ),
    '',
  ];
}

/** What each stage of a test took, and the rest: reading knowledge, starting, collecting rows. */
function stageCosts({ stages, duration_ms: whole }: TestResult): readonly string[] {
  if (!stages.some((stage) => stage.duration_ms !== undefined)) return [];
  const line = (duration: number, text: string) => {
    const shown = neutralLine(text.replace(/\s+/g, ' ').trim());
    const clipped = shown.length > STAGE_WIDTH ? `${shown.slice(0, STAGE_WIDTH - 1)}…` : shown;
    return `${''.padStart(15)}${milliseconds(duration).padStart(9)}  ${clipped}`;
  };
  const known = stages.reduce((sum, stage) => sum + (stage.duration_ms ?? 0), 0);
  return [
    ...stages.map((stage) => line(stage.duration_ms ?? 0, stage.text)),
    line(Math.max(0, whole - known), '(start and results)'),
  ];
}

function costsOfDetections(tests: readonly TestResult[]): readonly (readonly [string, number])[] {
  const costs = new Map<string, number>();
  for (const { detection, duration_ms: duration } of tests)
    costs.set(detection.name, (costs.get(detection.name) ?? 0) + duration);
  return [...costs].sort((left, right) => right[1] - left[1]).slice(0, SLOWEST_SHOWN);
}

/** The last lines of a run. */
export function consoleSummary(summary: TestSummary, colors: Colors): string {
  const parts = [
    count(summary.passed, 'passed', colors.green),
    count(summary.failed, 'failed', colors.red),
    count(summary.errors, summary.errors === 1 ? 'error' : 'errors', colors.red),
    count(summary.unsupported, 'unsupported', colors.yellow),
    count(summary.skipped, 'skipped', colors.yellow),
  ].filter((part) => part !== undefined);
  const detections = `${summary.detections} detection${summary.detections === 1 ? '' : 's'}`;
  return `\n${parts.join(', ') || 'No test ran'} ${colors.dim(`(${detections}, ${milliseconds(summary.duration_ms)})`)}`;
}

export const consoleReport = (report: TestReport, colors: Colors): string =>
  [...report.tests.map((result) => consoleLine(result, colors)), consoleSummary(report.summary, colors), ''].join('\n');

function verdictWord(result: TestResult, colors: Colors): string {
  const word = (result.unsupported ? 'unsupp.' : result.verdict).toUpperCase().padEnd(WORD_WIDTH);
  switch (result.verdict) {
    case 'pass':
      return colors.green(word);
    case 'skipped':
      return colors.yellow(word);
    default:
      return result.unsupported ? colors.yellow(word) : colors.red(word);
  }
}

function title(result: TestResult, colors: Colors): string {
  const { detection } = result;
  return `${colors.dim(detection.language.padEnd(5))} ${neutralLine(detection.name)} ${colors.dim('›')} ${neutralLine(result.test)}`;
}

function facts(result: TestResult): string {
  if (result.verdict === 'skipped' || result.verdict === 'error') return '';
  const rows = `${result.results} row${result.results === 1 ? '' : 's'}`;
  const events = `${result.events} event${result.events === 1 ? '' : 's'}`;
  return `${rows} from ${events}, ${milliseconds(result.duration_ms)}`;
}

const milliseconds = (duration: number): string =>
  duration < 1000 ? `${Math.round(duration)} ms` : `${(duration / 1000).toFixed(1)} s`;

const count = (number: number, word: string, paint: (text: string) => string): string | undefined =>
  number === 0 ? undefined : paint(`${number} ${word}`);
