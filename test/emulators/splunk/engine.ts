import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEventSource } from '../../../src/data/event-source.ts';
import type { EventSource, LogFile, ReadOptions, RecordBatch } from '../../../src/data/record.ts';
import { CODES } from '../../../src/diagnostics/codes.ts';
import type { JsonValue } from '../../../src/languages/front-end.ts';
import type { SplEnvironment, SplMacro } from '../../../src/languages/spl/environment.ts';
import { lowerSpl, printSplCell, splEntries } from '../../../src/languages/spl/index.ts';
import { QueryFailure } from '../../../src/plan/failure.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import { loadSplunkKnowledge, splunkCatalog, splunkEnvironment } from '../../../src/platforms/splunk/index.ts';
import { csvRows } from '../../../src/util/csv.ts';
import { Batch } from '../../../src/table/batch.ts';
import { runQuery } from '../../../src/testing/engine.ts';

/** An event as an indexer keeps it. */
export interface IndexedEvent {
  /** Seconds since 1970. */
  readonly time: number;
  readonly index: string;
  readonly host: string;
  readonly source: string;
  readonly sourcetype: string;
  readonly raw: string;
}

export interface LookupTable {
  readonly fields: readonly string[];
  readonly rows: readonly (readonly (string | readonly string[] | null)[])[];
}

/** What a search head knows besides events. */
export interface Holdings {
  macros(): readonly SplMacro[];
  /** Settings of a stanza of transforms.conf. */
  lookupDefinition(name: string): Readonly<Record<string, string>> | undefined;
  collection(name: string): LookupTable | undefined;
}

export type SearchOutcome =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly JsonValue[])[]; readonly events: number }
  | { readonly error: string };

const knowledge = loadSplunkKnowledge(
  [fileURLToPath(new URL('../../../knowledge/splunk', import.meta.url))],
  () => undefined,
);
const library = createLibrary(splEntries);
const MILLION = 1_000_000n;

/** An indexer and a search head, played by our own engine over the events that the emulator was given. */
export class SplunkEngine {
  readonly events: IndexedEvent[] = [];
  readonly indexes = new Set(['main', 'risk', 'notable', 'history', 'summary']);
  /** CSV files by name. */
  readonly files = new Map<string, LookupTable>();
  /** Seconds since 1970. */
  now = 1_767_225_600;
  readonly #holdings: Holdings;
  readonly #folder = mkdtempSync(join(tmpdir(), 'splunk-emulator-'));
  #runs = 0;

  constructor(holdings: Holdings) {
    this.#holdings = holdings;
  }

  /** A lookup's CSV file. */
  keepCsv(name: string, text: string): void {
    const [fields = [], ...rows] = csvRows(text);
    this.files.set(name, { fields, rows: rows.map((row) => fields.map((_, at) => row[at] || null)) });
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Runs a search over the events of `[earliest, latest)`, in seconds. */
  run(search: string, range: { readonly earliest?: number; readonly latest?: number }): SearchOutcome {
    const tables = this.#tables(search);
    const environment = this.#environment(splunkEnvironment(knowledge, { tables }));
    const { query, problems } = lowerSpl(search, environment);
    const wrong = problems.find(({ name, severity }) => (severity ?? CODES[name].severity) === 'error');
    if (!query || wrong) return { error: wrong?.message ?? 'The search is empty.' };
    const kept = this.events.filter(
      ({ time }) =>
        (range.earliest === undefined || time >= range.earliest) && (range.latest === undefined || time < range.latest),
    );
    const state = new Map<string, unknown>();
    try {
      const { columns, rows } = runQuery(
        {
          query,
          views: new Map(),
          notes: [],
          logs: [],
          knowledge: { splunk: [], sentinel: [] },
          tables,
          now: BigInt(Math.round(this.now * 1e6)) * 1000n,
        },
        {
          library,
          print: printSplCell,
          catalog: (_job, events, report) => splunkCatalog(knowledge, environment, events, { tables, report }),
        },
        undefined,
        { events: this.#source(kept), carried: { state, findings: [] } },
      );
      this.#keepLookups(state);
      return { columns: columns.map(({ name }) => name), rows, events: kept.length };
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error;
      return { error: error.message };
    }
  }

  /** Lookups by the names that searches use. */
  #tables(search: string) {
    const named = new Map(this.files);
    for (const [, word = ''] of search.matchAll(/([\w.:-]+)/g)) {
      const settings = this.#holdings.lookupDefinition(word);
      if (!settings) continue;
      const table =
        settings['external_type'] === 'kvstore'
          ? this.#holdings.collection(settings['collection'] ?? '')
          : this.files.get(settings['filename'] ?? '');
      if (table) named.set(word, table);
    }
    return [...named].map(([name, { fields, rows }]) => ({
      name,
      columns: fields.map((field) => ({ name: field })),
      rows,
    }));
  }

  #environment(base: SplEnvironment): SplEnvironment {
    const macros = this.#holdings.macros();
    return {
      ...base,
      macro: (name, count) =>
        macros.find((macro) => macro.name === name && macro.arguments.length === count) ?? base.macro(name, count),
      lookup: (name) => {
        const found = base.lookup(name);
        const settings = this.#holdings.lookupDefinition(name);
        if (!found || !settings) return found;
        return {
          ...found,
          ...(settings['min_matches'] && { minMatches: Number(settings['min_matches']) }),
          ...(settings['max_matches'] && { maxMatches: Number(settings['max_matches']) }),
          ...(settings['default_match'] && { defaultMatch: settings['default_match'] }),
          ...(settings['match_type'] && { matchTypes: matchTypesOf(settings['match_type']) }),
          caseSensitiveMatch: !['0', 'false'].includes(settings['case_sensitive_match'] ?? '1'),
        };
      },
    };
  }

