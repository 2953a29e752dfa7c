import type { TestReport } from '../testing/result.ts';

/** The formats of a test report, the default first. */
export const TEST_FORMATS = ['text', 'json', 'junit', 'markdown', 'github'] as const;

/** A report in a format that is printed as a whole. */
export async function reportInFormat(format: string, report: TestReport): Promise<string> {
  switch (format) {
    case 'junit':
      return (await import('../report/junit.ts')).junitReport(report);
    case 'markdown':
      return (await import('../report/markdown.ts')).markdownReport(report);
    case 'github':
      return (await import('../report/github.ts')).githubReport(report);
    default:
      return (await import('../report/json.ts')).jsonReport(report);
  }
}
