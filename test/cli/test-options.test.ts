import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, runCli } from './run-cli.ts';

/** A repository of its own with the invented detections of the fixtures. */
function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-options-'));
  cpSync(join(root, 'test/fixtures/escu'), folder, { recursive: true });
  return folder;
}

const edit = (path: string, change: (text: string) => string): void =>
  writeFileSync(path, change(readFileSync(path, 'utf8')));

/** A report without what differs from run to run. */
const settled = (json: string): unknown =>
  JSON.parse(json, (key, value: unknown) => (key.startsWith('duration') ? undefined : value));

describe('firedrill test --shard, report merge', () => {
  it('gives the report of one run', async () => {
    const cwd = repository();
    const whole = await runCli(['test', '--format', 'json'], cwd);
    expect(whole.exitCode).toBe(0);
    const files: string[] = [];
    for (const index of [3, 1, 2]) {
      const file = `shard-${index}.json`;
      const run = await runCli(['test', '--shard', `${index}/3`, '--format', 'json', '--output', file], cwd);
      expect(run.exitCode).toBe(0);
      files.push(file);
    }
    const merged = await runCli(['report', 'merge', ...files, '--format', 'json'], cwd);
    expect(settled(merged.stdout)).toEqual(settled(whole.stdout));
    expect(merged.exitCode).toBe(0);

    const parts = await runCli(['report', 'merge', ...files.slice(1)], cwd);
    expect(parts).toEqual({ exitCode: 2, stdout: '', stderr: 'error: Of 3 shards these are missing: 3.\n' });

    const balanced = await runCli(
      ['test', '--shard', '1/2', '--durations', files[0] as string, '--plan-only', '--format', 'json'],
      cwd,
    );
    expect(balanced.exitCode).toBe(0);
    const wrong = await runCli(['test', '--shard', '3/2'], cwd);
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      2,
      "error: option '--shard <i/n>' argument '3/2' is invalid. Write it as 2/4: the second of four parts.\n",
    ]);
  });
});

describe('firedrill test --plan-only', () => {
  it('says what would run', async () => {
    const cwd = repository();
    edit(join(cwd, 'detections/endpoint/any_launch.yml'), (text) => text.replace('tools.log', 'gone.log'));
    expect(
      await runCli(
        ['test', '--plan-only', 'detections/endpoint/any_launch.yml', 'detections/endpoint/grabber_launched.yml'],
        cwd,
      ),
    ).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: [
        'spl   Any Launch › True Positive Test (1 of 1 logs not there)',
        'spl   Grabber Launched › True Positive Test',
        'spl   Grabber Launched › a quiet day [benign]',
        '',
        '3 tests would run',
        '',
      ].join('\n'),
    });
  });
});

describe('firedrill test --update', () => {
  it('writes the rows file, which holds from then on', async () => {
    const cwd = repository();
    const file = join(cwd, 'detections/endpoint/any_launch.yml');
    edit(file, (text) => `${text}  expect: { rows_file: any_launch.json }\n`);
    const test = ['test', 'detections/endpoint/any_launch.yml'];
    const before = await runCli(test, cwd);
    expect(before.exitCode).toBe(1);
    expect(before.stdout).toContain('There is no rows file "any_launch.json". "firedrill test --update" writes it.');
    expect((await runCli([...test, '--update'], cwd)).exitCode).toBe(0);
    const rows = join(cwd, 'detections/endpoint/any_launch.json');
    expect(readFileSync(rows, 'utf8')).toBe(
      '[\n  {"process_name":"grabber.exe","count":"1"},\n  {"process_name":"notepad.exe","count":"1"}\n]\n',
    );
    expect((await runCli(test, cwd)).exitCode).toBe(0);
    edit(rows, (text) => text.replace('notepad', 'wordpad'));
    const after = await runCli(test, cwd);
    expect(after.exitCode).toBe(1);
    expect(after.stdout).toContain(
      [
        '        A row of the rows file did not come: {"process_name":"wordpad.exe","count":"1"}.',
        '        A row is not in the rows file: {"process_name":"notepad.exe","count":"1"}.',
      ].join('\n'),
    );
  });
});