  /** What `outputlookup` wrote stays; a name that a definition has stands for the definition's file. */
  #keepLookups(state: ReadonlyMap<string, unknown>): void {
    for (const [slot, value] of state) {
      if (!slot.startsWith('lookup:') || !(value instanceof Batch)) continue;
      const name = slot.slice('lookup:'.length);
      const fields = [...value.columns.names()].filter((field) => !field.startsWith('_'));
      const rows = [...value.rows()].map((row) =>
        fields.map((field) => (printSplCell(value.columns.get(field)?.at(row) ?? null) as string | null) || null),
      );
      this.files.set(this.#holdings.lookupDefinition(name)?.['filename'] ?? name, { fields, rows });
    }
  }

  /** Events in files of their kind, read as logs are, with the times that they were indexed by. */
  #source(events: readonly IndexedEvent[]): EventSource {
    this.#runs += 1;
    const groups = new Map<string, IndexedEvent[]>();
    for (const event of events) {
      const key = JSON.stringify([event.index, event.host, event.source, event.sourcetype]);
      groups.set(key, [...(groups.get(key) ?? []), event]);
    }
    const lists = [...groups.values()];
    const logs = lists.map((group, at): LogFile => {
      const path = join(this.#folder, `${this.#runs}-${at}.log`);
      writeFileSync(path, `${group.map(({ raw }) => raw).join('\n')}\n`);
      const { index, host, source, sourcetype } = group[0] as IndexedEvent;
      return { name: `${at}.log`, path, index, host, source, sourcetype };
    });
    const files = openEventSource(logs);
    return {
      files: logs,
      *read(file: number, options: ReadOptions): Iterable<RecordBatch> {
        const group = lists[file] ?? [];
        const onEnd = (records: number): void => {
          if (records !== group.length) throw new Error(`${records} records of ${group.length} events were read.`);
          options.onEnd?.(records);
        };
        for (const batch of files.read(file, { ...options, onEnd })) {
          yield {
            length: batch.length,
            record: (index) => batch.record(index),
            raw: (index) => batch.raw(index),
            document: (index) => batch.document(index),
            timeText: (index) => secondsText((group[batch.record(index) - 1] as IndexedEvent).time),
          };
        }
      },
    };
  }
}

const secondsText = (time: number): string => {
  const microseconds = BigInt(Math.round(time * 1e6));
  return `${microseconds / MILLION}.${String(microseconds % MILLION).padStart(6, '0')}`;
};

/** `WILDCARD(path),CIDR(net)` */
const matchTypesOf = (text: string): Readonly<Record<string, 'EXACT' | 'WILDCARD' | 'CIDR'>> =>
  Object.fromEntries([...text.matchAll(/(EXACT|WILDCARD|CIDR)\((\w+)\)/g)].map(([, type, field]) => [field, type]));
