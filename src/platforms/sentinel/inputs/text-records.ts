import { recordTime } from '../../../data/event-time.ts';
import type { EventSource } from '../../../data/record.ts';
import type { KqlColumn } from '../../../languages/kql/environment.ts';
import { Datetime, EPOCH_TICKS } from '../../../languages/kql/values.ts';
import type { Context, ScanRequest } from '../../../plan/context.ts';
import { Batch, type EventId, eventId } from '../../../table/batch.ts';
import { type Column, LazyColumn } from '../../../table/column.ts';
import { MapColumns } from '../../../table/columns.ts';
import type { Value } from '../../../table/value.ts';
import type { Report } from '../knowledge-files.ts';

/** `source` of a connector whose input is `text-records`. */
export const TEXT_RECORD_COLUMNS: readonly KqlColumn[] = [
  /** `syslog`, `cef`, `leef`, `auditd`. */
  { name: 'Format', type: 'string' },
  /** The parts of the line by the names of its format; behind a syslog header, the header's parts stand under `syslog`. */
  { name: 'Record', type: 'dynamic' },
  { name: 'RawData', type: 'string' },
  /** When the event happened, as far as the line tells. */
  { name: 'Time', type: 'datetime' },
  { name: 'Source', type: 'string' },
  { name: 'Sourcetype', type: 'string' },
];

interface Row {
  readonly format: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly raw: string;
  readonly time: Datetime | null;
  readonly origin: EventId;
}

/** Lines of text whose format has parts: what collectors forward to `Syslog` and `CommonSecurityLog`. */
export class TextRecords {
  readonly #source: EventSource;
  readonly #report: Report;
  /** Files whose first record is no such line hold none. */
  readonly #holds = new Map<number, boolean>();

  constructor(source: EventSource, report: Report) {
    this.#source = source;
    this.#report = report;
  }

  *scan(_request: ScanRequest, context: Context): Iterable<Batch> {
    const options = { batchSize: context.batchSize, report: this.#report };
    for (const [file, log] of this.#source.files.entries()) {
      if (!this.#isOfText(file)) continue;
      for (const records of this.#source.read(file, options)) {
        const rows: Row[] = [];
        for (let index = 0; index < records.length; index += 1) {
          const document = records.document(index);
          if (document.kind !== 'text' || document.format === undefined || !document.value) continue;
          const { format, value } = document;
          const time = timeOf(recordTime(records, index));
          rows.push({ format, value, raw: records.raw(index), time, origin: eventId(file, records.record(index)) });
        }
        if (rows.length > 0) yield batchOf(rows, log.source ?? '', log.sourcetype ?? '');
      }
    }
  }

  #isOfText(file: number): boolean {
    const known = this.#holds.get(file);
    if (known !== undefined) return known;
    const [first] = this.#source.read(file, { batchSize: 1, report: () => undefined });
    const document = first !== undefined && first.length > 0 ? first.document(0) : undefined;
    // A syslog may begin with an event of Sysmon for Linux.
    const holds =
      document?.kind === 'text' || (document?.kind === 'windows' && !first?.raw(0).trimStart().startsWith('<'));
    this.#holds.set(file, holds);
    return holds;
  }
}

function batchOf(rows: readonly Row[], source: string, sourcetype: string): Batch {
  const column = (compute: (row: Row) => Value): Column =>
    new LazyColumn(rows.length, (at) => compute(rows[at] as Row));
  const columns = new Map<string, Column>([
    ['Format', column((row) => row.format)],
    ['Record', column((row) => row.value)],
    ['RawData', column((row) => row.raw)],
    ['Time', column((row) => row.time)],
    ['Source', column(() => source)],
    ['Sourcetype', column(() => sourcetype)],
  ]);
  return new Batch(new MapColumns(columns), rows.length, undefined, (at) => [(rows[at] as Row).origin]);
}

const NANOSECONDS_PER_TICK = 100n;

const timeOf = (time: bigint | undefined): Datetime | null =>
  time === undefined ? null : new Datetime(EPOCH_TICKS + time / NANOSECONDS_PER_TICK);
