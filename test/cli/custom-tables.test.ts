import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, runCli } from './run-cli.ts';

const rule = (query: string): string => `id: 0a1b2c3d-0000-4000-8000-00000000c001
name: Door Opened At Night
description: A badge reader tells of a door.
severity: Medium
requiredDataConnectors: []
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [InitialAccess]
relevantTechniques: [T1078]
query: |
  ${query}
version: 1.0.0
kind: Scheduled
tests:
  - name: night
    attack_data: [ { data: doors.json, sourcetype: Doors_CL } ]
`;

const DOORS = ['{"time":"2026-05-05T02:00:00Z","door":{"name":"lab"},"opened":true,"seconds":2.5,"badge":7}'].join(
  '\n',
);

const repository = (query: string): string =>
  folderWith({ 'firedrill.yml': '', 'detections/doors.yml': rule(query), 'detections/doors.json': `${DOORS}\n` });

const tested = async (cwd: string) => {
  const run = await runCli(['test', '--format', 'json'], cwd);
  const { tests } = JSON.parse(run.stdout) as { tests: { verdict: string; rows: object[] }[] };
  return tests.map(({ verdict, rows }) => ({ verdict, rows }));
};
const problems = async (cwd: string) => {
  const run = await runCli(['validate', '--format', 'json'], cwd);
  const { diagnostics } = JSON.parse(run.stdout) as {
    diagnostics: { name: string; range: { start: { line: number; column: number } }; hint?: string }[];
  };
  return diagnostics
    .filter(({ name }) => name.startsWith('unknown-'))
    .map(({ name, range: { start }, hint }) => [name, start.line, start.column, hint]);
};

describe('a custom table that nothing declares', () => {
  it('has the columns of the data of the test', async () => {
    const cwd = repository(
      'Doors_CL | where opened and seconds > 2 | project TimeGenerated, D = tostring(door.name), badge',
    );
    expect(await problems(cwd)).toEqual([]);
    expect(await tested(cwd)).toEqual([
      { verdict: 'pass', rows: [{ TimeGenerated: '2026-05-05T02:00:00.0000000Z', D: 'lab', badge: 7 }] },
    ]);
  });

  it('has the columns that the HTTP Data Collector would have made of it', async () => {
    const cwd = repository(
      'Doors_CL | where opened_b and TimeGenerated > ago(1h) | project door_name_s, badge_d, Type',
    );
    expect(await problems(cwd)).toEqual([]);
    expect(await tested(cwd)).toEqual([
      { verdict: 'pass', rows: [{ door_name_s: 'lab', badge_d: 7, Type: 'Doors_CL' }] },
    ]);
  });

  it('has no others: an error says which is meant, and follows the data', async () => {
    const cwd = repository('Doors_CL | where opened | project bagde');
    expect(await problems(cwd)).toEqual([['unknown-column', 13, 37, 'Did you mean "badge"?']]);
    expect(await problems(cwd)).toEqual([['unknown-column', 13, 37, 'Did you mean "badge"?']]);
    writeFileSync(join(cwd, 'detections/doors.json'), '{"time":"2026-05-05T02:00:00Z","opened":true,"bagde":1}\n');
    expect(await problems(cwd)).toEqual([]);
  });

  it('is unknown without data', async () => {
    expect(await problems(repository('Windows_CL | take 1'))).toEqual([
      [
        'unknown-table',
        13,
        3,
        'Declare it in knowledge/sentinel/tables/Windows_CL.json, or give a test with rows of it (sourcetype: Windows_CL).',
      ],
    ]);
  });

  it('is read by query too', async () => {
    const cwd = repository('Doors_CL');
    const text = 'Doors_CL | summarize Longest = max(seconds_d)';
    const args = ['query', '--lang', 'kql', '--text', text, '--data', 'detections/doors.json', '--format', 'json'];
    const run = await runCli([...args, '--sourcetype', 'Doors_CL'], cwd);
    expect(JSON.parse(run.stdout)).toEqual({ columns: [{ name: 'Longest', type: 'real' }], rows: [[2.5]] });
  });
});
