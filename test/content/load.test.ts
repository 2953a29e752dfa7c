import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content/index.ts';
import { folderWith } from './workspace.ts';

const SIGMA = 'title: A\nid: s1\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\n';
const ESCU = 'name: B\nid: e1\ntype: TTP\nsearch: index=main\nstatus: production\n';
const SCHEDULED = 'id: k1\nname: C\nkind: Scheduled\nquery: T\nqueryFrequency: 1h\n';

const load = (files: Record<string, string | Uint8Array>, paths = ['.'], more = {}) => {
  const root = folderWith(files);
  const content = loadContent(paths, { root, ...more });
  return {
    content,
    kinds: [...content.detections, ...content.objects].map(({ kind, file }) => `${file} ${kind}`).sort(),
    complaints: content.diagnostics.map(({ code, file, message }) => `${code} ${file} ${message}`),
  };
};

describe('kinds', () => {
  it('follow from the keys, not from the folders', () => {
    const { kinds, complaints, content } = load({
      'x/sigma.yml': SIGMA,
      'x/correlation.yml': 'title: D\ncorrelation: {type: event_count, rules: [s1]}\n',
      'x/filter.yml':
        'title: E\nlogsource: {product: windows}\nfilter: {rules: [s1], selection: {a: b}, condition: selection}\n',
      'x/two.yml': `${SIGMA}---\n${SIGMA.replace('s1', 's2')}`,
      'x/escu.yml': ESCU,
      'x/slip.yml':
        'name: B\nserach: x\ntype: TTP\nstatus: production\nhow_to_implement: x\nknown_false_positives: x\n',
      'x/macro.yml': 'name: m\ndefinition: search *\ndescription: d\n',
      'x/lookup.yml': 'name: l\nfilename: l.csv\ndescription: d\n',
      'x/story.yml': 'name: s\nnarrative: n\n',
      'x/source.yml': 'name: d\nsource: a\nsourcetype: b\n',
      'x/baseline.yml': 'name: b\ntype: Baseline\nsearch: x\n',
      'x/deployment.yml': 'name: p\nscheduling: {cron_schedule: "0 * * * *"}\n',
      'x/mapping.YML': 'stories:\ndetections: [{content: r, reason: Renamed., removed_in_version: 5.2.0}]\n',
      'x/removed.yml': 'name: r\nstatus: removed\nsearch: x\ntype: TTP\n',
      'x/scheduled.yaml': SCHEDULED,
      'x/nrt.yaml': 'id: n\nname: N\nkind: "NRT "\nquery: T\n',
      'x/hunting.yaml': 'id: h\nname: H\nquery: T\ntactics: []\n',
      'x/parser.yaml': 'ParserName: p\nParserQuery: T\n',
      'x/workflow.yml': 'on: push\njobs: {}\n',
    });
    expect(complaints).toEqual([]);
    expect(content.files).toBe(19);
    expect(kinds).toEqual([
      'x/baseline.yml escu-baseline',
      'x/correlation.yml sigma-correlation',
      'x/deployment.yml escu-deployment',
      'x/escu.yml escu-detection',
      'x/filter.yml sigma-filter',
      'x/hunting.yaml sentinel-hunting-query',
      'x/lookup.yml escu-lookup',
      'x/macro.yml escu-macro',
      'x/mapping.YML escu-deprecation-mapping',
      'x/nrt.yaml sentinel-nrt-rule',
      'x/parser.yaml asim-parser',
      'x/removed.yml escu-removed',
      'x/scheduled.yaml sentinel-scheduled-rule',
      'x/sigma.yml sigma-rule',
      'x/slip.yml escu-detection',
      'x/source.yml escu-data-source',
      'x/story.yml escu-story',
      'x/two.yml sigma-rule',
      'x/two.yml sigma-rule',
    ]);
  });

  it('are limited to those of a layout', () => {
    const files = { 'a.yml': SIGMA, 'b.yml': ESCU, 'c.yaml': SCHEDULED };
    expect(load(files, ['.'], { layout: 'sigmahq' }).kinds).toEqual(['a.yml sigma-rule']);
    expect(load(files, ['.'], { layout: 'contentctl' }).kinds).toEqual(['b.yml escu-detection']);
    expect(load(files, ['.'], { layout: 'azure-sentinel' }).kinds).toEqual(['c.yaml sentinel-scheduled-rule']);
  });
});

