import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content/index.ts';
import { folderWith } from './workspace.ts';

const SIGMA = 'title: A\nid: s1\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\n';

const testsOf = (files: Record<string, string>) => {
  const { detections, diagnostics } = loadContent(['.'], { root: folderWith(files) });
  expect(diagnostics).toEqual([]);
  return detections[0]!.tests.map(({ range, attackData, ...test }) => ({
    ...test,
    line: range.start.line,
    attackData: attackData.map(({ range: place, ...data }) => ({ ...data, line: place.start.line })),
  }));
};

describe('the tests of a detection', () => {
  it('are read as ESCU writes them, with what firedrill adds', () => {
    const content = `${SIGMA}tests:
  - name: fires
    attack_data:
      - data: a.log
        source: s
        sourcetype: t
        host: h
        custom_index: i
    now: 2026-01-01T00:00:00Z
    earliest_time: -1h
    schedule: true
    expect: {results: {min: 2}, rows: [{user: alice, port: 7844}], fields: [user], rows_file: rows.json}
  - name: quiet
    test_type: benign
    attack_data: [b.log]
  - name: exact
    test_type: unit
    expected_results: 3
    attack_data: [{data: c.log}]
  - name: later
    test_type: experimental
    description: no log yet
    attack_data: []
`;
    const common = { file: 'a.yml' };
    const open = { rows: [], fields: [] };
    expect(testsOf({ 'a.yml': content })).toEqual([
      {
        ...common,
        name: 'fires',
        type: 'unit',
        line: 6,
        now: '2026-01-01T00:00:00Z',
        earliestTime: '-1h',
        schedule: true,
        attackData: [{ ...common, data: 'a.log', source: 's', sourcetype: 't', host: 'h', index: 'i', line: 8 }],
        expect: { results: { min: 2 }, rows: [{ user: 'alice', port: 7844 }], fields: ['user'], rowsFile: 'rows.json' },
      },
      {
        ...common,
        name: 'quiet',
        type: 'benign',
        line: 17,
        attackData: [{ ...common, data: 'b.log', line: 19 }],
        expect: { ...open, results: { max: 0 } },
      },
      {
        ...common,
        name: 'exact',
        type: 'unit',
        line: 20,
        attackData: [{ ...common, data: 'c.log', line: 23 }],
        expect: { ...open, results: { min: 3, max: 3 } },
      },
      {
        ...common,
        name: 'later',
        type: 'experimental',
        description: 'no log yet',
        line: 24,
        attackData: [],
        expect: { ...open, results: { min: 1 } },
      },
    ]);
  });

  it('are manual with their reason when the tags say so', () => {
    const content =
      'name: B\nid: e1\ntype: TTP\nsearch: x\ntags: {manual_test: needs a dashboard}\ntests: [{name: t, attack_data: [a.log]}]\n';
    expect(testsOf({ 'a.yml': content })).toMatchObject([{ type: 'manual', description: 'needs a dashboard' }]);
  });

  it('are completed and added to by a side file', () => {
    const tests = testsOf({
      'a.yml': `${SIGMA}tests:\n  - name: fires\n    attack_data: [{data: a.log, source: s}]\n`,
      'a.test.yml':
        'tests:\n  - name: fires\n    expect: {results: 1}\n  - name: quiet\n    test_type: benign\n    attack_data: [b.log]\n',
    });
    expect(tests).toMatchObject([
      { name: 'fires', file: 'a.test.yml', attackData: [{ data: 'a.log' }], expect: { results: { min: 1, max: 1 } } },
      { name: 'quiet', file: 'a.test.yml', type: 'benign', attackData: [{ data: 'b.log', file: 'a.test.yml' }] },
    ]);
  });

  it('come along when only the detection is named', () => {
    const root = folderWith({ 'x/a.yml': SIGMA, 'x/a.test.yml': 'tests: [{name: t, attack_data: [a.log]}]\n' });
    expect(loadContent(['x/a.yml'], { root, explicit: true }).detections[0]?.tests).toHaveLength(1);
    expect(loadContent(['x/a.test.yml'], { root, explicit: true }).detections[0]?.tests).toHaveLength(1);
  });

  it('of a side file without a detection are a warning', () => {
    const root = folderWith({ 'b.test.yml': 'tests: [{name: t, attack_data: [a.log]}]\n' });
    expect(loadContent(['.'], { root }).diagnostics).toMatchObject([
      { code: 'FD602', severity: 'warning', message: 'There is no detection "b" beside this test file.' },
    ]);
  });
});
