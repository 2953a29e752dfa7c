import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogFile } from '../../src/data/record.ts';
import type { LiveEngine, StageJob } from '../../src/live/engine.ts';
import { rawEvents } from '../../src/live/raw-events.ts';
import { recordAnswers } from '../../src/live/record.ts';
import { splunkEngine, type SplunkEngineOptions } from '../../src/live/splunk/engine.ts';
import { Workspace } from '../../src/testing/workspace.ts';
import { QUICK_RETRY } from '../deploy/quick-retry.ts';
import { type SplunkEmulator, startSplunk } from '../emulators/splunk.ts';

let splunk: SplunkEmulator;
let engine: LiveEngine;
const folder = mkdtempSync(join(tmpdir(), 'live-'));
const workspace = Workspace.open({ cwd: folder });

beforeEach(async () => {
  splunk = await startSplunk('content');
  engine = open();
});
afterEach(async () => {
  await engine.close();
  await splunk.close();
});

const open = (more: Partial<SplunkEngineOptions> = {}): LiveEngine =>
  splunkEngine({
    connection: { url: splunk.url, ca: splunk.ca, token: splunk.token, app: 'content' },
    collector: { url: splunk.url, ca: splunk.ca, token: splunk.collector.token },
    environment: () => workspace.splEnvironment(),
    retry: QUICK_RETRY,
    ...more,
  });

function log(name: string, lines: readonly string[], more: Partial<LogFile> = {}): LogFile {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return { name, path, sourcetype: 'invented', source: 'invented.log', ...more };
}

const jobOf = (logs: readonly LogFile[], more: Partial<StageJob> = {}): StageJob => ({
  logs,
  tables: [],
  views: new Map(),
  notes: [],
  knowledge: { splunk: [], sentinel: [] },
  ...more,
});

const EVENTS = [
  '{"time": "2025-03-01T10:00:00.250Z", "user": "alice", "n": 1}',
  '{"time": "2025-03-01T10:00:05Z", "user": "bob", "n": 2}',
  '{"time": "2025-03-01T11:00:00Z", "user": "bob", "n": 3}',
];

describe('the engine', () => {
  it('tells its version', async () => {
    expect(await engine.version()).toBe('Splunk Enterprise 9.4.0 (build 6b4ebe426ca6)');
  });

  it('runs searches, pages through rows, and leaves no job behind', async () => {
    const { columns, rows, cost } = await engine.run('| makeresults count=12345 | streamstats count AS n | table n');
    expect([columns, rows.length, rows[0], rows.at(-1)]).toEqual([[{ name: 'n' }], 12_345, ['1'], ['12345']]);
    expect(cost.seconds).toBeGreaterThan(0);
    expect([...splunk.searches.jobs.values()].every(({ cancelled }) => cancelled)).toBe(true);
    const many = await engine.run('search index=main | table n');
    expect(many.rows).toEqual([]);
    const few = await engine.run('| makeresults count=30 | table _time', { limit: 10 });
    expect([few.rows.length, few.incomplete]).toEqual([10, 'There are more than 10 rows.']);
  });

  it('says what splunkd says about a search that it refuses', async () => {
    await expect(engine.run('| nonesuch')).rejects.toMatchObject({
      name: 'LiveQueryError',
      message: 'Error in search: There is no command "nonesuch".',
    });
  });

  it('stops when it is told to, and cancels the job', async () => {
    splunk.searches.delay = 1_000;
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(engine.run('| makeresults', { signal: controller.signal })).rejects.toThrow();
    expect([...splunk.searches.jobs.values()].map(({ cancelled }) => cancelled)).toEqual([true]);
  });
});

