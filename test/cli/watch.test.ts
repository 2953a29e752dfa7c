import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { LiveRepository } from '../../src/testing/live-repository.ts';
import { TestWatch } from '../../src/testing/test-watch.ts';
import { folderWith, root } from './run-cli.ts';

const shipped = (path: string): string => readFileSync(join(root, 'detections', path), 'utf8');

const SEARCH = `name: Quiet Verbs
id: 29798d45-c9c7-4240-a5ef-d7648c016025
version: 1
creation_date: '2026-05-05'
modification_date: '2026-05-05'
author: Alice Example
status: experimental
type: Hunting
description: Verbs.
data_source: []
search: |-
  sourcetype=verbs
  | \`loud_verbs\`
  | stats count by verb
  | \`quiet_verbs_filter\`
how_to_implement: Collect it.
known_false_positives: None.
references: []
analytic_story: []
asset_type: Endpoint
mitre_attack_id: [T1572]
product: [Splunk Enterprise]
category: endpoint
security_domain: endpoint
tests:
  - name: True Positive Test
    attack_data:
      - {data: verbs.log, source: verbs, sourcetype: verbs}
    test_type: unit
`;
const MACRO = 'name: loud_verbs\ndefinition: search verb=shout\ndescription: Loud ones.\n';

const repository = (): string =>
  realpathSync(
    folderWith({
      'firedrill.yml': 'content: [detections]\n',
      'detections/quiet_verbs.yml': SEARCH,
      'detections/rule.yml': shipped('sigma/net_connection_win_domain_cloudflared_communication.yml'),
      'macros/loud_verbs.yml': MACRO,
      'test/attack_data/verbs.log': '{"time": "2026-05-05T10:00:01Z", "verb": "shout"}\n',
    }),
  );

describe('tests that are watched', () => {
  it('runs again what an edit touches: detections, macros, logs', async () => {
    const cwd = repository();
    const live = new LiveRepository({ cwd });
    const watch = new TestWatch(live, { cwd, layout: 'auto', workers: 2 });
    const change = async (path: string, text: string) => {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
      const { results } = await watch.run([join(cwd, path)]);
      return results.map(({ detection, verdict }) => `${detection.name}: ${verdict}`);
    };
    try {
      const first = await watch.run();
      expect(first.results.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'pass']);
      expect(await change('macros/loud_verbs.yml', MACRO.replace('shout', 'whisper'))).toEqual(['Quiet Verbs: fail']);
      expect(await change('macros/loud_verbs.yml', MACRO)).toEqual(['Quiet Verbs: pass']);
      expect(await change('test/attack_data/verbs.log', '{"time": "2026-05-05T10:00:01Z", "verb": "hum"}\n')).toEqual([
        'Quiet Verbs: fail',
      ]);
      expect(await change('test/attack_data/verbs.log', '{"time": "2026-05-05T10:00:01Z", "verb": "shout"}\n')).toEqual(
        ['Quiet Verbs: pass'],
      );
      expect(await change('detections/quiet_verbs.yml', SEARCH.replace('stats count', 'stats cuont'))).toEqual([
        'Quiet Verbs: error',
      ]);
      expect(await change('detections/quiet_verbs.yml', SEARCH)).toEqual(['Quiet Verbs: pass']);
      expect(await change('README.md', 'nothing to run\n')).toEqual([]);
    } finally {
      await watch.close();
    }
  }, 120_000);
});

describe('a log that attack-data.lock pins', () => {
  it('runs its tests again when it is edited, emptied, removed, or pinned anew', async () => {
    const cwd = repository();
    const lock = join(cwd, 'attack-data.lock');
    const log = join(cwd, 'test/attack_data/verbs.log');
    const pin = () => {
      const bytes = readFileSync(log);
      const entry = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
      const { files } = JSON.parse(readFileSync(join(root, 'attack-data.lock'), 'utf8')) as { files: object };
      writeFileSync(lock, JSON.stringify({ version: 1, files: { ...files, 'verbs.log': entry } }));
    };
    pin();
    const watch = new TestWatch(new LiveRepository({ cwd }), { cwd, layout: 'auto', workers: 2 });
    const after = async (path: string) => {
      const { results } = await watch.run([path]);
      return results.map(({ detection, verdict }) => `${detection.name}: ${verdict}`);
    };
    try {
      await watch.run();
      writeFileSync(log, '{"time": "2026-05-05T10:00:01Z", "verb": "shout", "who": "alice"}\n');
      expect(await after(log)).toEqual(['Quiet Verbs: error']);
      pin();
      expect(await after(lock)).toContain('Quiet Verbs: pass');
      writeFileSync(log, '');
      expect(await after(log)).toEqual(['Quiet Verbs: error']);
      rmSync(log);
      expect(await after(log)).toEqual(['Quiet Verbs: error']);
    } finally {
      await watch.close();
    }
  }, 120_000);
});

describe('a repository that is looked at again', () => {
  it('reads only what changed, and finds the same', async () => {
    const cwd = repository();
    const live = new LiveRepository({ cwd });
    const before = await live.refresh();
    writeFileSync(join(cwd, 'detections/quiet_verbs.yml'), SEARCH.replace('stats count', 'stats cuont'));
    live.changed(join(cwd, 'detections/quiet_verbs.yml'));
    const after = await live.refresh();
    const rule = (state: typeof before) => state.content.detections.find(({ language }) => language === 'sigma');
    expect(rule(after)).toBe(rule(before));
    const anew = await new LiveRepository({ cwd }).refresh();
    expect(after.diagnostics).toEqual(anew.diagnostics);
    expect(after.diagnostics.map(({ message }) => message).join('\n')).toContain('cuont');
  }, 120_000);
});

describe('--watch', () => {
  it.each(['validate', 'test'])(
    '%s prints again after an edit until it is interrupted',
    async (command) => {
      const cwd = repository();
      let stdout = '';
      let stop: () => void = () => undefined;
      const until = async (text: string) => {
        while (!stdout.includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
      };
      const ended = main([command, '--watch'], {
        cwd,
        stdoutIsTerminal: false,
        stderrIsTerminal: false,
        stdout: (text) => {
          stdout += text;
        },
        stderr: () => undefined,
        interrupted: () =>
          new Promise((resolve) => {
            stop = resolve;
          }),
      });
      await until(command === 'validate' ? 'watching' : '4 passed');
      await new Promise((resolve) => setTimeout(resolve, 200));
      writeFileSync(join(cwd, 'detections/quiet_verbs.yml'), SEARCH.replace('stats count', 'stats cuont'));
      await until('detections/quiet_verbs.yml: ');
      expect(stdout).toContain('cuont');
      stop();
      expect(await ended).toBe(1);
    },
    120_000,
  );

  it('goes with text alone', async () => {
    const refused = await main(['test', '--watch', '--format', 'json'], {
      cwd: repository(),
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      stdout: () => undefined,
      stderr: () => undefined,
    });
    expect(refused).toBe(2);
  });
});
