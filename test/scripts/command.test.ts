import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function run(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('npx', ['tsx', script, ...args], { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe.each([
  ['scripts/conformance.ts', 'npm run conformance -- --cases DIR'],
  ['scripts/docs.ts', 'npm run docs [-- --check]'],
  ['scripts/fuzz.ts', 'npm run fuzz -- spl|kql'],
  ['scripts/lint.ts', 'npm run lint'],
  ['scripts/generate-sigma-pipelines.ts', 'npm run generate:pipelines'],
  ['scripts/generate-sentinel-tables.ts', 'FACTS.json'],
  ['scripts/generate-asim-empty-parsers.ts', '[FOLDER]'],
  ['scripts/generate-attack-lookups.ts', 'generate-attack-lookups.ts'],
  ['bench/run.ts', 'npm run bench -- [sigma|repo|validate]'],
])('%s', (script, usage) => {
  it('says its usage', { timeout: 20_000 }, () => {
    const { status, stdout, stderr } = run(script, '--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(usage);
  });

  it('says in a sentence that it has no such option', { timeout: 20_000 }, () => {
    const { status, stdout, stderr } = run(script, '--nonsense');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('There is no option "--nonsense".\n');
    expect(stderr).not.toContain('    at ');
  });
});

it.each([
  [['--cases', '.', '--suite', 'kql-case'], 'There is no suite "kql-case". Did you mean "kql-cases"?'],
  [['--cases', '.', '--suite', 'toString'], 'There is no suite "toString".'],
  [['--cases', 'nowhere'], 'There is no folder "nowhere".'],
  [['nonsense'], 'No script is about "nonsense".'],
  [['--cases'], 'The option "--cases" takes a value.'],
  [[], 'Say where the cases are, with --cases.'],
])('conformance %j', { timeout: 20_000 }, (args, sentence) => {
  const { status, stderr } = run('scripts/conformance.ts', ...args);
  expect(stderr.split('\n')[0]).toBe(sentence);
  expect(status).toBe(2);
});
