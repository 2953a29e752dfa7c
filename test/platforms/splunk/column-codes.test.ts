import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusFile } from '../../../bench/corpus.ts';
import { openEventSource } from '../../../src/data/event-source.ts';
import type { LogFile } from '../../../src/data/record.ts';
import { splEntries } from '../../../src/languages/spl/index.ts';
import type { Context } from '../../../src/plan/context.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import { loadSplunkKnowledge, splunkCatalog, splunkEnvironment } from '../../../src/platforms/splunk/index.ts';
import type { Batch } from '../../../src/table/batch.ts';
import type { Value } from '../../../src/table/value.ts';
import { temporaryFile } from '../../data/temporary-file.ts';
import { runSearch, SHIPPED } from './run-search.ts';

const knowledge = loadSplunkKnowledge([SHIPPED], () => undefined);
const environment = splunkEnvironment(knowledge);

/** The batches of a log as a search head gives them. */
function batchesOf(file: LogFile, batchSize: number): readonly Batch[] {
  const catalog = splunkCatalog(knowledge, environment, openEventSource([file]));
  const context = {
    library: createLibrary(splEntries),
    clock: { now: 1_778_100_000_000_000_000n },
    batchSize,
    random: () => 0,
    state: new Map(),
    note: () => undefined,
  } as unknown as Context;
  return [
    ...(catalog.scan({ source: 'splunk:events', options: {}, columns: undefined, mentions: undefined }, context) ?? []),
  ];
}

/** Values row by row: of each batch so few rows are asked for that no column is made whole. */
const oneByOne = (file: LogFile, name: string): readonly Value[] =>
  batchesOf(file, 4).flatMap((batch) => [...batch.rows()].map((row) => batch.columns.get(name)?.at(row) ?? null));

function together(batches: readonly Batch[], name: string): readonly Value[] | undefined {
  const columns = batches.map((batch) => batch.columns.get(name)?.allCodes?.());
  if (!columns.every((codes) => codes !== undefined)) return undefined;
  return columns.flatMap((codes) => [...codes.numbers].map((number) => codes.value(number)));
}

const sysmon: LogFile = {
  name: 'sysmon.log',
  path: corpusFile(join(tmpdir(), 'firedrill-column-codes'), 60_000),
  source: 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational',
  sourcetype: 'XmlWinEventLog',
};

const EVENT = "<Event xmlns='x'><System><Provider Name='P' Guid='{1}'/>";
const odd: LogFile = {
  name: 'odd.log',
  path: temporaryFile(
    'odd.log',
    `${EVENT}<EventID>22</EventID></System><EventData><Data Name='QueryResults'>a;::ffff:192.0.2.1;</Data><Data Name='Image'></Data></EventData></Event>
${EVENT}<EventID>13</EventID></System><EventData><Data Name='Details'>DWORD (0x1)</Data><Data Name="Image">C:\\é.exe</Data><Data Name='Image'>second</Data></EventData></Event>
${EVENT}<EventID>4688</EventID></System><UserData><A/></UserData></Event>
`,
  ),
  source: 'XmlWinEventLog:Microsoft-Windows-Sysmon/Operational',
  sourcetype: 'XmlWinEventLog',
};

const SPELLINGS = [
  "SystemTime='2026-05-06T08:00:00.042Z'",
  "Other='' SystemTime='2026-05-06T08:00:01.042Z'",
  'SystemTime="2026-05-06 08:00:02"',
  'RawTime="06.05.2026"',
];

/** Events whose time stands elsewhere than in the event before, or nowhere. */
const places: LogFile = {
  ...odd,
  name: 'places.log',
  path: temporaryFile(
    'places.log',
    Array.from({ length: 40 }, (_, at) => {
      const time = SPELLINGS[Math.floor(at / 3) % SPELLINGS.length] ?? '';
      return `${EVENT}<EventID>7</EventID><TimeCreated ${time}/></System><EventData><Data Name='Hash${at % 2 ? 'es' : ''}'>SHA1=0A,MD5=${at}F</Data></EventData></Event>\n`;
    }).join(''),
  ),
};

const trail: LogFile = {
  name: 'trail.json',
  path: temporaryFile(
    'trail.json',
    ['CreateUser', 'ConsoleLogin', 'DeleteTrail']
      .map(
        (name) =>
          `{"eventSource":"iam.amazonaws.com","eventName":"${name}","eventTime":"2026-01-02T03:04:05Z","userIdentity":{"type":"IAMUser","userName":"a"},"tags":["x","y"]}`,
      )
      .join('\n'),
  ),
  source: 'aws_cloudtrail',
  sourcetype: 'aws:cloudtrail',
};

describe('columns made whole', () => {
  it.each([sysmon, odd, places, trail])('hold what the rows hold: $name', (file) => {
    const batches = batchesOf(file, 1024);
    const names = new Set(batchesOf(file, 4).flatMap((batch) => [...batch.columns.names()]));
    for (const name of [...names, 'tag::eventtype', 'no_such_field']) {
      const found = together(batches, name);
      if (!['_raw', '_time'].includes(name)) expect(found, name).toBeDefined();
      if (found) expect(found, name).toEqual(oneByOne(file, name));
    }
  });

  it.each([sysmon, odd, places, trail])('are named as the rows name them: $name', (file) => {
    const names = batchesOf(file, 1024).flatMap((batch) => batch.columns.names());
    const valued = names.filter((name) => oneByOne(file, name).some((value) => value !== null));
    expect(names).toEqual(valued);
    const byRow = batchesOf(file, 1).flatMap((batch) => batch.columns.names());
    expect(new Set(names)).toEqual(new Set(byRow));
  });

  it('count the values of every field, and a call written twice once', () => {
    const [all] = runSearch('search * | stats count(*) as *', [sysmon]);
    const [twice] = runSearch('search * | stats count(*) count(*)', [sysmon]);
    for (const name of ['Image', 'dest', 'eventtype', 'tag', 'linecount', 'QueryResults', 'MD5']) {
      const counted = oneByOne(sysmon, name).reduce<number>(
        (sum, value) => sum + (Array.isArray(value) ? value.length : value === null ? 0 : 1),
        0,
      );
      expect(all?.[name] ?? '0', name).toBe(String(counted));
      expect(twice?.[`count(${name})`] ?? '0', name).toBe(String(counted));
    }
  });
});