describe('firedrill test --changed', () => {
  it('runs what changed and what leans on it', async () => {
    const cwd = repository();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'pipe' });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'first');
    const planned = async () => {
      const run = await runCli(['test', '--changed', 'HEAD', '--plan-only', '--format', 'json'], cwd);
      expect(run.exitCode).toBe(0);
      const { planned: tests } = JSON.parse(run.stdout) as { planned: { detection: { name: string } }[] };
      return [...new Set(tests.map(({ detection }) => detection.name))];
    };
    expect(await planned()).toEqual([]);

    edit(join(cwd, 'detections/endpoint/grabber_launched.yml'), (text) => text.replace('version: 1', 'version: 2'));
    expect(await planned()).toEqual(['Findings On One Host', 'Grabber Launched', 'Invented Risk Behavior']);

    git('checkout', '-q', '.');
    edit(join(cwd, 'lookups/invented_busy_hosts.yml'), (text) => text.replace('Hosts', 'Busy hosts'));
    expect(await planned()).toEqual(['Host Outside The Baseline']);

    git('checkout', '-q', '.');
    edit(join(cwd, 'data/quiet.log'), (text) => text.replace('bob', 'dave'));
    expect(await planned()).toEqual(['Grabber Launched']);

    git('checkout', '-q', '.');
    writeFileSync(
      join(cwd, 'detections/endpoint/any_launch.test.yml'),
      'tests:\n- name: True Positive Test\n  expected_results: 2\n',
    );
    expect(await planned()).toEqual(['Any Launch']);

    rmSync(join(cwd, 'detections/endpoint/any_launch.test.yml'));
    const entry = { sha256: '0'.repeat(64), size: 1 };
    writeFileSync(join(cwd, 'attack-data.lock'), JSON.stringify({ version: 1, files: { 'data/quiet.log': entry } }));
    expect(await planned()).toEqual(['Grabber Launched']);

    const unknown = await runCli(['test', '--changed', 'nowhere'], cwd);
    expect([unknown.exitCode, unknown.stderr]).toEqual([2, 'error: Git cannot read the revision "nowhere".\n']);
  });
});

describe('risk in a test', () => {
  it('fails a test whose rows lack a risk object, and says where', async () => {
    const cwd = repository();
    edit(join(cwd, 'detections/endpoint/grabber_launched.yml'), (text) =>
      text
        .replace('by user dest process_name', 'by dest process_name')
        .replace('$process_name$ ran', '$process_name$ was run'),
    );
    const run = await runCli(['test', 'Grabber Launched', '--format', 'json'], cwd);
    expect(run.exitCode).toBe(1);
    const { tests } = JSON.parse(run.stdout) as { tests: { test: string; verdict: string; message: string }[] };
    expect(tests.map(({ test, verdict, message }) => [test, verdict, message])).toEqual([
      ['True Positive Test', 'fail', 'Row 1 has no value for the risk object "user".'],
      ['a quiet day', 'pass', ''],
    ]);
  });
});

describe('a hostile search', () => {
  const HOSTILE: readonly (readonly [file: string, search: string, message: string])[] = [
    [
      'endless',
      `sourcetype=_json action=launch | eval text="${'a'.repeat(60)}c" | where match(text, "^((a+)(a+))+\\\\1b$")`,
      'The run took longer than the 6 s that one test may take.',
    ],
    [
      'hog',
      '| makeresults count=3000000 | streamstats count as n | stats list(n) values(n)',
      'The run needed more than the 64 MB that one worker may use.',
    ],
    [
      'outsize',
      `| makeresults | eval x="${'a'.repeat(64)}" ${'| eval x=x.x '.repeat(40)}| eval n=len(x)`,
      'The run needed a value that is larger than a worker can hold.',
    ],
  ];

  it('ends as the error of its own test; the others go on', async () => {
    const cwd = repository();
    writeFileSync(join(cwd, 'firedrill.yml'), 'content: [detections]\ntest: { timeout_seconds: 6, memory_mb: 64 }\n');
    const plain = readFileSync(join(cwd, 'detections/endpoint/any_launch.yml'), 'utf8');
    for (const [name, search] of HOSTILE) {
      const text = plain
        .replace('name: Any Launch', `name: ${name}`)
        .replace(/^search: .*$/m, () => `search: '${search} | \`${name}_filter\`'`);
      writeFileSync(join(cwd, `detections/endpoint/${name}.yml`), text);
    }
    const names = ['Any Launch', ...HOSTILE.map(([name]) => name)];
    const run = await runCli(['test', ...names, '--jobs', '1', '--format', 'json'], cwd);
    expect(run.exitCode).toBe(1);
    const { tests } = JSON.parse(run.stdout) as { tests: { verdict: string; message: string; unsupported: boolean }[] };
    expect(tests.map(({ verdict, message }) => [verdict, message])).toEqual([
      ['pass', ''],
      ...HOSTILE.map(([, , message]) => ['error', message]),
    ]);
  }, 120_000);
});

describe('firedrill test --basis, --profile', () => {
  it('says what is inferred, and what took long', async () => {
    const cwd = repository();
    edit(join(cwd, 'detections/endpoint/any_launch.yml'), (text) =>
      text.replace('count by process_name |', 'count by process_name | accum count as total |'),
    );
    const run = await runCli(['test', 'Any Launch', '--basis', '--profile'], cwd);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain(
      '        leans on: spl.accum (inferred: Sums are rounded to 15 significant digits.)\n',
    );
    expect(run.stderr).toMatch(/^1 test took \d+ m?s in the workers; the slowest:\n/);
    const json = await runCli(['test', 'Any Launch', '--format', 'json'], cwd);
    expect((JSON.parse(json.stdout) as { tests: { leans_on: string[] }[] }).tests[0]?.leans_on).toEqual(['spl.accum']);
  });
});
