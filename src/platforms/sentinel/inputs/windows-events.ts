import { recordTime } from '../../../data/event-time.ts';
import type { EventSource, ReadOptions, RecordBatch, WindowsEvent } from '../../../data/record.ts';
import type { Context, ScanBound, ScanRequest } from '../../../plan/context.ts';
import { Batch, type EventId, eventId } from '../../../table/batch.ts';
import { type Column, LazyColumn } from '../../../table/column.ts';
import type { Columns } from '../../../table/columns.ts';
import type { Report } from '../knowledge-files.ts';
import { needlesOf } from './needles.ts';
import { sysmonSurroundings } from './sysmon-surroundings.ts';
import { type EventSurroundings, WINDOWS_EVENT_COLUMNS, type WindowsEventColumn } from './windows-event-columns.ts';

const COLUMNS_BY_NAME: ReadonlyMap<string, WindowsEventColumn> = new Map(
  WINDOWS_EVENT_COLUMNS.map((column) => [column.name, column]),
);
const COLUMN_NAMES = WINDOWS_EVENT_COLUMNS.map(({ name }) => name);
const isVerbatim = (name: string): boolean => COLUMNS_BY_NAME.get(name)?.verbatim === true;

/** The Windows events of a run's logs: the input `windows-events` of connectors. */
export class WindowsEvents {
  readonly #source: EventSource;
  readonly #report: Report;
  readonly #surroundings: EventSurroundings;

  constructor(source: EventSource, report: Report) {
    this.#source = source;
    this.#report = report;
    this.#surroundings = sysmonSurroundings(source);
  }

  *scan(request: ScanRequest, context: Context): Iterable<Batch> {
    const options: ReadOptions = {
      batchSize: context.batchSize,
      needles: needlesOf(request.mentions, isVerbatim),
      report: this.#report,
    };
    const bounds = (request.bounds ?? []).filter(({ column }) => column === 'TimeCreated');
    for (let file = 0; file < this.#source.files.length; file += 1) {
      for (const records of this.#source.read(file, options)) yield this.#batch(file, records, bounds);
    }
  }

  /** Records that lie outside of the bounds are not even parsed. */
  #batch(file: number, records: RecordBatch, bounds: readonly ScanBound[]): Batch {
    const events: WindowsEvent[] = [];
    const origins: EventId[] = [];
    for (let index = 0; index < records.length; index += 1) {
      if (bounds.length > 0 && !isWithin(recordTime(records, index), bounds)) continue;
      const document = records.document(index);
      if (document.kind !== 'windows') continue;
      events.push(document.event);
      origins.push(eventId(file, records.record(index)));
    }
    const columns = new WindowsEventColumns(events, this.#surroundings);
    return new Batch(columns, events.length, undefined, (row) => [origins[row] as EventId]);
  }
}

/** A record that does not tell its time may lie anywhere. */
const isWithin = (time: bigint | undefined, bounds: readonly ScanBound[]): boolean =>
  time === undefined ||
  bounds.every(({ from, to }) => (from === undefined || time >= from) && (to === undefined || time <= to));

class WindowsEventColumns implements Columns {
  readonly #events: readonly WindowsEvent[];
  readonly #surroundings: EventSurroundings;
  readonly #columns = new Map<string, Column>();

  constructor(events: readonly WindowsEvent[], surroundings: EventSurroundings) {
    this.#events = events;
    this.#surroundings = surroundings;
  }

  get(name: string): Column | undefined {
    const known = this.#columns.get(name);
    if (known) return known;
    const definition = COLUMNS_BY_NAME.get(name);
    if (!definition) return undefined;
    const column = new LazyColumn(this.#events.length, (row) =>
      definition.value(this.#events[row] as WindowsEvent, this.#surroundings),
    );
    this.#columns.set(name, column);
    return column;
  }

  names(): readonly string[] {
    return COLUMN_NAMES;
  }
}