describe('detections', () => {
  it('hold what every language has', () => {
    const { content } = load({
      'a.yml':
        'title: A \nid: s1\nstatus: test\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntags: [attack.t1059.001, attack.execution]\n',
      'b.yml': `${ESCU}mitre_attack_id: [T1572]\n`,
      'c.yaml': `${SCHEDULED}relevantTechniques: ["T1567 "]\n`,
    });
    expect(content.detections.map(({ document, tests, query, ...detection }) => [detection, query?.text])).toEqual([
      [
        {
          language: 'sigma',
          kind: 'sigma-rule',
          id: 's1',
          name: 'A',
          file: 'a.yml',
          techniques: ['T1059.001'],
          status: 'test',
        },
        undefined,
      ],
      [
        {
          language: 'spl',
          kind: 'escu-detection',
          id: 'e1',
          name: 'B',
          file: 'b.yml',
          techniques: ['T1572'],
          status: 'production',
          type: 'TTP',
        },
        'index=main',
      ],
      [
        {
          language: 'kql',
          kind: 'sentinel-scheduled-rule',
          id: 'k1',
          name: 'C',
          file: 'c.yaml',
          techniques: ['T1567'],
          type: 'Scheduled',
        },
        'T',
      ],
    ]);
  });
});

describe('files', () => {
  it('that a person names are read, and have to be content', () => {
    const files = { 'test/fixtures/a.yml': SIGMA, 'b.yml': 'on: push\n', 'c.yml': '' };
    expect(load(files, ['test/fixtures/a.yml', 'b.yml', 'c.yml'], { explicit: true })).toMatchObject({
      kinds: ['test/fixtures/a.yml sigma-rule'],
      complaints: [
        'FD103 b.yml The file is no detection, rule or knowledge object that firedrill knows.',
        'FD103 c.yml The file is no detection, rule or knowledge object that firedrill knows.',
      ],
    });
  });

  it('that are missing, broken or not UTF-8 are complaints, and the others are read', () => {
    const { kinds, complaints } = load(
      { 'a.yml': SIGMA, 'b.yml': 'name: "x', 'c.yml': Uint8Array.of(0x6e, 0xff, 0xfe) },
      ['.', 'missing'],
    );
    expect(kinds).toEqual(['a.yml sigma-rule']);
    expect(complaints).toEqual([
      'FD120 missing There is no file or folder "missing".',
      'FD101 b.yml The YAML cannot be parsed: unexpected end of the stream within a double quoted scalar.',
      'FD120 c.yml The file is not UTF-8 text.',
    ]);
  });

  it('behind symbolic links are read only inside the folder', () => {
    const outside = folderWith({ 'secret.yml': SIGMA });
    const root = folderWith({ 'rules/a.yml': SIGMA, 'rules/deep/b.yml': ESCU });
    symlinkSync(join(outside, 'secret.yml'), join(root, 'rules/secret.yml'));
    symlinkSync(outside, join(root, 'rules/elsewhere'));
    symlinkSync(join(root, 'rules'), join(root, 'rules/deep/loop'));
    symlinkSync(join(root, 'nowhere.yml'), join(root, 'rules/dangling.yml'));
    const { detections, diagnostics } = loadContent(['rules'], { root });
    expect(detections.map(({ file }) => file)).toEqual(['rules/a.yml', 'rules/deep/b.yml']);
    expect(diagnostics).toEqual([]);
  });
});
