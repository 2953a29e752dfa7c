import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../src/testing/open-session.ts';
import type { TestResult } from '../../src/testing/result.ts';
import { scheduleLine } from '../../src/testing/sentinel-simulation.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firedrill-schedule-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Rule {
  readonly kind?: string;
  readonly query?: string;
  readonly frequency?: string;
  readonly period?: string;
  readonly operator?: string;
  readonly threshold?: number;
  /** Further lines of YAML. */
  readonly more?: string;
  /** Lines of the test. */
  readonly test?: string;
}

let files = 0;

/** Runs a rule over sign-ins at the times given, by users in turn. */
async function run(
  times: readonly string[],
  rule: Rule = {},
  users: readonly string[] = ['alice'],
): Promise<TestResult> {
  files += 1;
  const rows = times.map((time, at) => ({
    TimeGenerated: time,
    UserPrincipalName: `${users[at % users.length]}@example.com`,
    IPAddress: `192.0.2.${at + 1}`,
  }));
  writeFileSync(join(folder, `log${files}.json`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const timing =
    rule.kind === 'NRT'
      ? []
      : [
          `queryFrequency: ${rule.frequency ?? '1h'}`,
          `queryPeriod: ${rule.period ?? '1h'}`,
          `triggerOperator: ${rule.operator ?? 'gt'}`,
          `triggerThreshold: ${rule.threshold ?? 0}`,
        ];
  const yaml = [
    'id: 0d9e0c1e-0000-4000-8000-000000000001',
    'name: Sign-ins',
    'description: Sign-ins of a user.',
    'severity: Low',
    `kind: ${rule.kind ?? 'Scheduled'}`,
    ...timing,
    'tactics: [InitialAccess]',
    'relevantTechniques: [T1078]',
    'query: |',
    `  ${rule.query ?? 'SigninLogs'}`,
    'version: 1.0.0',
    ...(rule.more ?? '').split('\n'),
    'tests:',
    '  - name: Replay',
    `    attack_data: [{ data: log${files}.json, sourcetype: SigninLogs }]`,
    ...(rule.test ?? '').split('\n').map((line) => `    ${line}`),
  ];
  const file = join(folder, `rule${files}.yaml`);
  writeFileSync(file, yaml.join('\n'));
  const session = await openSession({ cwd: folder, what: [file], cache: false, workers: 1 });
  try {
    const [planned] = session.tests;
    if (!planned) throw new Error('The rule has no test.');
    const result = await session.run(planned.detection, planned.test);
    if (result.verdict === 'error') throw new Error(`The rule did not run: ${result.message}`);
    return result;
  } finally {
    await session.close();
  }
}

const counts = ({ schedule }: TestResult) =>
  schedule && [schedule.runs, schedule.firing_runs, schedule.alerts, schedule.repeated_events, schedule.unseen_events];

describe('windows', () => {
  it('hold an event once when period and frequency are equal, at each edge too', async () => {
    const result = await run(['2026-03-01T10:00:00Z', '2026-03-01T10:59:59.999Z', '2026-03-01T11:00:00Z']);
    expect(result).toMatchObject({ verdict: 'pass', results: 3 });
    expect(counts(result)).toEqual([2, 2, 2, 0, 0]);
    expect(result.schedule?.alert_list.map(({ window, rows }) => [...window, rows])).toEqual([
      ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z', 2],
      ['2026-03-01T11:00:00.000Z', '2026-03-01T12:00:00.000Z', 1],
    ]);
  });

  it('that overlap alert on an event twice, and say so', async () => {
    const result = await run(['2026-03-01T10:30:00Z'], { period: '2h' });
    expect(counts(result)).toEqual([2, 2, 2, 1, 0]);
    expect(result.schedule && scheduleLine(result.schedule)).toBe(
      'schedule (every 1h over 2h): 2 alerts in 2 incidents from 2 of 2 runs; first 2026-03-01T11:05:00.000Z; 1 event alerted on by more than one run',
    );
  });

  it('that leave a gap miss what falls into it', async () => {
    const result = await run(['2026-03-01T10:29:59Z', '2026-03-01T10:30:00Z'], { frequency: '1h', period: '30m' });
    expect(counts(result)).toEqual([1, 1, 1, 0, 1]);
    expect(result.schedule?.alert_list[0]?.window[0]).toBe('2026-03-01T10:30:00.000Z');
  });

  it('bound what a query with a longer look-back sees', async () => {
    const query =
      'SigninLogs | where TimeGenerated > ago(14d) | summarize n = count() by UserPrincipalName | where n > 1';
    const result = await run(['2026-03-01T10:30:00Z', '2026-03-02T10:30:00Z'], {
      query,
      frequency: '1h',
      period: '1d',
    });
    expect([result.verdict, result.schedule?.alerts]).toEqual(['pass', 0]);
  });

  it('are the clock of their run', async () => {
    const result = await run(['2026-03-01T10:10:00Z', '2026-03-01T10:50:00Z'], {
      query: 'SigninLogs | where TimeGenerated > ago(30m)',
    });
    expect(result.schedule?.alert_list.map(({ rows }) => rows)).toEqual([1]);
  });

  it('without any event give what the query gives over nothing', async () => {
    const result = await run(['2026-03-01T10:30:00Z', '2026-03-01T13:30:00Z'], { query: 'SigninLogs | count' });
    expect(counts(result)?.slice(0, 3)).toEqual([4, 4, 4]);
  });
});

describe('triggers', () => {
  const three = ['2026-03-01T10:10:00Z', '2026-03-01T10:20:00Z', '2026-03-01T11:20:00Z'];

  it.each([
    ['gt', 1, 1],
    ['gt', 2, 0],
    ['lt', 2, 1],
    ['eq', 2, 1],
    ['ne', 2, 1],
  ])('%s %i', async (operator, threshold, alerts) => {
    const result = await run(three, { operator, threshold });
    expect(result.schedule?.alerts).toBe(alerts);
  });

  it('per result raise one alert a row', async () => {
    const more = 'eventGroupingSettings: { aggregationKind: AlertPerResult }';
    const result = await run(three, { more });
    expect(counts(result)?.slice(0, 3)).toEqual([2, 2, 3]);
    expect(result.schedule?.alert_list.map(({ rows }) => rows)).toEqual([1, 1, 1]);
  });

  it('rest while the rule is suppressed', async () => {
    const more = 'suppressionEnabled: true\nsuppressionDuration: 2h';
    const result = await run(three, { more });
    expect(result.schedule).toMatchObject({ runs: 1, suppressed_runs: 1, alerts: 1, unseen_events: 1 });
  });

  it('of a rule near real time come every minute', async () => {
    const result = await run(['2026-03-01T10:00:10Z', '2026-03-01T10:00:50Z', '2026-03-01T10:03:00Z'], { kind: 'NRT' });
    expect(result.schedule).toMatchObject({ kind: 'NRT', frequency: '1m', runs: 4, firing_runs: 2, alerts: 2 });
    expect(result.schedule?.alert_list[0]?.time).toBe('2026-03-01T10:03:00.000Z');
  });
});

describe('alerts', () => {
  const more = [
    'entityMappings:',
    '  - entityType: Account',
    '    fieldMappings: [{ identifier: FullName, columnName: UserPrincipalName }]',
    '  - entityType: IP',
    '    fieldMappings: [{ identifier: Address, columnName: IPAddress }]',
    'customDetails: { User: UserPrincipalName }',
    'alertDetailsOverride:',
    '  alertDisplayNameFormat: "{{UserPrincipalName}} signed in"',
    '  alertSeverityColumnName: Level',
  ].join('\n');
  const query = 'SigninLogs | extend Level = "high"';

  it('carry entities, details, and a title and severity of their own', async () => {
    const result = await run(['2026-03-01T10:10:00Z', '2026-03-01T10:20:00Z'], { more, query }, ['alice', 'bob']);
    expect(result.schedule?.alert_list).toEqual([
      {
        time: '2026-03-01T11:05:00.000Z',
        window: ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z'],
        title: 'alice@example.com signed in',
        description: 'Sign-ins of a user.',
        severity: 'High',
        tactics: ['InitialAccess'],
        rows: 2,
        entities: [
          { type: 'Account', identifiers: { FullName: 'alice@example.com' } },
          { type: 'IP', identifiers: { Address: '192.0.2.1' } },
          { type: 'Account', identifiers: { FullName: 'bob@example.com' } },
          { type: 'IP', identifiers: { Address: '192.0.2.2' } },
        ],
        custom_details: { User: ['alice@example.com', 'bob@example.com'] },
        incident: 1,
      },
    ]);
  });

  it('say which mapped columns stay empty', async () => {
    const result = await run(['2026-03-01T10:10:00Z'], { more, query: `${query} | extend IPAddress = ""` });
    expect(result.notes).toEqual([
      '"IPAddress" has no value in 1 of 1 rows: the entity IP (Address) stays empty there.',
    ]);
  });

  it('become incidents as the rule groups them', async () => {
    const grouped = (method: string, extra = '') =>
      [
        'eventGroupingSettings: { aggregationKind: AlertPerResult }',
        'entityMappings:',
        '  - entityType: Account',
        '    fieldMappings: [{ identifier: FullName, columnName: UserPrincipalName }]',
        '  - entityType: IP',
        '    fieldMappings: [{ identifier: Address, columnName: IPAddress }]',
        'incidentConfiguration:',
        '  createIncident: true',
        `  groupingConfiguration: { enabled: true, reopenClosedIncident: false, lookbackDuration: 2h, matchingMethod: ${method}${extra} }`,
      ].join('\n');
    const times = ['2026-03-01T10:10:00Z', '2026-03-01T10:20:00Z', '2026-03-01T10:30:00Z', '2026-03-01T15:30:00Z'];
    const incidents = async (more: string) =>
      (await run(times, { more }, ['alice', 'bob'])).schedule?.alert_list.map(({ incident }) => incident);
    expect(await incidents(grouped('AnyAlert'))).toEqual([1, 1, 1, 2]);
    expect(await incidents(grouped('Selected', ', groupByEntities: [Account]'))).toEqual([1, 2, 1, 3]);
    expect(await incidents(grouped('AllEntities'))).toEqual([1, 2, 3, 4]);
    expect(await incidents('incidentConfiguration: { createIncident: false }')).toEqual([undefined, undefined]);
  });
});

describe('a test with `schedule: true`', () => {
  const two = ['2026-03-01T10:30:00Z', '2026-03-01T11:30:00Z'];
  const query = 'SigninLogs | summarize n = count() by UserPrincipalName | where n > 1';

  it('fails when only the whole replay would fire', async () => {
    expect(await run(two, { query })).toMatchObject({ verdict: 'pass' });
    expect(await run(two, { query, test: 'schedule: true' })).toMatchObject({
      verdict: 'fail',
      message: 'It should fire: of 2 scheduled runs none found anything.',
    });
  });

  it('passes when a run that raises an alert gives what is expected', async () => {
    const test = 'schedule: true\nexpect: { rows: [{ n: 2 }], fields: [UserPrincipalName] }';
    expect(await run(two, { query, period: '2h', test })).toMatchObject({ verdict: 'pass', message: '' });
    expect(await run(two, { query: 'SigninLogs', threshold: 5, test: 'schedule: true' })).toMatchObject({
      verdict: 'fail',
      message: 'It should fire: of 2 scheduled runs 2 runs had rows, yet none raised an alert.',
    });
  });

  it('stays quiet or says when it did not', async () => {
    expect(await run(two, { threshold: 1, test: 'test_type: benign\nschedule: true' })).toMatchObject({
      verdict: 'pass',
    });
    expect(await run(two, { test: 'test_type: benign\nschedule: true' })).toMatchObject({
      verdict: 'fail',
      message: 'It should stay quiet, and 2 runs raised an alert, the first at 2026-03-01T11:05:00.000Z.',
    });
  });
});
