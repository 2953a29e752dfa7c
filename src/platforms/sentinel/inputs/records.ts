import type { EventSource, LogFile, ReadOptions } from '../../../data/record.ts';
import type { KqlColumn } from '../../../languages/kql/environment.ts';
import type { Context, ScanRequest } from '../../../plan/context.ts';
import { Batch, type EventId, eventId } from '../../../table/batch.ts';
import { type Column, LazyColumn } from '../../../table/column.ts';
import { MapColumns } from '../../../table/columns.ts';
import type { Value } from '../../../table/value.ts';
import type { Report } from '../knowledge-files.ts';
import { castJson } from './cast-json.ts';
import { tableOfRecord } from './table-of-record.ts';

/** JSON records that have a table's shape already. */
export const RECORDS_SOURCE = 'sentinel:records';

export interface RecordsOptions {
  readonly table: string;
  readonly columns: readonly KqlColumn[];
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The records of one table: those that name it, or all of a file whose source or sourcetype names it. */
export class Records {
  readonly #source: EventSource;
  readonly #report: Report;
  /** Files whose first record is no JSON object hold none. */
  readonly #holdsObjects = new Map<number, boolean>();

  constructor(source: EventSource, report: Report) {
    this.#source = source;
    this.#report = report;
  }

  *scan(request: ScanRequest, context: Context): Iterable<Batch> {
    const { table, columns } = request.options as RecordsOptions;
    const options: ReadOptions = { batchSize: context.batchSize, report: this.#report };
    for (let file = 0; file < this.#source.files.length; file += 1) {
      if (!this.#isOfObjects(file)) continue;
      const log = this.#source.files[file] as LogFile;
      for (const records of this.#source.read(file, options)) {
        const rows: JsonObject[] = [];
        const origins: EventId[] = [];
        for (let index = 0; index < records.length; index += 1) {
          const document = records.document(index);
          if (document.kind !== 'object') continue;
          const row = tableOfRecord(document.value, log, table);
          if (!row) continue;
          rows.push(row);
          origins.push(eventId(file, records.record(index)));
        }
        if (rows.length > 0) yield batchOf(rows, columns, table, origins);
      }
    }
  }

  #isOfObjects(file: number): boolean {
    const known = this.#holdsObjects.get(file);
    if (known !== undefined) return known;
    const [first] = this.#source.read(file, { batchSize: 1, report: () => undefined });
    const holds = first !== undefined && first.length > 0 && first.document(0).kind === 'object';
    this.#holdsObjects.set(file, holds);
    return holds;
  }
}

function batchOf(
  rows: readonly JsonObject[],
  columns: readonly KqlColumn[],
  table: string,
  origins: readonly EventId[],
) {
  const made = new Map<string, Column>();
  for (const { name, type } of columns) {
    const compute = (row: number): Value => {
      const record = rows[row] as JsonObject;
      if (name === 'Type') return table;
      return castJson(Object.hasOwn(record, name) ? record[name] : undefined, type);
    };
    made.set(name, new LazyColumn(rows.length, compute));
  }
  return new Batch(new MapColumns(made), rows.length, undefined, (row) => [origins[row] as EventId]);
}
