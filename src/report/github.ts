import { neutralLine } from '../diagnostics/neutral-text.ts';
import { ANNOTATIONS_PER_LEVEL, workflowCommand } from '../diagnostics/workflow-command.ts';
import type { TestReport, TestResult } from '../testing/result.ts';

/** Workflow commands that GitHub shows as annotations on the changed files; the rest, beyond its limit, as plain lines. */
export function githubReport(report: TestReport): string {
  const shown = { error: 0, warning: 0 };
  const lines: string[] = [];
  const beyond: string[] = [];
  for (const test of report.tests) {
    if (test.verdict === 'pass') continue;
    const level = test.verdict === 'fail' || test.verdict === 'error' ? 'error' : 'warning';
    shown[level] += 1;
    if (shown[level] <= ANNOTATIONS_PER_LEVEL) lines.push(annotation(test, level));
    else beyond.push(plainLine(test));
  }
  const { summary } = report;
  const total = `${summary.passed} passed, ${summary.failed} failed, ${summary.errors} errors, ${summary.unsupported} unsupported, ${summary.skipped} skipped`;
  return [...lines, ...beyond, workflowCommand('notice', { title: 'firedrill' }, total), ''].join('\n');
}

function annotation({ verdict, detection, line, test, message }: TestResult, level: 'error' | 'warning'): string {
  const place = { file: detection.file, line, title: `${detection.name}: ${test}` };
  return workflowCommand(level, place, `${verdict}: ${message}`);
}

const plainLine = ({ verdict, detection, line, test, message }: TestResult): string =>
  `  ${neutralLine(`${detection.file}:${line} ${verdict} ${detection.name}: ${test}: ${message}`)}`;
