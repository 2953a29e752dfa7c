import type { TestReport, TestResult } from '../testing/result.ts';

/**
 * Workflow commands that GitHub shows as annotations on the changed files. Everything that comes from content or logs is
 * encoded, so that no text can start a command of its own.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubReport(report: TestReport): string {
  const lines = report.tests.filter(({ verdict }) => verdict !== 'pass').map(annotation);
  const { summary } = report;
  const total = `${summary.passed} passed, ${summary.failed} failed, ${summary.errors} errors, ${summary.unsupported} unsupported, ${summary.skipped} skipped`;
  return [...lines, `::notice title=firedrill::${data(total)}`, ''].join('\n');
}

function annotation(test: TestResult): string {
  const level = test.verdict === 'fail' || test.verdict === 'error' ? 'error' : 'warning';
  const title = property(`${test.detection.name}: ${test.test}`);
  return `::${level} file=${property(test.detection.file)},line=${test.line},title=${title}::${data(`${test.verdict}: ${test.message}`)}`;
}

const data = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
