import type { TestReport } from '../testing/result.ts';
import { markdownReport } from './markdown.ts';

/** What GitHub takes for one step, less room for what other commands of the step write. */
const LIMIT = 1024 * 1024 - 16 * 1024;

/**
 * The Markdown report within GitHub's limit for job summaries. A run too large for it shows what is no pass; a line says
 * what is left out, and where to find it.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function jobSummary(report: TestReport, limit: number = LIMIT): string {
  const whole = markdownReport(report);
  if (Buffer.byteLength(whole) <= limit) return whole;
  const bad = report.tests.filter(({ verdict }) => verdict !== 'pass');
  const note = (shown: number): string =>
    `\n> The report is too long for a job summary: ${shown} of ${report.tests.length} tests are shown. The HTML and JSON reports have them all.\n`;
  let low = 0;
  let high = bad.length;
  let best = '';
  while (low <= high) {
    const shown = Math.floor((low + high) / 2);
    const text = markdownReport({ ...report, tests: bad.slice(0, shown) }) + note(shown);
    if (Buffer.byteLength(text) <= limit) {
      best = text;
      low = shown + 1;
    } else high = shown - 1;
  }
  return best;
}
