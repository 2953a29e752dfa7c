import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LogAnalytics } from '../../../src/deploy/kusto/log-analytics.ts';
import { type LogAnalyticsEmulator, startLogAnalytics, WORKSPACE_ID } from '../../emulators/log-analytics.ts';
import { QUICK_RETRY } from '../quick-retry.ts';

let service: LogAnalyticsEmulator;
let logs: LogAnalytics;
let token = 'good-token';
let asked: string[] = [];

beforeEach(async () => {
  service = await startLogAnalytics();
  token = 'good-token';
  asked = [];
  logs = open();
});
afterEach(() => service.close());

const open = (timeoutMs = 5_000): LogAnalytics =>
  new LogAnalytics(
    {
      workspaceId: WORKSPACE_ID,
      endpoint: service.url,
      ca: service.ca,
      timeoutMs,
      credential: {
        getToken: async (scopes) => {
          asked.push(String(scopes));
          return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
        },
      },
    },
    QUICK_RETRY,
  );

it('gives every type of cell as "firedrill query" does, with all digits', async () => {
  const answer = await logs.query(
    "print a=dynamic({'n':9007199254740993}), b=1.0/0, c=decimal(1.5), d=1d + 1ms, e=datetime(2026-01-01 10:00:00.1234567), f=9007199254740993, g=dynamic('x'), h=guid(74be27de-1e4e-49d9-b579-fe0b331d3642), i=dynamic(null), j=int(null), k=true, l=''",
  );
  expect(answer.columns.map(({ type }) => type)).toEqual(
    'dynamic real decimal timespan datetime long dynamic guid dynamic int bool string'.split(' '),
  );
  expect(answer.rows).toEqual([
    [
      { n: '9007199254740993' },
      'Infinity',
      '1.5',
      '1.00:00:00.0010000',
      '2026-01-01T10:00:00.1234567Z',
      '9007199254740993',
      'x',
      '74be27de-1e4e-49d9-b579-fe0b331d3642',
      null,
      null,
      true,
      '',
    ],
  ]);
  expect(asked).toEqual([`${service.url}/.default`]);
});

it('bounds tables by the timespan, and runs at another time where it is told to', async () => {
  service.kusto.tables.set('Event', {
    columns: [
      { name: 'TimeGenerated', type: 'datetime' },
      { name: 'EventID', type: 'int' },
    ],
    rows: [
      ['2025-12-01T00:00:00Z', 1],
      ['2026-01-01T12:00:00Z', 2],
    ],
  });
  const ids = async (query: string, timespan?: string) =>
    (await logs.query(query, timespan === undefined ? {} : { timespan })).rows.flat();
  expect(await ids('Event | project EventID')).toEqual([1, 2]);
  expect(await ids('Event | project EventID', 'P1D')).toEqual([2]);
  expect(await ids('Event | project EventID', '2025-11-30T00:00:00Z/2025-12-02T00:00:00Z')).toEqual([1]);
  expect(
    await ids(
      'set query_now = datetime(2025-12-01T01:00:00Z);\nEvent | where TimeGenerated between (ago(1d) .. now()) | project EventID',
    ),
  ).toEqual([1]);
});

it('says what is wrong with a query, by its innermost error', async () => {
  const complaint = (query: string) =>
    logs
      .query(query)
      .catch((error: Error) => `${error.name} ${(error as Error & { code: string }).code}: ${error.message}`);
  expect(await complaint('Event | where Nonsense == 1')).toBe(
    "KustoRefusal SEM0100: The name 'Nonsense' does not refer to any known column, table, variable or function.",
  );
  expect(await complaint('Event | where (')).toBe('KustoRefusal SYN0002: Missing expression');
  service.kusto.missing.add('SigninLogs');
  expect(await complaint('SigninLogs | take 1')).toContain(
    "Failed to resolve table or column expression named 'SigninLogs'",
  );
  service.partial = true;
  expect(await logs.query('range x from 1 to 4 step 1')).toMatchObject({
    rows: [[1], [2]],
    incomplete: 'The query used too much memory.',
    cpuSeconds: 0.015625,
    scannedRows: 4,
  });
});

it.each([
  [{ status: 429, retryAfter: '1' }],
  [{ status: 503 }],
  [{ status: 504 }],
  ['reset-before'],
  ['reset-after'],
  ['truncated'],
] as const)('asks again after %j', async (fault) => {
  service.fault = ({ number }) => (number === 1 ? fault : undefined);
  expect((await logs.query('print x=1')).rows).toEqual([[1]]);
  expect(service.requests.length).toBe(2);
});

it('gives up on silence, and shows no token', async () => {
  service.fault = () => 'silent';
  const failure = (await open(100)
    .query('print 1')
    .catch((error: Error) => error)) as Error;
  expect(failure.message).toBe('Log Analytics: no answer in time');
  service.fault = () => ({ status: 403 });
  const refused = (await logs.query('print 1').catch((error: Error) => error)) as Error;
  expect(refused.message).toMatch(/^Log Analytics: 403 /);
  expect(JSON.stringify([failure, refused]) + failure.stack + refused.stack).not.toContain('good-token');
});

it('asks for another token when one ran out', async () => {
  await logs.query('print 1');
  service.tokens.clear();
  service.tokens.add('another-token');
  token = 'another-token';
  expect((await logs.query('print x=2')).rows).toEqual([[2]]);
});

it('is the only file that names the package', () => {
  const source = fileURLToPath(new URL('../../../src', import.meta.url));
  const naming = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => name.endsWith('.ts') && readFileSync(join(source, name), 'utf8').includes("'@azure/monitor-query"),
    )
    .map((name) => name.split(sep).join('/'));
  expect(naming).toEqual(['deploy/kusto/log-analytics.ts']);
});
