import type { TestResult } from './result.ts';

/** Why a test is no pass, in a few lines: the reasons, then the rows in and out of each stage. */
export function explainFailure(result: TestResult): string {
  const stages = result.stages.map(
    ({ text, rows_in, rows_out }) =>
      `${String(rows_in).padStart(8)} → ${String(rows_out).padStart(8)}  ${text.replace(/\s+/g, ' ').trim()}`,
  );
  return [`${result.verdict}: ${result.message}`, ...stages].join('\n');
}
