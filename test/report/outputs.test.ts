import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { loadTexts } from '../../src/content/index.ts';
import { badgeReport } from '../../src/report/badge.ts';
import { contentctlReport } from '../../src/report/contentctl.ts';
import { csvReport } from '../../src/report/csv.ts';
import { jobSummary } from '../../src/report/job-summary.ts';
import { navigatorReport } from '../../src/report/navigator.ts';
import { summarise, type TestReport, type TestResult } from '../../src/testing/result.ts';
import { csvRows } from '../../src/util/csv.ts';
import { resultOf } from '../browser/samples.ts';

const reportOf = (...tests: readonly TestResult[]): TestReport => ({
  summary: summarise(tests, 100),
  tests,
  diagnostics: [],
});

describe('csv', () => {
  it('quotes what needs it, and defuses formulas', () => {
    const text = csvReport(reportOf(resultOf('a.yaml', { test: '=HYPERLINK("x")', message: 'one,\n"two"' })));
    const [head, row] = csvRows(text);
    expect(head?.slice(0, 4)).toEqual(['language', 'detection', 'id', 'file']);
    expect(row).toEqual([
      'kql',
      'Name of a.yaml',
      'id-of-a.yaml',
      'a.yaml',
      'T1572',
      '\'=HYPERLINK("x")',
      'unit',
      'pass',
      '1',
      '20',
      '12',
      'one,\n"two"',
    ]);
  });
});

describe('navigator', () => {
  it('scores a technique by its best detection', () => {
    const layer = JSON.parse(
      navigatorReport(
        reportOf(
          resultOf('a.yaml', { verdict: 'fail' }),
          resultOf('b.yaml'),
          resultOf('b.yaml', { test: 'quiet', test_type: 'benign' }),
          resultOf('c.yaml', {
            detection: { ...resultOf('c.yaml').detection, techniques: ['T1059.001', 'nonsense'] },
          }),
        ),
      ),
    ) as { versions: object; techniques: { techniqueID: string; score: number; comment: string }[] };
    expect(layer.versions).toEqual({ attack: '18', navigator: '5.1.0', layer: '4.5' });
    expect(layer.techniques.map(({ techniqueID, score, comment }) => [techniqueID, score, comment])).toEqual([
      ['T1059.001', 2, 'Name of c.yaml (tested)'],
      ['T1572', 3, 'Name of a.yaml (mapped)\nName of b.yaml (tested with benign data)'],
    ]);
  });
});

describe('badge', () => {
  it('says how many passed', () => {
    expect(badgeReport(reportOf(resultOf('a.yaml')))).toContain('aria-label="detections: 1 passing"');
    const mixed = badgeReport(reportOf(resultOf('a.yaml'), resultOf('b.yaml', { verdict: 'fail' })));
    expect(mixed).toContain('detections: 1 of 2 passing');
    expect(mixed).toContain('#b01c2a');
    expect(badgeReport(reportOf())).toContain('no tests');
  });
});

describe('job summary', () => {
  it('stays within the limit, and says what it leaves out', () => {
    const tests = Array.from({ length: 300 }, (_none, at) =>
      resultOf(`rule${at}.yaml`, at % 2 === 0 ? { verdict: 'fail', message: 'It should fire.' } : {}),
    );
    const whole = jobSummary(reportOf(...tests));
    expect(whole).not.toContain('too long');
    const cut = jobSummary(reportOf(...tests), 20_000);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(20_000);
    expect(cut).toMatch(/too long for a job summary: \d+ of 300 tests are shown/);
    expect(cut).toContain('**150 passed**, 150 failed');
  });
});

describe('contentctl', () => {
  it('has the shape of summary.yml', () => {
    const spl = (name: string, more: Partial<TestResult> = {}): TestResult => {
      const file = `detections/endpoint/${name}.yml`;
      return resultOf(file, { ...more, detection: { ...resultOf(file).detection, name, language: 'spl' } });
    };
    const { detections } = loadTexts(
      new Map([
        [
          'detections/endpoint/b.yml',
          'name: b\nid: 00000000-0000-4000-8000-000000000001\nstatus: production\ntype: TTP\nsearch: "index=a"\ndata_source: [Sysmon EventID 3]\n',
        ],
      ]),
    );
    const text = contentctlReport(
      reportOf(
        spl('a'),
        spl('b', { verdict: 'fail', message: 'no' }),
        spl('c', { verdict: 'skipped' }),
        resultOf('k.yaml'),
      ),
      detections,
    );
    const value = load(text) as Record<string, unknown> & { tested_detections: Record<string, unknown>[] };
    expect(value['summary']).toMatchObject({
      success: false,
      total_detections: 3,
      total_tested_detections: 2,
      total_pass: 1,
      total_fail: 1,
      total_skipped: 1,
      total_production: 1,
      success_rate: '50.0%',
    });
    expect(value.tested_detections.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(value.tested_detections[0]).toMatchObject({
      type: 'TTP',
      production_status: 'production',
      status: 'fail',
      source_category: 'endpoint',
      data_source: ['Sysmon EventID 3'],
      search: 'index=a',
      success: false,
      tests: [{ name: 'True positive', status: 'fail', message: 'no', resultCount: '1', duration: 0.012 }],
    });
  });
});
