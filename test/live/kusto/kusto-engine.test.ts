import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adxEngine } from '../../../src/live/adx/engine.ts';
import { DataExplorer } from '../../../src/deploy/kusto/data-explorer.ts';
import { LogAnalytics } from '../../../src/deploy/kusto/log-analytics.ts';
import type { LiveEngine } from '../../../src/live/engine.ts';
import { sentinelEngine } from '../../../src/live/sentinel/engine.ts';
import { loadRuntime, runQuery } from '../../../src/testing/engine.ts';
import { Workspace } from '../../../src/testing/workspace.ts';
import { DATABASE, type DataExplorerEmulator, startDataExplorer } from '../../emulators/data-explorer.ts';
import { type LogAnalyticsEmulator, startLogAnalytics, WORKSPACE_ID } from '../../emulators/log-analytics.ts';
import { QUICK_RETRY } from '../../deploy/quick-retry.ts';

const TABLES = [
  {
    name: 'SigninLogs',
    columns: [
      { name: 'TimeGenerated', type: 'datetime' },
      { name: 'UserPrincipalName', type: 'string' },
      { name: 'Duration', type: 'timespan' },
      { name: 'Count', type: 'long' },
      { name: 'Score', type: 'real' },
      { name: 'Amount', type: 'decimal' },
      { name: 'Bag', type: 'dynamic' },
      { name: 'Id', type: 'guid' },
      { name: 'Good', type: 'bool' },
      { name: 'Empty', type: 'int' },
    ],
    rows: [
      [
        '2026-01-01T00:00:00.1234567Z',
        'a "quoted" \\ name\n\u0001é😀',
        '1.02:03:04.5000000',
        '9007199254740993',
        1.5,
        '1.5',
        { a: ["'", '\n', 1.5] },
        '74be27de-1e4e-49d9-b579-fe0b331d3642',
        true,
        null,
      ],
      ['2025-12-01T00:00:00Z', '', '-00:00:01', -5, 'NaN', '-0.25', 'text', null, false, null],
      ['2025-12-02T00:00:00Z', 'bob', null, null, '-Infinity', null, null, null, null, null],
    ],
  },
];

let logAnalytics: LogAnalyticsEmulator;
let dataExplorer: DataExplorerEmulator;
let workspace: Workspace;
const credential = { getToken: async () => ({ token: 'good-token', expiresOnTimestamp: Date.now() + 3_600_000 }) };

beforeAll(async () => {
  logAnalytics = await startLogAnalytics();
  dataExplorer = await startDataExplorer();
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  const files = {
    'knowledge/sentinel/watchlists/vips.csv': 'User,Note\nbob,"first, of all"\n',
    'knowledge/sentinel/parsers/Outer.yaml':
      "FunctionName: Outer\nFunctionParams:\n  - { Name: who, Type: string, Default: '*' }\nFunctionQuery: |\n  Inner | where who == '*' or UserPrincipalName == who // all\n",
    'knowledge/sentinel/parsers/Inner.yaml':
      'FunctionName: Inner\nFunctionQuery: SigninLogs | where isnotempty(UserPrincipalName)\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  workspace = Workspace.open({ cwd: folder, cache: false, tables: TABLES });
  logAnalytics.kusto.missing.add('SigninLogs');
});
afterAll(async () => {
  await logAnalytics.close();
  await dataExplorer.close();
});

const open = {
  sentinel: (): LiveEngine =>
    sentinelEngine(
      new LogAnalytics(
        { workspaceId: WORKSPACE_ID, endpoint: logAnalytics.url, ca: logAnalytics.ca, credential },
        QUICK_RETRY,
      ),
    ),
  adx: (): LiveEngine =>
    adxEngine(
      new DataExplorer({ cluster: dataExplorer.url, database: DATABASE, ca: dataExplorer.ca, credential }, QUICK_RETRY),
    ),
} as const;

describe.each(['sentinel', 'adx'] as const)('%s', (name) => {
  it.each([
    'SigninLogs',
    'SigninLogs | where TimeGenerated > ago(40d) | extend Age = now() - TimeGenerated, Said = "now() // ago(1d)" // now()',
    "SigninLogs | join kind=inner (_GetWatchlist('vips')) on $left.UserPrincipalName == $right.SearchKey | project SearchKey, Note",
    "Outer('bob') | project UserPrincipalName",
    'SigninLogs | project Empty, Id | getschema',
    'SecurityEvent | count',
    "print found = toscalar(SigninLogs | where UserPrincipalName in ((_GetWatchlist('vips') | project SearchKey)) | count)",
  ])('sees the rows of a test as a local run does: %s', async (query) => {
    const lowering = await workspace.lowerText('kql', query);
    if (!lowering.query) throw new Error(JSON.stringify(lowering.problems));
    const job = await workspace.job(lowering.query, { logs: [], now: 1_767_225_600_000_000_000n });
    const local = runQuery(job, await loadRuntime('kql'));
    const stage = await open[name]().stage(job);
    const live = await stage.run(query);
    expect({ columns: live.columns, rows: live.rows }).toEqual({ columns: local.columns, rows: local.rows });
    expect(stage.shift).toBe(0n);
    await stage.release();
  });

  it.each(['search "bob"', 'union withsource=T Sign*', 'table("SigninLogs")', 'workspace("other").SigninLogs'])(
    'refuses what would look into the workspace: %s',
    async (query) => {
      const lowering = await workspace.lowerText('kql', 'SigninLogs');
      const stage = await open[name]().stage(await workspace.job(lowering.query as never, { logs: [], now: 0n }));
      await expect(stage.run(query)).rejects.toThrow('looks for tables in the workspace');
    },
  );

  it('takes queries that we cannot read, over tables that were given', async () => {
    const { query: _, ...ground } = await workspace.job(
      (await workspace.lowerText('kql', 'SigninLogs')).query as never,
      {
        logs: [],
        now: 0n,
      },
    );
    const stage = await open[name]().stage(ground);
    expect((await stage.run('SigninLogs | count')).rows).toEqual([[3]]);
    const logs = [{ name: 'a.log', path: '/nowhere/a.log' }];
    await expect(open[name]().stage({ ...ground, logs })).rejects.toThrow('What the query reads is not known here');
  });

  it('runs over what is there, within a range and at its end', async () => {
    const { kusto } = name === 'sentinel' ? logAnalytics : dataExplorer;
    kusto.tables.set('Event', {
      columns: [
        { name: 'TimeGenerated', type: 'datetime' },
        { name: 'EventID', type: 'int' },
      ],
      rows: [1, 2, 3].map((day) => [`2025-12-0${day}T12:00:00Z`, day]),
    });
    const range = {
      earliest: BigInt(Date.parse('2025-12-01')) * 1_000_000n,
      latest: BigInt(Date.parse('2025-12-03')) * 1_000_000n,
    };
    const engine = open[name]();
    const { rows } = await engine.run('Event | where TimeGenerated > ago(30d) | project EventID, now()', { range });
    expect(rows).toEqual([
      [1, '2025-12-03T00:00:00.0000000Z'],
      [2, '2025-12-03T00:00:00.0000000Z'],
    ]);
    expect(await engine.run('Event | project EventID', { limit: 1 })).toMatchObject({
      rows: [[1]],
      incomplete: 'Only the first 1 of 3 rows were kept.',
    });
    await expect(engine.run('Event | where Nonsense')).rejects.toThrow(
      /^(SEM0100|BadRequest_SemanticError): .*Nonsense/,
    );
    expect(await engine.version()).toMatch(/^Azure/);
    await engine.close();
  });
});
