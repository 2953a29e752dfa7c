import { UsageError } from '../util/usage-error.ts';
import { summarise, type TestReport, type TestResult } from './result.ts';

/**
 * The report of all shards of a run: the one that a single run had given, but for durations.
 *
 * @throws UsageError when the reports are not all the shards of one run.
 */
export function mergeReports(reports: readonly TestReport[]): TestReport {
  const [first] = reports;
  if (!first) throw new UsageError('There is no report to merge.');
  const of = first.shard?.of;
  if (reports.some(({ shard }) => shard === undefined)) {
    throw new UsageError('A report is of no shard: run "firedrill test --shard I/N --format json".');
  }
  const indexes = reports.map(({ shard }) => shard?.index ?? 0);
  if (reports.some(({ shard }) => shard?.of !== of || shard?.tests !== first.shard?.tests)) {
    throw new UsageError('The reports are of different runs.');
  }
  const missing = Array.from({ length: of ?? 0 }, (_none, at) => at + 1).filter((index) => !indexes.includes(index));
  if (missing.length > 0) throw new UsageError(`Of ${of} shards these are missing: ${missing.join(', ')}.`);
  if (new Set(indexes).size < indexes.length) throw new UsageError('A shard is given twice.');
  const tests: TestResult[] = [];
  for (const { shard, tests: own } of reports) {
    own.forEach((test, at) => {
      tests[shard?.positions[at] ?? -1] = test;
    });
  }
  const diagnostics = new Map(
    reports.flatMap((report) => report.diagnostics.map((entry) => [JSON.stringify(entry), entry] as const)),
  );
  const duration = reports.reduce((sum, { summary }) => sum + summary.duration_ms, 0);
  return { summary: summarise(tests, duration), tests, diagnostics: [...diagnostics.values()] };
}
