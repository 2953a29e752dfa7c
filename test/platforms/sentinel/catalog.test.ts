import { describe, expect, it } from 'vitest';
import type { EventSource, LogFile } from '../../../src/data/record.ts';
import type { KqlColumn } from '../../../src/languages/kql/environment.ts';
import { Datetime, EPOCH_TICKS } from '../../../src/languages/kql/values.ts';
import { execute } from '../../../src/plan/execute.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import type { Plan, ResultColumn } from '../../../src/plan/plan.ts';
import type { Connector } from '../../../src/platforms/sentinel/connectors/connector.ts';
import {
  connectorPlans,
  type LowerKql,
  type SentinelCatalogOptions,
  type SentinelKnowledge,
  sentinelCatalog,
  tablesOf,
} from '../../../src/platforms/sentinel/index.ts';
import { eventSource, jsonLog, sysmonEvent, windowsLog } from './replay.ts';

const COLUMNS: readonly KqlColumn[] = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'Computer', type: 'string' },
  { name: 'Note', type: 'string' },
  { name: 'Size', type: 'long' },
  { name: 'Type', type: 'string' },
];

const connector = (name: string, changes: Partial<Connector> = {}): Connector => ({
  name,
  input: 'windows-events',
  table: 'Alpha',
  transform: name,
  derived: false,
  yieldsTo: [],
  file: `${name}.yaml`,
  ...changes,
});

const knowledge = (connectors: readonly Connector[] = []): SentinelKnowledge => ({
  table: (name) => (['Alpha', 'Beta'].includes(name) ? COLUMNS : undefined),
  tableNames: () => ['Alpha', 'Beta'],
  function: () => undefined,
  functionNames: () => [],
  asimFields: () => undefined,
  connectors: () => connectors,
  watchlist: (alias) =>
    alias === 'Vips' ? { alias, searchKey: 'User', columns: ['User', 'Level'], rows: [['alice', '1']] } : undefined,
  watchlistAliases: () => ['Vips'],
  schemas: {},
  fingerprint: 'test',
});

const OUTPUTS: readonly ResultColumn[] = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'Computer', type: 'string' },
];

/** Stands for the front-end: every transform takes time and computer. */
const lower =
  (columns: readonly ResultColumn[] = OUTPUTS): LowerKql =>
  () => ({
    problems: [],
    query: {
      language: 'kql',
      stages: [],
      columns,
      plan: {
        op: 'Project',
        stage: 0,
        input: { op: 'Scan', source: 'table:source' },
        columns: [
          { name: 'TimeGenerated', expression: { kind: 'column', name: 'TimeCreated' } },
          { name: 'Computer', expression: { kind: 'column', name: 'Computer' } },
        ],
      },
    },
  });

function rowsOf(plan: Plan, events: EventSource, options: SentinelCatalogOptions, known = knowledge()) {
  const catalog = sentinelCatalog(known, events, options);
  const { batches } = execute(plan, 0, { library: createLibrary(), catalog, clock: { now: 0n } });
  return Array.from(batches).flatMap((batch) =>
    Array.from(batch.rows(), (row) => ({
      ...Object.fromEntries(batch.columns.names().map((name) => [name, batch.columns.get(name)?.at(row)])),
      origins: batch.originsAt(row),
    })),
  );
}

const scan = (table: string): Plan => ({ op: 'Scan', source: `table:${table}` });
const TEN = new Datetime(EPOCH_TICKS + 36_000_000_000n * 10n);

describe('a table of the workspace', () => {
  it('shows what its connectors land, in its own shape', () => {
    const known = knowledge([connector('a')]);
    const { plans, failures } = connectorPlans(known, ['Alpha'], lower());
    const events = eventSource(windowsLog(sysmonEvent(1, { timeCreated: '1970-01-01T10:00:00Z' })));
    expect(failures).toEqual([]);
    expect(rowsOf(scan('Alpha'), events, { plans }, known)).toEqual([
      { TimeGenerated: TEN, Computer: 'WS01.example.com', Note: '', Size: null, Type: 'Alpha', origins: [1] },
    ]);
  });

  it('shows records that name it, and those of a file that names it', () => {
    const { plans } = connectorPlans(knowledge(), ['Alpha'], lower());
    const source = eventSource(
      jsonLog(
        { Type: 'Alpha', TimeGenerated: '1970-01-01T10:00:00Z', Computer: 'srv1', Size: '7' },
        { Type: 'Beta', Computer: 'srv2' },
        { category: 'AdvancedHunting-Alpha', time: '1970-01-01T10:00:00Z', properties: { Computer: 'srv3' } },
      ),
      jsonLog({ Timestamp: '1970-01-01T10:00:00Z', Note: { a: 1 } }),
      windowsLog(sysmonEvent(1)),
    );
    const files = source.files.map((file, at): LogFile => (at === 1 ? { ...file, sourcetype: 'Alpha' } : file));
    const row = { TimeGenerated: TEN, Computer: '', Note: '', Size: null, Type: 'Alpha' };
    expect(rowsOf(scan('Alpha'), { ...source, files }, { plans })).toEqual([
      { ...row, Computer: 'srv1', Size: 7, origins: [1] },
      { ...row, Computer: 'srv3', origins: [3] },
      { ...row, Note: '{"a":1}', origins: [2 ** 32 + 1] },
    ]);
  });

  it('is what the run gives, when the run gives it', () => {
    const inlineTables = new Map([['Alpha', { columns: [{ name: 'x', type: 'long' }], rows: [[1], [2]] }]]);
    expect(rowsOf(scan('Alpha'), eventSource(), { plans: new Map(), inlineTables })).toEqual([
      { x: 1, origins: [] },
      { x: 2, origins: [] },
    ]);
  });
});

describe('connectors', () => {
  it('yield to a table that the query reads too', () => {
    const known = knowledge([connector('a'), connector('b', { table: 'Beta', yieldsTo: ['Alpha'], derived: true })]);
    const derived = (tables: readonly string[]) =>
      connectorPlans(known, tables, lower()).derived.map(({ name }) => name);
    expect(derived(['Beta'])).toEqual(['b']);
    expect(derived(['Alpha', 'Beta'])).toEqual([]);
  });

  it('that do not fit their table are failures, and the table goes without', () => {
    const failure = (columns: readonly ResultColumn[]) =>
      connectorPlans(knowledge([connector('a')]), ['Alpha'], lower(columns)).failures.map(({ message }) => message);
    expect(failure([...OUTPUTS, { name: 'Other', type: 'string' }])).toEqual([
      'The transform makes a column "Other" that the table does not have. (table "Alpha")',
    ]);
    expect(failure([...OUTPUTS, { name: 'Size', type: 'int' }])).toEqual([
      'The transform makes "Size" int, the table has long. (table "Alpha")',
    ]);
    expect(failure([{ name: 'Computer', type: 'string' }])).toEqual([
      'The transform makes no "TimeGenerated". (table "Alpha")',
    ]);
  });
});

describe('watchlists', () => {
  it('show SearchKey; an absent one is empty', () => {
    const watchlist = (alias: string) =>
      rowsOf({ op: 'Scan', source: `watchlist:${alias}` }, eventSource(), { plans: new Map() });
    expect(watchlist('Vips')).toEqual([{ SearchKey: 'alice', User: 'alice', Level: '1', origins: [] }]);
    expect(watchlist('None')).toEqual([]);
  });
});

describe('tablesOf', () => {
  it('names the tables that a plan reads', () => {
    expect(tablesOf({ op: 'Union', inputs: [scan('Beta'), scan('Alpha'), scan('Beta')] })).toEqual(['Beta', 'Alpha']);
  });
});
