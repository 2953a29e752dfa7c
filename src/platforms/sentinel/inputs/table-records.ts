import type { EventSource, LogFile, ReadOptions } from '../../../data/record.ts';
import type { KqlColumn } from '../../../languages/kql/environment.ts';
import type { Context, ScanRequest } from '../../../plan/context.ts';
import { Batch, type EventId } from '../../../table/batch.ts';
import { type Column, LazyColumn } from '../../../table/column.ts';
import { MapColumns } from '../../../table/columns.ts';
import type { Value } from '../../../table/value.ts';
import type { Report } from '../knowledge-files.ts';
import { castJson } from './cast-json.ts';
import type { JsonFiles, JsonObject, JsonRow } from './json-files.ts';
import { collectorRecord } from '../tables/collector-record.ts';
import { tableOfRecord } from './table-of-record.ts';

/** JSON records that have a table's shape already: no connector has to say how they land. */
export const TABLE_RECORDS_SOURCE = 'sentinel:table-records';

export interface TableRecordsOptions {
  readonly table: string;
  readonly columns: readonly KqlColumn[];
  /** Columns are named as the HTTP Data Collector names them; records are not. */
  readonly suffixed?: boolean;
}

/** The records of one table: those that name it, or all of a file whose source or sourcetype names it. */
export class TableRecords {
  readonly #files: readonly LogFile[];
  readonly #json: JsonFiles;
  readonly #report: Report;

  constructor(source: EventSource, json: JsonFiles, report: Report) {
    this.#files = source.files;
    this.#json = json;
    this.#report = report;
  }

  *scan(request: ScanRequest, context: Context): Iterable<Batch> {
    const { table, columns, suffixed } = request.options as TableRecordsOptions;
    const options: ReadOptions = { batchSize: context.batchSize, report: this.#report };
    for (const records of this.#json.read(options)) {
      const rows: JsonObject[] = [];
      const origins: EventId[] = [];
      for (const record of records) {
        const row = tableOfRecord(record.value, this.#files[record.file] as LogFile, table);
        if (!row) continue;
        const { origin } = record;
        rows.push(timed(suffixed ? collectorRecord(row) : row, record));
        origins.push(origin);
      }
      if (rows.length > 0) yield batchOf(rows, columns, table, origins);
    }
  }
}

/** Every row has a time: a record that says it nowhere where tables have it is ingested as it happens. */
function timed(row: JsonObject, { time }: JsonRow): JsonObject {
  if (row['TimeGenerated'] !== undefined) return row;
  const happened = time();
  return happened === undefined ? row : { ...row, TimeGenerated: isoTime(happened) };
}

const NANOSECONDS_PER_SECOND = 1_000_000_000n;

function isoTime(nanoseconds: bigint): string {
  const fraction = nanoseconds % NANOSECONDS_PER_SECOND;
  const seconds = new Date(Number((nanoseconds - fraction) / 1_000_000n)).toISOString().slice(0, -'.000Z'.length);
  return `${seconds}.${String(fraction).padStart(9, '0')}Z`;
}

function batchOf(
  rows: readonly JsonObject[],
  columns: readonly KqlColumn[],
  table: string,
  origins: readonly EventId[],
): Batch {
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