describe('staging', () => {
  it('sends events to an index of their own, waits for them, and takes the index away', async () => {
    splunk.collector.delay = 2;
    splunk.engine.events.push({
      time: 1_740_823_200,
      index: 'main',
      host: 'x',
      source: 'y',
      sourcetype: 'invented',
      raw: '{"user": "eve"}',
    });
    const before = structuredClone(splunk.engine.events);
    const stage = await engine.stage(jobOf([log('a.json', EVENTS)]));
    expect([stage.events, stage.shift]).toEqual([3, 0n]);
    const made = [...splunk.engine.indexes].filter((name) => name.includes('_fd_'));
    expect(made).toHaveLength(1);
    const rows = await stage.run('index=main user=* | stats sum(n) AS sum values(index) AS index BY user');
    expect(rows.columns.map(({ name }) => name)).toEqual(['user', 'sum', 'index']);
    expect(rows.rows).toEqual([
      ['alice', '1', 'main'],
      ['bob', '5', 'main'],
    ]);
    const timed = await stage.run('user=alice | table _time host source sourcetype');
    expect(timed.rows).toEqual([['1740823200.25', 'replay', 'invented.log', 'invented']]);
    await stage.release();
    expect(splunk.engine.events).toEqual(before);
    expect([...splunk.engine.indexes].some((name) => name.includes('_fd_'))).toBe(false);
  });

  it('keeps indexes apart and holds the search to the range of the job', async () => {
    const logs = [log('a.json', EVENTS), log('r.log', ['2025-03-01 10:00:01 risk_score="5"'], { index: 'risk' })];
    const range = { latest: 1_740_825_000_000_000_000n };
    const stage = await engine.stage(jobOf(logs, { range }));
    expect((await stage.run('index=* | stats count BY index')).rows).toEqual([
      ['main', '2'],
      ['risk', '1'],
    ]);
    await stage.release();
  });

  it('moves events to the present', async () => {
    splunk.engine.now = Date.now() / 1000;
    const stage = await engine.stage(jobOf([log('a.json', EVENTS)]), { shift: true });
    expect(stage.notes[0]).toMatch(/^Events were moved by \d+ s/);
    const { rows } = await stage.run('n=3 | eval age=round(now() - _time) | table age');
    expect(Number(rows[0]?.[0])).toBeLessThan(60);
    await stage.release();
  });

  it('works in an index that is there, by a host of its own', async () => {
    splunk.system.mayMakeIndexes = false;
    await expect(engine.stage(jobOf([log('a.json', EVENTS)]))).rejects.toMatchObject({
      message: 'An index for the events of tests may not be made there.',
    });
    splunk.engine.indexes.add('tests');
    const shared = open({ testIndex: 'tests' });
    const [first, second] = [
      await shared.stage(jobOf([log('a.json', EVENTS)])),
      await shared.stage(jobOf([log('b.json', EVENTS)])),
    ];
    expect((await first.run('index=main | stats count')).rows).toEqual([['3']]);
    expect(first.notes[0]).toMatch(/^Every event has the host "firedrill-\w+"/);
    await first.release();
    expect((await second.run('* | stats count')).rows).toEqual([['3']]);
    await shared.close();
  });

  it('takes tables as lookups, and gives the names back', async () => {
    const tables = [
      {
        name: 'hosts',
        columns: [{ name: 'host' }, { name: 'a b' }],
        rows: [
          ['web"1"', 'x\\y`z'],
          ['db', null],
          ['$a$', 'é, ü'],
        ],
      },
    ];
    const stage = await engine.stage(jobOf([], { tables }));
    expect((await stage.run('| inputlookup hosts')).rows).toEqual([
      ['web"1"', 'x\\y`z'],
      ['db', null],
      ['$a$', 'é, ü'],
    ]);
    expect(splunk.engine.files.size).toBe(1);
    await stage.release();
    expect(splunk.engine.files.size).toBe(0);
  });

  it('does without acknowledgements when the token has none', async () => {
    splunk.collector.acknowledges = false;
    const stage = await engine.stage(jobOf([log('a.json', EVENTS)]));
    expect((await stage.run('* | stats count')).rows).toEqual([['3']]);
    await stage.release();
  });

  it('leaves nothing behind when sending fails', async () => {
    splunk.fault = ({ path }) => (path.startsWith('/services/collector/event') ? 'reset-after' : undefined);
    await expect(engine.stage(jobOf([log('a.json', EVENTS)]))).rejects.toMatchObject({ name: 'TransportError' });
    expect([...splunk.engine.indexes].some((name) => name.includes('_fd_'))).toBe(false);
  });

  it.each(['reset-before', 'reset-after', 'truncated', { status: 503 }, { status: 429, retryAfter: '0' }] as const)(
    'comes through %j at any one request',
    { timeout: 120_000 },
    async (fault) => {
      const run = async (): Promise<unknown> => {
        const stage = await engine.stage(jobOf([log('a.json', EVENTS)]));
        const { rows } = await stage.run('user=bob | stats count');
        await stage.release();
        return rows;
      };
      expect(await run()).toEqual([['2']]);
      const total = splunk.requests.length;
      for (let at = 1; at <= total; at += 1) {
        const offset = splunk.requests.length;
        splunk.fault = ({ number }) => (number === offset + at ? fault : undefined);
        const outcome = await run().catch((error: Error) => error.name);
        splunk.fault = () => undefined;
        // Events are never sent twice on a guess, and nothing is deleted twice: those runs end with the reason.
        expect(['TransportError', '[["2"]]']).toContain(
          typeof outcome === 'string' ? outcome : JSON.stringify(outcome),
        );
      }
    },
  );
});

