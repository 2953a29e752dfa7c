import { neutralLine } from '../diagnostics/neutral-text.ts';
import type { TestReport, TestResult } from '../testing/result.ts';
import { append } from '../util/append.ts';

const SIGNS: Readonly<Record<TestResult['verdict'], string>> = { pass: '✅', fail: '❌', error: '⚠️', skipped: '⏭️' };

/** A table per run and the reasons below it, for job summaries and comments. */
export function markdownReport(report: TestReport): string {
  const { summary } = report;
  const lines = [
    '## firedrill',
    '',
    `**${summary.passed} passed**, ${summary.failed} failed, ${summary.errors} errors, ${summary.unsupported} unsupported, ${summary.skipped} skipped`,
    '',
    '| | Detection | Test | Rows | Events |',
    '| --- | --- | --- | ---: | ---: |',
    ...report.tests.map(
      (test) =>
        `| ${SIGNS[test.verdict]} ${test.unsupported ? 'unsupported' : test.verdict} | ${markdownCell(test.detection.name)} | ${markdownCell(test.test)} | ${test.results} | ${test.events} |`,
    ),
  ];
  const notes = [...new Set(report.tests.flatMap((test) => test.notes))];
  if (notes.length > 0) append(lines, ['', ...notes.map((note) => `- ${markdownCell(note)}`)]);
  for (const test of report.tests.filter(({ verdict }) => verdict !== 'pass')) append(lines, ['', ...reasons(test)]);
  return `${lines.join('\n')}\n`;
}

function reasons(test: TestResult): readonly string[] {
  const lines = [`### ${SIGNS[test.verdict]} ${markdownCell(test.detection.name)} › ${markdownCell(test.test)}`, ''];
  lines.push(`\`${test.detection.file}:${test.line}\``, '');
  for (const line of test.message.split('\n')) lines.push(`> ${markdownCell(line)}`);
  if (test.stages.length > 0) {
    lines.push('', '| In | Out | Stage |', '| ---: | ---: | --- |');
    for (const stage of test.stages)
      lines.push(`| ${stage.rows_in} | ${stage.rows_out} | ${markdownCell(stage.text.replace(/\s+/g, ' '))} |`);
  }
  return lines;
}

/** Text from content or logs: no markup, no line break, no way out of a table cell. */
export const markdownCell = (text: string): string =>
  neutralLine(text).replace(/[\\`*_{}[\]<>()#+!|~@&]/g, (character) => `&#${character.charCodeAt(0)};`);
