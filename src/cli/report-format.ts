import type { TestReport } from '../testing/result.ts';

/** The formats of a test report, the default first. */
export const TEST_FORMATS = [
  'text',
  'json',
  'junit',
  'markdown',
  'github',
  'github-summary',
  'html',
  'csv',
  'navigator',
  'badge',
  'contentctl',
] as const;

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
    case 'github-summary':
      return (await import('../report/job-summary.ts')).jobSummary(report);
    case 'csv':
      return (await import('../report/csv.ts')).csvReport(report);
    case 'navigator':
      return (await import('../report/navigator.ts')).navigatorReport(report);
    case 'badge':
      return (await import('../report/badge.ts')).badgeReport(report);
    case 'contentctl': {
      const [{ openRepository }, { contentctlReport }] = await Promise.all([
        import('../testing/details/gather-report.ts'),
        import('../report/contentctl.ts'),
      ]);
      return contentctlReport(report, openRepository(report, repository).content.detections);
    }
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
