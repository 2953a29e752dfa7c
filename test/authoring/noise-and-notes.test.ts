import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { folderWith, root, runCli } from '../cli/run-cli.ts';

const rule = (id: number, title: string, verb: string): string => `title: ${title}
id: 11111111-2222-4333-8444-55555555555${id}
status: test
description: Finds ${verb}. More of it.
author: Alice Example
date: '2026-05-05'
tags: [attack.command-and-control, attack.t1572]
logsource: {category: application, product: app}
detection:
  selection: {verb: ${verb}}
  condition: selection
level: low
`;
const LOG = '{"verb": "read"}\n{"verb": "wipe"}\n{"verb": "wipe"}\n';
const repository = (more: Readonly<Record<string, string>> = {}): string =>
  folderWith({
    'firedrill.yml': 'content: [detections]\n',
    'detections/wipe.yml': rule(1, 'Wiped', 'wipe'),
    'detections/shout.yml': rule(2, 'Shouted', 'shout'),
    'benign/app.json': LOG,
    ...more,
  });

describe('firedrill noise', () => {
  it('names what fires on benign logs', async () => {
    const { exitCode, stdout } = await runCli(['noise', '--data', 'benign'], repository());
    expect(exitCode).toBe(1);
    expect(stdout).toBe(`noisy Wiped: 2 hits (detections/wipe.yml)
  2 in benign/app.json
2 detections over 3 benign events: 1 noisy, 0 stale entries, 0 could not run
`);
  });

  const judged = async (list: string) =>
    runCli(['noise', '--data', 'benign', '--allow', 'noise.yml'], repository({ 'noise.yml': list }));

  it('lets pass what a list allows', async () => {
    const { exitCode, stdout } = await judged(
      'allow:\n  - {detection: wiped, reason: The cleaner., log: app.json, max: 2}\n',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('allowed Wiped: 2, The cleaner.\n');
  });

  it.each([
    [
      'allow:\n  - {detection: Wiped, reason: x}\n  - {detection: Shouted, reason: x}\n',
      'stale noise.yml:3 Shouted: It finds nothing in these logs any more.',
    ],
    [
      'allow:\n  - {detection: Wiped, reason: x}\n  - {detection: Gone, reason: x}\n',
      'stale noise.yml:3 Gone: There is no such detection.',
    ],
    ['allow:\n  - {detection: Wiped, reason: x, log: other.json}\n', 'noisy Wiped: 2 hits'],
    ['allow:\n  - {detection: Wiped, reason: x, max: 1}\n', 'noisy Wiped: 2 hits'],
  ])('fails for %j', async (list, message) => {
    const { exitCode, stdout } = await judged(list);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(message);
  });

  it('refuses a list that does not say why', async () => {
    expect(await judged('allow:\n  - {detection: Wiped}\n')).toMatchObject({
      exitCode: 2,
      stderr: 'error: noise.yml:2 An entry has "detection" and says why under "reason".\n',
    });
  });
});

describe('firedrill notes', () => {
  it('says what changed between two revisions', async () => {
    const folder = repository();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=Alice', '-c', 'user.email=alice@example.com', ...args], {
        cwd: folder,
        stdio: 'pipe',
      });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    git('tag', 'v1');
    writeFileSync(join(folder, 'detections/wipe.yml'), rule(1, 'Wiped', 'erase'));
    writeFileSync(join(folder, 'detections/new.yml'), rule(3, 'Sang <b>', 'sing').replace('t1572', 't1059'));
    rmSync(join(folder, 'detections/shout.yml'));
    const { exitCode, stdout } = await runCli(['notes', 'v1'], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`# Content from v1 to the working tree

## New detections (1)

- **Sang &lt;b&gt;** (sigma, T1059): Finds sing.

## Changed detections (1)

- **Wiped** (sigma, T1572): description, query

## Removed detections (1)

- **Shouted** (sigma, T1572)

## ATT&CK coverage (1)

- T1059 gained
`);
    git('add', '.');
    git('commit', '-qm', 'second');
    const { stdout: json } = await runCli(['notes', 'v1', 'HEAD', '--format', 'json'], folder);
    expect(JSON.parse(json)).toMatchObject({
      to: 'HEAD',
      added: [{ name: 'Sang <b>' }],
      removed: [{ name: 'Shouted' }],
    });
    expect(await runCli(['notes', 'nowhere'], folder)).toMatchObject({ exitCode: 2 });
  });
});

describe('for other repositories', () => {
  it('has hooks for pre-commit whose commands run', async () => {
    const hooks = load(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Record<string, string>[];
    expect(hooks.map(({ id }) => id)).toEqual(['firedrill-validate', 'firedrill-format']);
    for (const { entry = '', files = '', language } of hooks) {
      expect(language).toBe('node');
      expect(new RegExp(files).test('detections/wipe.yml')).toBe(true);
      expect(new RegExp(files).test('.github/workflows/ci.yml')).toBe(false);
      const [program, ...args] = entry.split(' ');
      expect(program).toBe('firedrill');
      expect(await runCli([...args, 'detections/wipe.yml'], repository())).toMatchObject({ exitCode: 0 });
    }
  });

  it('has a composite action that pins what it uses and runs as it is written', () => {
    const text = readFileSync(join(root, 'action.yml'), 'utf8');
    const { runs } = load(text) as {
      runs: { using: string; steps: readonly { uses?: string; run?: string; env?: Record<string, string> }[] };
    };
    expect(runs.using).toBe('composite');
    for (const { uses, run = '' } of runs.steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/);
      expect(run).not.toContain('${{');
    }
    const cwd = repository();
    const steps = runs.steps.filter(({ run }) => run?.includes('bin/firedrill.js'));
    expect(steps).toHaveLength(2);
    if (process.platform === 'win32') return;
    const [validate] = steps;
    const out = execFileSync('bash', ['-euo', 'pipefail', '-c', validate?.run ?? ''], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, GITHUB_ACTION_PATH: root, FIREDRILL_PATHS: 'detections/wipe.yml\n' },
    });
    expect(out).not.toContain('::error');
  });
});