describe('recordings', () => {
  it('writes answers and the version into a script', async () => {
    const script = `load sourcetype=invented
  {"time": "2025-03-01T10:00:00Z", "user": "alice", "n": 1}
  {"time": "2025-03-01T10:00:05Z", "user": "bob", "n": 2}
load table=names (user, name)
  ["alice", "Alice"]
macro of(who): user="$who$"

# One user.
# reference: https://example.com
spl search \`of("alice")\` | lookup names user OUTPUT name | table user name
  user  | name
  alice | Bob

# Nothing is expected yet.
spl search n=*
    | stats sum(n) AS total

kql T | count
  Count:long
  1

spl | savedsearch nonesuch
  a
  1
`;
    const { text, cases } = await recordAnswers(script, engine, await engine.version(), workspace);
    expect(cases.map(({ item, outcome, message }) => [item.line, outcome, message])).toEqual([
      [10, 'differs', undefined],
      [15, 'new', undefined],
      [22, 'refused', 'Events that "savedsearch" reads cannot be told from others, so it is not run.'],
    ]);
    expect(text).toBe(
      script
        .replace('alice | Bob', 'alice | Alice')
        .replace('spl search `of', '# recorded: Splunk Enterprise 9.4.0 (build 6b4ebe426ca6)\nspl search `of')
        .replace('spl search n=*', '# recorded: Splunk Enterprise 9.4.0 (build 6b4ebe426ca6)\nspl search n=*')
        .replace('AS total\n', 'AS total\n  total\n  3\n'),
    );
    expect((await recordAnswers(text, engine, 'Splunk Enterprise 10.0.0 (build x)', workspace)).text).toBe(
      text.replaceAll('9.4.0 (build 6b4ebe426ca6)', '10.0.0 (build x)'),
    );
  });

  it('saves raw events by their kinds, the oldest first', async () => {
    const stage = await engine.stage(
      jobOf([log('a.json', EVENTS), log('t.log', ['2025-03-01 10:00:01 plain'], { sourcetype: 'other' })]),
    );
    const logs = rawEvents(await stage.run('index=main'));
    await stage.release();
    expect(logs).toEqual([
      {
        suffix: '1',
        extension: 'json',
        text: `${EVENTS.join('\n')}\n`,
        events: 3,
        source: 'invented.log',
        sourcetype: 'invented',
      },
      {
        suffix: '2',
        extension: 'log',
        text: '2025-03-01 10:00:01 plain\n',
        events: 1,
        source: 'invented.log',
        sourcetype: 'other',
      },
    ]);
    expect(
      rawEvents({
        columns: [{ name: 'A' }, { name: 'Type' }],
        rows: [
          ['x', 'T'],
          [null, 'T'],
        ],
      }),
    ).toEqual([{ suffix: '', extension: 'json', text: '{"A":"x","Type":"T"}\n{"Type":"T"}\n', events: 2, table: 'T' }]);
  });
});
