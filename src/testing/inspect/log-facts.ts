import { statSync } from 'node:fs';
import { containersOf } from '../../data/chunks.ts';
import { openEventSource } from '../../data/event-source.ts';
import { recordTime } from '../../data/event-time.ts';
import { logsIn } from '../../data/logs-in.ts';
import { productOf } from '../../data/products/index.ts';
import { readerFor } from '../../data/readers/index.ts';
import type { EventDocument, LogFile, ReadOptions, RecordBatch } from '../../data/record.ts';
import { YEAR_NOT_TOLD } from '../../data/time-text.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { PRESENT_NULL } from '../../languages/sigma/cell.ts';
import { fieldsOf } from '../../platforms/sigma/fields.ts';
import { eventKind } from '../../platforms/splunk/events/event-kinds.ts';

/** What stands in one log. */
export interface LogFacts {
  readonly file: LogFile;
  /** The reader's name and what it says of itself; undefined when no reader knows the format. */
  readonly format?: { readonly name: string; readonly summary: string };
  /** What is around the log, from the outside in: `zip`, `gzip`. */
  readonly containers: readonly string[];
  /** How many logs the file holds: several in an archive. */
  readonly logs: number;
  readonly events: number;
  /** What Splunk would call the events, as the run says or as the data tells; the most frequent first. */
  readonly kinds: readonly { readonly sourcetype: string; readonly source: string; readonly events: number }[];
  /** Windows events by channel and id; the most frequent first. */
  readonly channels: readonly {
    readonly channel: string;
    readonly events: number;
    readonly ids: readonly { readonly id: number; readonly events: number }[];
  }[];
  /** Products that are told by the shape of their records, and what those say was done; the most frequent first. */
  readonly products: readonly ProductFacts[];
  /** Nanoseconds since 1970; syslog may tell no year. */
  readonly time?: { readonly first: bigint; readonly last: bigint; readonly withoutYear: boolean };
  readonly withoutTime: number;
  /** Fields by the share of events that have them; of equal ones in order of name. */
  readonly fields: readonly FieldFacts[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ProductFacts {
  readonly name: string;
  readonly events: number;
  readonly operations: readonly { readonly name: string; readonly events: number }[];
}

export interface FieldFacts {
  readonly name: string;
  readonly events: number;
  /** The first value that is not empty. */
  readonly sample: string;
}

export interface ReadingProgress {
  readonly events: number;
  /** About how much was read, from 0 to 1; undefined where events have not the size of what they are read from. */
  readonly share: number | undefined;
}

interface FactsOptions extends Pick<ReadOptions, 'recover'> {
  /** Is shown every event's document. */
  see?(document: EventDocument): void;
  onProgress?(progress: ReadingProgress): void;
}

/** Beyond this many names of fields, further ones are not counted: a log may name fields by its values. */
const MOST_FIELDS = 2000;
const MOST_OPERATIONS = 2000;

/** Reads a log once and counts what it holds. */
export function factsOfLog(file: LogFile, options: FactsOptions = {}): LogFacts {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const parts = logsIn(file, { report });
  const formats = parts.map((part) => readerFor(part)).filter((reader) => reader !== undefined);
  const [reader] = formats;
  const containers = parts[0] ? containersOf(parts[0]) : [];
  const size = containers.length > 0 || reader?.name === 'evtx' ? undefined : statSync(file.path).size;
  const count = new LogCounts(file, options.see);
  let events = 0;
  const readOptions: ReadOptions = {
    batchSize: 1024,
    report,
    onEnd: (records) => {
      events = records;
    },
    ...(options.recover && { recover: true }),
  };
  for (const batch of parts.length > 0 ? openEventSource([file]).read(0, readOptions) : []) {
    count.add(batch);
    const share = size === undefined ? undefined : Math.min(1, count.characters / size);
    options.onProgress?.({ events: count.events, share });
  }
  return {
    file,
    ...(reader && { format: { name: reader.name, summary: reader.summary } }),
    containers,
    logs: parts.length,
    events,
    ...count.result(),
    diagnostics,
  };
}

/** What is counted while a log is read. */
class LogCounts {
  events = 0;
  /** Of the events' texts. */
  characters = 0;
  readonly #file: LogFile;
  readonly #see: ((document: EventDocument) => void) | undefined;
  readonly #kinds = new Map<string, number>();
  readonly #channels = new Map<string, Map<number, number>>();
  readonly #products = new Map<string, { events: number; readonly operations: Map<string, number> }>();
  readonly #fields = new Map<string, { events: number; sample: string }>();
  #first: bigint | undefined;
  #last: bigint | undefined;
  #withoutTime = 0;

  constructor(file: LogFile, see: ((document: EventDocument) => void) | undefined) {
    this.#file = file;
    this.#see = see;
  }

  add(batch: RecordBatch): void {
    for (let row = 0; row < batch.length; row += 1) {
      const raw = batch.raw(row);
      const document = batch.document(row);
      this.events += 1;
      this.characters += raw.length + 1;
      this.#see?.(document);
      const { sourcetype, source } = eventKind(this.#file, raw, () => document, batch.indexedAs?.(row));
      increase(this.#kinds, JSON.stringify([sourcetype, source]));
      this.#time(recordTime(batch, row));
      const windows = windowsEventOf(document);
      if (windows) {
        const ids = this.#channels.get(windows.channel) ?? new Map<number, number>();
        this.#channels.set(windows.channel, ids);
        increase(ids, windows.id);
      }
      this.#countProduct(document);
      this.#countFields(document);
    }
  }

  result(): Pick<LogFacts, 'kinds' | 'channels' | 'products' | 'time' | 'withoutTime' | 'fields'> {
    const channels = [...this.#channels].map(([channel, ids]) => ({
      channel,
      events: [...ids.values()].reduce((sum, count) => sum + count, 0),
      ids: [...ids].map(([id, events]) => ({ id, events })).sort((a, b) => b.events - a.events || a.id - b.id),
    }));
    return {
      kinds: [...this.#kinds]
        .map(([key, events]) => {
          const [sourcetype, source] = JSON.parse(key) as [string, string];
          return { sourcetype, source, events };
        })
        .sort((a, b) => b.events - a.events || order(a.source, b.source)),
      channels: channels.sort((a, b) => b.events - a.events || order(a.channel, b.channel)),
      products: [...this.#products]
        .map(([name, { events, operations }]) => ({ name, events, operations: byCount(operations) }))
        .sort((a, b) => b.events - a.events || order(a.name, b.name)),
      ...(this.#first !== undefined &&
        this.#last !== undefined && {
          time: {
            first: this.#first,
            last: this.#last,
            withoutYear: yearOf(this.#first) === YEAR_NOT_TOLD && yearOf(this.#last) === YEAR_NOT_TOLD,
          },
        }),
      withoutTime: this.#withoutTime,
      fields: [...this.#fields]
        .map(([name, facts]) => ({ name, ...facts }))
        .sort((a, b) => b.events - a.events || order(a.name, b.name)),
    };
  }

  #time(time: bigint | undefined): void {
    if (time === undefined) this.#withoutTime += 1;
    else {
      if (this.#first === undefined || time < this.#first) this.#first = time;
      if (this.#last === undefined || time > this.#last) this.#last = time;
    }
  }

  #countProduct(document: EventDocument): void {
    const found = recordKind(document);
    if (!found) return;
    const known = this.#products.get(found.product) ?? { events: 0, operations: new Map<string, number>() };
    this.#products.set(found.product, known);
    known.events += 1;
    const { operation } = found;
    if (typeof operation !== 'string' && typeof operation !== 'number') return;
    const name = String(operation);
    // A log may name what was done by its values.
    if (name !== '' && (known.operations.size < MOST_OPERATIONS || known.operations.has(name)))
      increase(known.operations, name);
  }

  #countFields(document: EventDocument): void {
    const fields = fieldsOf(document);
    for (const name of fields.names()) {
      const value = fields.get(name);
      if (value === null || value === PRESENT_NULL || value === '') continue;
      const known = this.#fields.get(name);
      if (known) known.events += 1;
      else if (this.#fields.size < MOST_FIELDS) {
        this.#fields.set(name, {
          events: 1,
          sample: typeof value === 'object' ? JSON.stringify(value) : String(value),
        });
      }
    }
  }
}

/** Channel and id of a Windows event, as text too. */
function windowsEventOf(document: EventDocument): { readonly channel: string; readonly id: number } | undefined {
  if (document.kind === 'windows') return { channel: document.event.channel, id: document.event.eventId };
  if (document.kind !== 'text' || document.format !== 'windows-text') return undefined;
  const { LogName: log, Logfile: wmiLog, EventCode: code } = document.value ?? {};
  const channel = log ?? wmiLog;
  return typeof channel === 'string' && Number.isInteger(Number(code)) ? { channel, id: Number(code) } : undefined;
}

/** The product that wrote a record, and what the record says was done. */
function recordKind(document: EventDocument): { readonly product: string; readonly operation: unknown } | undefined {
  if (document.kind === 'object') {
    const product = productOf(document.value);
    return product && { product: product.name, operation: product.operation?.(document.value) };
  }
  if (document.kind === 'windows' || !document.value) return undefined;
  const { value } = document;
  switch (document.format) {
    case 'auditd':
      return { product: 'Linux audit', operation: value['type'] };
    case 'syslog':
      return { product: 'syslog', operation: value['app_name'] };
    case 'cef':
      return { product: `${value['DeviceVendor']} ${value['DeviceProduct']}`, operation: value['Name'] };
    case 'leef':
      return { product: `${value['Vendor']} ${value['Product']}`, operation: value['EventID'] };
    default:
      return undefined;
  }
}

const byCount = (counts: ReadonlyMap<string, number>): readonly { readonly name: string; readonly events: number }[] =>
  [...counts].map(([name, events]) => ({ name, events })).sort((a, b) => b.events - a.events || order(a.name, b.name));

const yearOf = (nanoseconds: bigint): number => new Date(Number(nanoseconds / 1_000_000n)).getUTCFullYear();

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
