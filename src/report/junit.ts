import type { TestReport, TestResult } from '../testing/result.ts';
import { escapeXml } from '../util/escape-xml.ts';
import { append } from '../util/append.ts';

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

/** JUnit XML as CI systems read it: a suite per detection, a case per test. */
export function junitReport(report: TestReport): string {
  const suites = groupByFile(report.tests);
  const { summary } = report;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="firedrill" tests="${report.tests.length}" failures="${summary.failed}" errors="${summary.errors + summary.unsupported}" skipped="${summary.skipped}" time="${seconds(summary.duration_ms)}">`,
  ];
  for (const [file, tests] of suites) append(lines, suiteLines(file, tests));
  lines.push('</testsuites>', '');
  return lines.join('\n');
}

function groupByFile(tests: readonly TestResult[]): ReadonlyMap<string, readonly TestResult[]> {
  const suites = new Map<string, TestResult[]>();
  for (const test of tests) {
    const suite = suites.get(test.detection.file);
    if (suite) suite.push(test);
    else suites.set(test.detection.file, [test]);
  }
  return suites;
}

function suiteLines(file: string, tests: readonly TestResult[]): readonly string[] {
  const having = (verdict: TestResult['verdict']) => tests.filter((test) => test.verdict === verdict).length;
  const duration = tests.reduce((sum, test) => sum + test.duration_ms, 0);
  const name = tests[0]?.detection.name ?? file;
  return [
    `  <testsuite name="${escapeXml(name)}" file="${escapeXml(file)}" tests="${tests.length}" failures="${having('fail')}" errors="${having('error')}" skipped="${having('skipped')}" time="${seconds(duration)}">`,
    ...tests.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines(test: TestResult): readonly string[] {
  const attributes = `name="${escapeXml(test.test)}" classname="${escapeXml(test.detection.name)}" file="${escapeXml(test.detection.file)}" line="${test.line}" time="${seconds(test.duration_ms)}"`;
  const outcome = outcomeLine(test);
  return outcome === undefined
    ? [`    <testcase ${attributes}/>`]
    : [`    <testcase ${attributes}>`, `      ${outcome}`, '    </testcase>'];
}

function outcomeLine(test: TestResult): string | undefined {
  const [first = ''] = test.message.split('\n');
  const message = `message="${escapeXml(first)}"`;
  switch (test.verdict) {
    case 'pass':
      return undefined;
    case 'skipped':
      return `<skipped ${message}/>`;
    case 'fail':
      return `<failure ${message}>${escapeXml(details(test))}</failure>`;
    case 'error':
      return `<error type="${test.unsupported ? 'unsupported' : 'error'}" ${message}>${escapeXml(details(test))}</error>`;
  }
}

/** The message, and how many rows each stage let through. */
function details(test: TestResult): string {
  const stages = test.stages.map(
    (stage) => `${stage.rows_in} -> ${stage.rows_out}  ${stage.text.replace(/\s+/g, ' ')}`,
  );
  return [test.message, ...stages].join('\n');
}
