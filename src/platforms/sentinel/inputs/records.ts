import type { EventSource, LogFile } from '../../../data/record.ts';
import type { KqlColumn } from '../../../languages/kql/environment.ts';
import type { Context, ScanRequest } from '../../../plan/context.ts';
import { Batch, type EventId } from '../../../table/batch.ts';
import { type Column, LazyColumn } from '../../../table/column.ts';
import { MapColumns } from '../../../table/columns.ts';
import type { Value } from '../../../table/value.ts';
import type { Report } from '../knowledge-files.ts';
import type { JsonFiles, JsonRow } from './json-files.ts';
import { needlesOf } from './needles.ts';

/** `source` of a connector whose input is `records`: the object, and what the test says of its file. */
export const RECORD_COLUMNS: readonly KqlColumn[] = [
  { name: 'Record', type: 'dynamic' },
  { name: 'Source', type: 'string' },
  { name: 'Sourcetype', type: 'string' },
];

/** The JSON records of a run's logs: the input `records` of connectors. */
export class Records {
  readonly #files: readonly LogFile[];
  readonly #json: JsonFiles;
  readonly #report: Report;

  constructor(source: EventSource, json: JsonFiles, report: Report) {
    this.#files = source.files;
    this.#json = json;
    this.#report = report;
  }

  *scan(request: ScanRequest, context: Context): Iterable<Batch> {
    const needles = needlesOf(request.mentions, (column, numeric) => column === 'Record' && !numeric);
    const options = { batchSize: context.batchSize, needles, report: this.#report };
    for (const rows of this.#json.read(options)) {
      const value = (compute: (row: JsonRow, file: LogFile | undefined) => Value): Column =>
        new LazyColumn(rows.length, (at) => {
          const row = rows[at] as JsonRow;
          return compute(row, this.#files[row.file]);
        });
      const columns = new Map<string, Column>([
        ['Record', value((row) => row.value)],
        ['Source', value((_, file) => file?.source ?? '')],
        ['Sourcetype', value((_, file) => file?.sourcetype ?? '')],
      ]);
      yield new Batch(new MapColumns(columns), rows.length, undefined, (at) => [
        (rows[at] as JsonRow).origin as EventId,
      ]);
    }
  }
}
