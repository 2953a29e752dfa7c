import { dump } from 'js-yaml';
import { isMapping } from '../content/kind.ts';
import type { Detection } from '../content/model.ts';
import type { TestReport, TestResult } from '../testing/result.ts';
import { groupBy } from '../util/group-by.ts';

/**
 * contentctl's `test_results/summary.yml`, for what reads it after a test. Splunk detections only: contentctl knows no
 * others.
 *
 * https://github.com/splunk/contentctl
 */
export function contentctlReport(report: TestReport, detections: readonly Detection[]): string {
  const known = new Map(detections.map((detection) => [detection.file, detection]));
  const entries = [...groupBy(report.tests, ({ detection }) => detection.file)]
    .filter(([, [test]]) => test?.detection.language === 'spl')
    .map(([file, tests]) => entryOf(file, tests, known.get(file)));
  const skipped = entries.filter(({ status }) => status === 'skip').sort(byName);
  const tested = entries
    .filter(({ status }) => status !== 'skip')
    .sort((a, b) => Number(a.success) - Number(b.success) || byName(a, b));
  const failed = tested.filter(({ success }) => !success).length;
  const passed = tested.length - failed;
  const withStatus = (status: string): number => entries.filter((entry) => entry.production_status === status).length;
  const summary = {
    summary: {
      mode: 'All',
      enable_integration_testing: false,
      success: failed === 0,
      total_detections: entries.length,
      total_tested_detections: tested.length,
      total_pass: passed,
      total_fail: failed,
      total_skipped: skipped.length,
      total_untested: 0,
      total_production: withStatus('production'),
      total_experimental: withStatus('experimental'),
      total_deprecated: withStatus('deprecated'),
      total_manual: entries.filter(({ manual_test: manual }) => manual !== null).length,
      success_rate: tested.length === 0 ? 'UKNOWN' : `${((passed / tested.length) * 100).toFixed(1)}%`,
    },
    tested_detections: tested,
    skipped_detections: skipped,
    untested_detections: [],
    percent_complete: 'UKNOWN',
  };
  return dump(summary, { sortKeys: false, lineWidth: -1 });
}

interface Entry {
  readonly name: string;
  readonly type: string | null;
  readonly production_status: string | null;
  readonly status: string;
  readonly source_category: string;
  readonly data_source: unknown;
  readonly search: string | null;
  readonly file_path: string;
  readonly manual_test: string | null;
  readonly success: boolean;
  readonly tests: readonly object[];
}

function entryOf(file: string, tests: readonly TestResult[], detection: Detection | undefined): Entry {
  const value = detection && isMapping(detection.document.value) ? detection.document.value : {};
  const tags = isMapping(value['tags']) ? value['tags'] : {};
  const statuses = tests.map(statusOf);
  const status =
    statuses.find((one) => one === 'fail' || one === 'error') ?? statuses.find((one) => one === 'pass') ?? 'skip';
  return {
    name: tests[0]?.detection.name ?? file,
    type: detection?.type ?? null,
    production_status: detection?.status ?? null,
    status,
    source_category: file.split('/').at(-2) ?? '',
    data_source: value['data_source'] ?? [],
    search: detection?.query?.text ?? null,
    file_path: file,
    manual_test: typeof tags['manual_test'] === 'string' ? tags['manual_test'] : null,
    success: status === 'pass',
    tests: tests.map((test) => ({
      name: test.test,
      test_type: test.test_type,
      success: test.verdict === 'pass',
      message: test.message || 'TEST PASSED',
      exception: null,
      status: statusOf(test),
      duration: seconds(test.duration_ms),
      wait_duration: 0,
      resultCount: String(test.results),
      runDuration: String(seconds(test.duration_ms)),
    })),
  };
}

const statusOf = ({ verdict }: TestResult): string => (verdict === 'skipped' ? 'skip' : verdict);
const seconds = (milliseconds: number): number => Math.round(milliseconds) / 1000;
const byName = (a: Entry, b: Entry): number => a.name.localeCompare(b.name, 'en');
