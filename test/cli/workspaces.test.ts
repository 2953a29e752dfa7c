import { describe, expect, it } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const signin = (time: string, user: string): string =>
  `${JSON.stringify({ TimeGenerated: time, UserPrincipalName: user, ResultType: '50126' })}\n`;

const rule = (query: string): string => `id: 0a1b2c3d-0000-4000-8000-00000000e3ea
name: Failures Everywhere
description: Failed sign-ins of two workspaces.
severity: Medium
requiredDataConnectors: []
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CredentialAccess]
relevantTechniques: [T1110]
query: |
  ${query}
version: 1.0.0
kind: Scheduled
tests:
  - name: both
    attack_data:
      - { data: own.json, sourcetype: SigninLogs }
      - { data: apac.json, sourcetype: SigninLogs, workspace: soc-apac }
    expect: { rows: [ { UserPrincipalName: alice@example.com } ] }
`;

const CONFIG = `workspaces:
  soc-emea:
    also: [00000000-0000-0000-0000-00000000e3ea]
    attack_data: [ { data: emea.json, sourcetype: SigninLogs } ]
  soc-apac: {}
  soc-central: replay
`;

const repository = (query = 'SigninLogs', config = CONFIG): string =>
  folderWith({
    'firedrill.yml': config,
    'detections/failures.yml': rule(query),
    'detections/own.json': signin('2026-05-05T10:00:00Z', 'alice@example.com'),
    'detections/apac.json': signin('2026-05-05T10:00:01Z', 'carol@example.com'),
    'emea.json': signin('2026-05-05T10:00:02Z', 'bob@example.com'),
  });

const QUERIES: readonly (readonly [string, string, readonly string[]])[] = [
  ['its own', 'SigninLogs', ['alice']],
  ['another', 'workspace("soc-emea").SigninLogs', ['bob']],
  ['another by its id', 'workspace("00000000-0000-0000-0000-00000000E3EA").SigninLogs', ['bob']],
  ['both', 'union SigninLogs, workspace("soc-emea").SigninLogs', ['alice', 'bob']],
  ['one whose log the test names', 'union SigninLogs, app("soc-apac").SigninLogs', ['alice', 'carol']],
  ['itself by another name', 'database("soc-central").SigninLogs', ['alice']],
  ['a wildcard', 'union withsource=From workspace("soc-emea").Signin* | extend U = From', ['bob']],
];

describe('other workspaces', () => {
  it.each(QUERIES)('reads %s', async (_, query, users) => {
    const wanted = `${query} | where ResultType != "0" | project UserPrincipalName`;
    const run = await runCli(['test', '--format', 'json', '--no-cache'], repository(wanted));
    const { tests } = JSON.parse(run.stdout) as { tests: { rows: Record<string, string>[] }[] };
    const found = tests[0]?.rows.map((row) => row['UserPrincipalName']?.replace('@example.com', '')).sort();
    expect(found).toEqual([...users]);
  });

  it('says where a name stands that is not mapped, and what is meant', async () => {
    const run = await runCli(
      ['validate', '--format', 'json', '--no-cache'],
      repository('SigninLogs | union (workspace("soc-emae").SigninLogs)'),
    );
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: { name: string }[] };
    expect(diagnostics.filter(({ name }) => name.startsWith('unsupported'))).toMatchObject([
      {
        name: 'unsupported-function',
        severity: 'warning',
        file: 'detections/failures.yml',
        range: { start: { line: 13, column: 23 }, end: { line: 13, column: 44 } },
        message:
          'The function "workspace" is not supported for "soc-emae": it names data of another place, which firedrill.yml does not map.',
        hint: 'Did you mean "soc-emea"? Otherwise map "soc-emae" under "workspaces" in firedrill.yml.',
      },
    ]);
  });

  it('says when a test lays a log into a workspace that is not mapped', async () => {
    const run = await runCli(['test', '--format', 'json', '--no-cache'], repository('SigninLogs', 'workspaces: {}\n'));
    const { tests } = JSON.parse(run.stdout) as { tests: { verdict: string; message: string }[] };
    expect(tests).toMatchObject([
      {
        verdict: 'error',
        message: '"detections/apac.json" lies in the workspace "soc-apac", which firedrill.yml does not map.',
      },
    ]);
  });

  it('complains of a mapping that is none', async () => {
    const run = await runCli(
      ['validate', '--format', 'json', '--no-cache'],
      repository('SigninLogs', 'workspaces:\n  soc-emea: elsewhere\n'),
    );
    const { diagnostics } = JSON.parse(run.stdout) as {
      diagnostics: { file: string; range: object; message: string }[];
    };
    expect(diagnostics.filter(({ file }) => file === 'firedrill.yml')).toMatchObject([
      { range: { start: { line: 2, column: 13 } } },
    ]);
  });
});
