import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, root } from './run-cli.ts';

const LONG = 'a'.repeat(300);
const TIMES = 25;

/** In a process of its own, which is ended when it takes far too long: what hangs cannot end its own test. */
function run(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'bin', 'firedrill.js'), ...args], {
    cwd: folderWith(files),
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout };
}

/** The rows of each query's answer. */
function answers(lang: 'spl' | 'kql', queries: readonly string[]): unknown[] {
  const cases = queries.map((query, at) => JSON.stringify({ id: String(at), lang, query }));
  const { status, stdout } = run({ 'cases.jsonl': cases.join('\n') }, 'query', '--batch', 'cases.jsonl');
  expect(status).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).rows);
}

describe('many repetitions behind one another end soon', () => {
  const wild = 'a*'.repeat(TIMES);
  const data = (query: string) => `| makeresults | eval x="${LONG}", ${LONG}=1 | ${query} | stats count`;
  it('in SPL', () => {
    const queries = [
      `rex field=x "${'.*a'.repeat(TIMES)}(?<y>b)" | where isnull(y)`,
      `where NOT match(x, "(?i)${'\\w*A'.repeat(TIMES)}B")`,
      `rename ${wild}c AS ${wild}d | where isnotnull(${LONG})`,
      `foreach ${wild}c [eval x=1] | where x!=1`,
      `search NOT x=${wild}b`,
      `eventstats sum(${wild}c)`,
    ].map(data);
    expect(answers('spl', queries)).toEqual(queries.map(() => [['1']]));
  });

  it('in search terms over a log', () => {
    const args = ['query', '--lang', 'spl', '--data', 'a.log', '--text', `search ${'*a'.repeat(TIMES)}*b`];
    const { status, stdout } = run({ 'a.log': `May  6 13:41:02 ws7 app: ${LONG}\n` }, ...args, '--format', 'json');
    expect({ status, rows: JSON.parse(stdout).rows }).toEqual({ status: 0, rows: [] });
  });

  it('in KQL', () => {
    const queries = [
      `print x = "${LONG}" | where x matches regex "${'.*a'.repeat(TIMES)}b" | count`,
      `print x = "${LONG}" | where x matches regex @"(?i)${'\\w*A'.repeat(TIMES)}b" | count`,
      `print x = "${LONG}" | search x:"${'a*'.repeat(TIMES)}b" | count`,
    ];
    expect(answers('kql', queries)).toEqual(queries.map(() => [[0]]));
  });

  it('in the names of a Sigma rule', () => {
    const rule = `title: Many stars
id: 11111111-2222-4333-8444-555555555558
status: test
logsource:
  category: process_creation
  product: windows
detection:
  ${LONG}:
    Image|re: '${'.*a'.repeat(TIMES)}b'
  condition: 1 of ${'*a'.repeat(TIMES)}*b
`;
    const { status, stdout } = run({ 'rule.yml': rule }, 'validate', '--no-cache', '--format', 'json', 'rule.yml');
    expect({ status, files: JSON.parse(stdout).summary.files }).toEqual({ status: 1, files: 1 });
  });
});
