import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LogFile } from '../../src/data/record.ts';
import { lowerSigma } from '../../src/languages/sigma/index.ts';
import { type EventFilter, eventFilterOf } from '../../src/platforms/sigma/matcher/index.ts';
import type { LogMatches } from '../../src/testing/log-matches.ts';
import { matchLogs } from '../../src/testing/match-logs.ts';

const filterOf = (detection: unknown, logsource: unknown = { category: 'example' }): EventFilter => {
  const { query } = lowerSigma({ logsource, detection });
  return eventFilterOf((query as NonNullable<typeof query>).plan) as EventFilter;
};

interface Outcome {
  readonly found: readonly LogMatches[];
  /** Each rule's first hit in each log, as it was told. */
  readonly firsts: readonly string[];
  readonly shares: readonly number[];
  readonly events: number;
}

interface Ways {
  readonly jobs: number;
  readonly partBytes?: number;
  readonly events?: boolean;
}

async function matched(filters: readonly EventFilter[], logs: readonly LogFile[], ways: Ways): Promise<Outcome> {
  const firsts = new Map<string, number>();
  const shares: number[] = [];
  let last = 0;
  const found = await matchLogs({
    filters,
    logs,
    memoryMb: 512,
    events: true,
    patienceMs: 0,
    ...ways,
    onProgress: ({ file, share, events, hits }) => {
      shares.push(share);
      last = events;
      for (const [rule, record] of hits) {
        const key = `${file} ${rule}`;
        if (!firsts.has(key)) firsts.set(key, record);
      }
    },
  });
  return { found, firsts: [...firsts].map(([key, record]) => `${key} ${record}`).sort(), shares, events: last };
}

const folder = mkdtempSync(join(tmpdir(), 'match-logs-'));
function logOf(name: string, text: string | Buffer): LogFile {
  writeFileSync(join(folder, name), text);
  return { name, path: join(folder, name) };
}

describe('matchLogs', () => {
  const logs = [3, 5, 2].map((count, at) => {
    const lines = Array.from({ length: count }, (_, line) => JSON.stringify({ n: line, name: `Event ${line}` }));
    return logOf(`${at}.json`, `${lines.join('\n')}\n${at === 1 ? '{"n":' : ''}`);
  });
  const missing = { name: 'none.json', path: join(folder, 'none.json') };
  const filters = [
    filterOf({ s: { n: [1, 4] }, condition: 's' }),
    filterOf({ s: { 'name|re': 'Event [02]' }, condition: 's' }),
    filterOf({ s: { 'n|gte': 3 }, condition: 's' }),
  ];

  it('finds in threads what one thread finds, in the order of the logs', async () => {
    const alone = await matched(filters, [...logs, missing], { jobs: 1 });
    const { shares, ...together } = await matched(filters, [...logs, missing], { jobs: 3 });
    expect({ ...together, shares: alone.shares }).toEqual(alone);
    expect(shares.at(-1)).toBe(1);
    expect(alone.found.map(({ file, rules, records, events }) => [file, rules, records, events])).toEqual([
      [0, [1, 0, 1], [1, 2, 3], 3],
      [1, expect.any(Array), expect.any(Array), 6],
      [2, [1, 0], [1, 2], 2],
      [3, [], [], 0],
    ]);
    expect(alone.found.map(({ diagnostics }) => diagnostics.map(({ name }) => name))).toEqual([
      [],
      ['malformed-event'],
      [],
      ['data-missing'],
    ]);
    expect(alone.firsts).toEqual(['0 0 2', '0 1 1', '1 0 2', '1 1 1', '1 2 4', '2 0 2', '2 1 1']);
    expect(alone.events).toBe(11);
  });

  it('only counts the hits where their events are not wanted', async () => {
    const { found } = await matched(filters, logs, { jobs: 1, events: false });
    expect(found.map(({ rules, records }) => [rules, records])).toEqual(logs.map(() => [[], []]));
    expect(found.map(({ counts }) => [...counts])).toEqual([
      [
        [1, 2],
        [0, 1],
      ],
      expect.any(Array),
      [
        [1, 1],
        [0, 1],
      ],
    ]);
  });
});

