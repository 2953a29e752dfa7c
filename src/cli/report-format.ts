import type { TestReport } from '../testing/result.ts';

/** The formats of a test report, the default first. */
export const TEST_FORMATS = ['text', 'json', 'junit', 'markdown', 'github', 'html'] as const;

/** Where the repository of a report is: the formats that show more than results read it. */
export interface RepositoryOfReport {
  readonly cwd: string;
  readonly config?: string;
  readonly layout?: string;
  readonly title?: string;
  readonly explain?: boolean;
}

/** A report in a format that is printed as a whole. */
export async function reportInFormat(
  format: string,
  report: TestReport,
  repository: RepositoryOfReport,
): Promise<string> {
  switch (format) {
    case 'junit':
      return (await import('../report/junit.ts')).junitReport(report);
    case 'markdown':
      return (await import('../report/markdown.ts')).markdownReport(report);
    case 'github':
      return (await import('../report/github.ts')).githubReport(report);
    case 'html': {
      const [{ gatherReport }, { htmlFile }] = await Promise.all([
        import('../testing/details/gather-report.ts'),
        import('../report/html/index.ts'),
      ]);
      return htmlFile(await gatherReport(report, repository));
    }
    default:
      return (await import('../report/json.ts')).jsonReport(report);
  }
}
