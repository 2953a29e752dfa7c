import { containersOf } from '../../data/chunks.ts';
import { openEventSource } from '../../data/event-source.ts';
import { recordTime } from '../../data/event-time.ts';
import { logsIn } from '../../data/logs-in.ts';
import { productOf } from '../../data/products/index.ts';
import { readerFor } from '../../data/readers/index.ts';
import type { EventDocument, LogFile, ReadOptions, RecordBatch } from '../../data/record.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
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
  /** Products that are told by the shape of their JSON. */
  readonly products: readonly { readonly name: string; readonly events: number }[];
  /** Nanoseconds since 1970. */
  readonly time?: { readonly first: bigint; readonly last: bigint };
  readonly withoutTime: number;
  /** Fields by the share of events that have them; of equal ones in order of name. */
  readonly fields: readonly FieldFacts[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface FieldFacts {
  readonly name: string;
  readonly events: number;
  /** The first value that is not empty. */
  readonly sample: string;
}

/** Beyond this many names of fields, further ones are not counted: a log may name fields by its values. */
const MOST_FIELDS = 2000;

/** Reads a log once and counts what it holds; `see` is shown every event's document. */
export function factsOfLog(
  file: LogFile,
  options: Pick<ReadOptions, 'recover'> & { see?(document: EventDocument): void } = {},
): LogFacts {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const parts = logsIn(file, { report });
  const formats = parts.map((part) => readerFor(part)).filter((reader) => reader !== undefined);
  const [reader] = formats;
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
  if (parts.length > 0) for (const batch of openEventSource([file]).read(0, readOptions)) count.add(batch);
  return {
    file,
    ...(reader && { format: { name: reader.name, summary: reader.summary } }),
    containers: parts[0] ? containersOf(parts[0]) : [],
    logs: parts.length,
    events,
    ...count.result(),
    diagnostics,
  };
}

/** What is counted while a log is read. */
class LogCounts {
  readonly #file: LogFile;
  readonly #see: ((document: EventDocument) => void) | undefined;
  readonly #kinds = new Map<string, number>();
  readonly #channels = new Map<string, Map<number, number>>();
  readonly #products = new Map<string, number>();
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
      this.#see?.(document);
      const { sourcetype, source } = eventKind(this.#file, raw, () => document);
      increase(this.#kinds, JSON.stringify([sourcetype, source]));
      this.#time(recordTime(batch, row));
      if (document.kind === 'windows') {
        const { channel, eventId } = document.event;
        const ids = this.#channels.get(channel) ?? new Map<number, number>();
        this.#channels.set(channel, ids);
        increase(ids, eventId);
      }
      const product = document.kind === 'object' ? productOf(document.value) : undefined;
      if (product) increase(this.#products, product.name);
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
        .map(([name, events]) => ({ name, events }))
        .sort((a, b) => b.events - a.events || order(a.name, b.name)),
      ...(this.#first !== undefined && this.#last !== undefined && { time: { first: this.#first, last: this.#last } }),
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

  #countFields(document: EventDocument): void {
    const fields = fieldsOf(document);
    for (const name of fields.names()) {
      const value = fields.get(name);
      if (value === null || value === '') continue;
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

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
