import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DiffReport } from '../../src/testing/diff/model.ts';
import { folderWith, runCli } from './run-cli.ts';

const rule = (number: number, detection: string, extra = '') => `title: Rule ${number}
id: 5f0c3b51-0f57-4b0e-9d0e-00000000001${number}
status: test
description: d
tags: [attack.t100${number}]
logsource: { product: invented }
detection:
${detection}  condition: selection
level: low
tests:
  - name: Attack
    attack_data: [{ data: attack.json, sourcetype: _json, source: invented }]
  - name: Ordinary
    test_type: benign
    attack_data: [{ data: benign.json, sourcetype: _json, source: invented }]
${extra}`;

const SEARCH = `name: Search
id: 5f0c3b51-0f57-4b0e-9d0e-000000000020
version: 1
creation_date: "2026-05-05"
modification_date: "2026-05-05"
author: A
status: production
type: Hunting
description: d
data_source: []
search: search \`invented_ports\` | table Port
how_to_implement: h
known_false_positives: k
references: []
analytic_story: [Reverse Network Proxy]
asset_type: Endpoint
mitre_attack_id: [T1572]
product: [Splunk Enterprise]
category: endpoint
security_domain: endpoint
tests:
  - name: True Positive Test
    test_type: unit
    attack_data: [{ data: attack.json, sourcetype: _json, source: invented }]
`;

const macro = (definition: string) =>
  `name: invented_ports\nid: 5f0c3b51-0f57-4b0e-9d0e-000000000021\nversion: 1\ndescription: d\ndefinition: ${definition}\n`;

const lines = (events: readonly unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

const ATTACK = [
  { Port: 1, User: 'a' },
  { Port: 2, User: 'a' },
  { Port: 3, User: 'a' },
];
const BENIGN = [
  { Port: 2, User: 'b' },
  { Port: 9, User: 'b' },
];

/** A repository with one commit, and what was done to it since. */
function repository(): string {
  const folder = folderWith({
    'firedrill.yml': 'content: [detections]\nknowledge: { splunk: [knowledge] }\ndata: { folders: [data] }\n',
    'data/attack.json': lines(ATTACK),
    'data/benign.json': lines(BENIGN),
    'detections/one.yml': rule(1, '  selection: { Port: 1, User: a }\n'),
    'detections/two.yml': rule(2, '  selection: { Port: 2, User: a }\n'),
    'detections/three.yml': rule(3, '  selection: { Port: 3 }\n'),
    'detections/search.yml': SEARCH,
    'knowledge/macros/invented_ports.yml': macro('Port=1'),
  });
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git(
    '-c',
    'user.name=A',
    '-c',
    'user.email=a@example.com',
    '-c',
    'commit.gpgsign=false',
    'commit',
    '-q',
    '-m',
    'base',
  );
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write('detections/one.yml', rule(1, '  selection: { Port: [1, 2] }\n'));
  rmSync(join(folder, 'detections/three.yml'));
  write('detections/four.yml', rule(4, '  selection: { Port: 3, User: a }\n'));
  write('knowledge/macros/invented_ports.yml', macro('Port>=2'));
  return folder;
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('firedrill-base-')).length;

describe('diff', () => {
  const folder = repository();

  it('tells event by event what a branch changes', { timeout: 120_000 }, async () => {
    const before = leftovers();
    const { stdout, exitCode, stderr } = await runCli(['diff', 'main', '--format', 'json', '--jobs', '1'], folder);
    expect(stderr).toBe('');
    expect(exitCode).toBe(1);
    const report = JSON.parse(stdout) as DiffReport;
    const seen = report.detections.map(({ change, detection, attack, benign, verdicts }) => ({
      name: detection.name,
      change,
      attack: [attack.gained, attack.lost],
      benign: [benign.gained, benign.lost],
      verdicts: verdicts.map(({ test, before: then, after }) => [test, then, after]),
    }));
    expect(seen).toHaveLength(4);
    expect(seen).toEqual(
      expect.arrayContaining([
        {
          name: 'Rule 1',
          change: 'changed',
          attack: [['data/attack.json:2'], []],
          benign: [['data/benign.json:1'], []],
          verdicts: [['Ordinary', 'pass', 'fail']],
        },
        {
          name: 'Rule 3',
          change: 'removed',
          attack: [[], ['data/attack.json:3']],
          benign: [[], []],
          verdicts: [
            ['Attack', 'pass', null],
            ['Ordinary', 'pass', null],
          ],
        },
        {
          name: 'Rule 4',
          change: 'added',
          attack: [['data/attack.json:3'], []],
          benign: [[], []],
          verdicts: [
            ['Attack', null, 'pass'],
            ['Ordinary', null, 'pass'],
          ],
        },
        {
          name: 'Search',
          change: 'changed',
          attack: [['data/attack.json:2', 'data/attack.json:3'], ['data/attack.json:1']],
          benign: [[], []],
          verdicts: [],
        },
      ]),
    );
    expect(report.coverage.mapped).toEqual({ gained: ['T1004'], lost: ['T1003'] });
    expect(report.summary).toMatchObject({ added: 1, removed: 1, changed: 2, broken: 1, benign_gained: 1 });
    expect(leftovers()).toBe(before);
  });

  it('prints Markdown that content cannot break, and text', { timeout: 120_000 }, async () => {
    const markdown = await runCli(['diff', 'main', '--format', 'markdown', '--jobs', '1'], folder);
    expect(markdown.stdout).toContain('| changed | Rule 1 | 1 → 2 (+1) | 0 → 1 (+1) | Ordinary: pass → fail |');
    expect(markdown.stdout).toContain('<th>Before</th><th>After</th>');
    const text = await runCli(['diff', 'main', '--jobs', '1'], folder);
    expect(text.stdout).toContain('  +1 true, +1 benign');
    expect(text.stdout).toContain('Techniques lost: T1003');
  });

  it('says so when there is no such revision', async () => {
    const { exitCode, stderr } = await runCli(['diff', 'nowhere'], folder);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Git cannot read the revision "nowhere".');
  });
});
