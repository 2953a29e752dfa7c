import type { TestReport } from '../testing/result.ts';

/** The report as CONTRACT's `test --format json`. Equal from run to run but for keys named `duration*`. */
export const jsonReport = (report: TestReport): string => `${JSON.stringify(report, null, 2)}\n`;
