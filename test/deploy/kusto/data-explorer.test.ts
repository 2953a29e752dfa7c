import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataExplorer } from '../../../src/deploy/kusto/data-explorer.ts';
import { DATABASE, type DataExplorerEmulator, startDataExplorer } from '../../emulators/data-explorer.ts';
import { QUICK_RETRY } from '../quick-retry.ts';

let service: DataExplorerEmulator;
let cluster: DataExplorer;
let token = 'good-token';

beforeEach(async () => {
  service = await startDataExplorer();
  token = 'good-token';
  cluster = open();
});
afterEach(() => service.close());

const open = (timeoutMs = 5_000): DataExplorer =>
  new DataExplorer(
    {
      cluster: service.url,
      database: DATABASE,
      ca: service.ca,
      timeoutMs,
      credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    },
    QUICK_RETRY,
  );

it('runs a query at a time of our choosing, and gives every type of cell', async () => {
  const answer = await cluster.query(
    "print a=dynamic({'n':[1]}), b=0.0/0, c=decimal(1.5), d=90m, e=now(), f=9007199254740993, g=dynamic('x'), j=int(null), k=true",
    { now: '2026-01-01T10:00:00Z' },
  );
  expect(answer.columns.map(({ type }) => type)).toEqual(
    'dynamic real decimal timespan datetime long dynamic int bool'.split(' '),
  );
  expect(answer.rows).toEqual([
    [{ n: [1] }, 'NaN', '1.5', '01:30:00', '2026-01-01T10:00:00.0000000Z', '9007199254740993', 'x', null, true],
  ]);
  expect(await cluster.version()).toBe('1.0.9000.1');
});

it('says what is wrong with a query, whether before it runs or on the way', async () => {
  const complaint = (query: string) =>
    cluster
      .query(query)
      .catch((error: Error) => `${error.name} ${(error as Error & { code: string }).code}: ${error.message}`);
  expect(await complaint('print x=1 | where Nonsense == 1')).toMatch(
    /^KustoRefusal BadRequest_SemanticError: .*Nonsense/,
  );
  expect(await complaint('print 1 | where (')).toBe('KustoRefusal BadRequest_SyntaxError: Missing expression');
  service.partial = true;
  expect(await cluster.query('range x from 1 to 3 step 1')).toMatchObject({
    rows: [[1]],
    incomplete: 'Query execution lacks memory resources to complete (80DA0007)',
  });
});

it.each([
  [{ status: 429, retryAfter: '1' }],
  [{ status: 503 }],
  ['reset-before'],
  ['reset-after'],
  ['truncated'],
] as const)('asks again after %j', async (fault) => {
  service.fault = ({ number }) => (number === 1 ? fault : undefined);
  expect((await cluster.query('print x=1')).rows).toEqual([[1]]);
  expect(service.requests.length).toBe(2);
});

it('asks for another token when one ran out, gives up on silence, and shows no token', async () => {
  service.tokens.clear();
  service.tokens.add('another-token');
  let asked = 0;
  const changing = new DataExplorer(
    {
      cluster: service.url,
      database: DATABASE,
      ca: service.ca,
      credential: {
        getToken: async () => ({
          token: asked++ === 0 ? 'good-token' : 'another-token',
          expiresOnTimestamp: Date.now() + 3_600_000,
        }),
      },
    },
    QUICK_RETRY,
  );
  expect((await changing.query('print x=1')).rows).toEqual([[1]]);
  service.fault = () => 'silent';
  const failure = (await open(100)
    .query('print 1')
    .catch((error: Error) => error)) as Error;
  expect(failure.message).toBe('Data Explorer: no answer in time');
  service.fault = () => undefined;
  const refused = (await cluster.query('print 1').catch((error: Error) => error)) as Error;
  expect(refused.message).toMatch(/^Data Explorer: 401 /);
  expect(JSON.stringify([failure, refused]) + failure.stack + refused.stack).not.toContain('good-token');
});