describe('matchLogs over parts of a log', () => {
  const windowsEvent = (record: number, image: string): string =>
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" +
    "<Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID>" +
    `<EventRecordID>${record}</EventRecordID><Channel>Microsoft-Windows-Sysmon/Operational</Channel>` +
    `<Computer>ws-${record % 7}.example.com</Computer></System><EventData>` +
    `<Data Name='Image'>C:\\Tools\\${image}</Data><Data Name='CommandLine'>${image} /run ${record}</Data>` +
    '</EventData></Event>\n';
  const events = Array.from({ length: 400 }, (_, at) =>
    windowsEvent(at, at % 11 === 3 ? 'alpha.exe' : at % 5 === 0 ? 'b&amp;b.exe' : 'other.exe'),
  );
  const windows = { product: 'windows', category: 'process_creation' };
  const filters = [
    filterOf({ s: { 'Image|endswith': '\\alpha.exe' }, condition: 's' }, windows),
    filterOf({ s: { 'CommandLine|re': 'b&b\\.exe /run \\d{3}$' }, condition: 's' }, windows),
    filterOf(
      { s: { Computer: 'ws-3.example.com' }, f: { 'Image|contains': 'other' }, condition: 's and not f' },
      windows,
    ),
  ];
  const damaged = [...events];
  damaged[170] = '<Event><System></Evnt>\n';
  damaged[300] = 'no event at all\n';
  const logs = [
    logOf('small.xml', events.slice(0, 20).join('')),
    logOf('large.xml', events.join('')),
    logOf('damaged.xml', damaged.join('')),
    logOf('cut.xml', events.join('').slice(0, -100)),
    logOf('packed.xml.gz', gzipSync(events.join(''))),
    logOf('marked.xml', `\ufeff${events.join('')}`),
    logOf('text.log', events.map((_, at) => `line ${at} alpha.exe\n`).join('')),
  ];

  it.each([
    { jobs: 1, partBytes: 10_000 },
    { jobs: 3, partBytes: 10_000 },
    { jobs: 2, partBytes: 700 },
  ])('finds what one pass finds: %o', async (ways) => {
    const whole = await matched(filters, logs, { jobs: 1 });
    const parts = await matched(filters, logs, ways);
    expect(parts.found).toEqual(whole.found);
    expect(parts.firsts).toEqual(whole.firsts);
    expect(parts.events).toBe(whole.events);
    expect(parts.shares.at(-1)).toBeCloseTo(1);
    expect(whole.found[1]?.rules.length).toBeGreaterThan(50);
    expect(whole.found[2]?.diagnostics.length).toBeGreaterThan(0);
  });
});

describe('matchLogs where matching a log fails', () => {
  it.each([1, 2])('gives up that log alone, and says so (jobs: %i)', async (jobs) => {
    const broken: EventFilter = {
      logsource: { product: 'aws' },
      predicate: { kind: 'call', function: 'sigma.none', arguments: [{ kind: 'column', name: 'eventName' }] },
    };
    const filters = [filterOf({ s: { n: 1 }, condition: 's' }), broken];
    const logs = [
      logOf('first.log', '<Event>1</Event>\n'),
      logOf(
        'broken.json',
        '{"eventVersion":"1.08","eventSource":"ec2.amazonaws.com","eventName":"Run","awsRegion":"x"}\n',
      ),
      logOf('last.log', '<Event>1</Event>\n<Event>2</Event>\n'),
    ];
    const { found, shares } = await matched(filters, logs, { jobs });
    expect(found.map(({ events, failed }) => [events, failed])).toEqual([
      [1, false],
      [0, true],
      [2, false],
    ]);
    expect(found[1]?.diagnostics).toEqual([
      expect.objectContaining({
        name: 'run-failure',
        file: 'broken.json',
        message: expect.stringContaining('The log could not be scanned: firedrill failed'),
      }),
    ]);
    expect(shares.at(-1)).toBe(1);
  });
});
