import { recordTime } from '../../../data/event-time.ts';
import type { EventSource, LogFile, RecordBatch } from '../../../data/record.ts';
import type { KqlColumn } from '../../../languages/kql/environment.ts';
import { Datetime, EPOCH_TICKS } from '../../../languages/kql/values.ts';
import type { Context, ScanRequest } from '../../../plan/context.ts';
import { Batch, type EventId, eventId } from '../../../table/batch.ts';
import { type Column, LazyColumn } from '../../../table/column.ts';
import { MapColumns } from '../../../table/columns.ts';
import type { Value } from '../../../table/value.ts';
import type { Report } from '../knowledge-files.ts';
import { needlesOf } from './needles.ts';

/** `source` of a connector whose input is `messages`: a line of text, and what its format says of it. */
export const MESSAGE_COLUMNS: readonly KqlColumn[] = [
  { name: 'Format', type: 'string' },
  { name: 'Record', type: 'dynamic' },
  { name: 'Text', type: 'string' },
  { name: 'Time', type: 'datetime' },
  { name: 'Source', type: 'string' },
  { name: 'Sourcetype', type: 'string' },
];

const NANOSECONDS_PER_TICK = 100n;

interface Message {
  readonly format: string;
  readonly value: Value;
  readonly text: string;
  readonly time: Datetime | null;
}

/** The lines of a run's logs that are text of a known format (syslog, CEF): the input `messages` of connectors. */
export class Messages {
  readonly #source: EventSource;
  readonly #report: Report;

  constructor(source: EventSource, report: Report) {
    this.#source = source;
    this.#report = report;
  }

  *scan(request: ScanRequest, context: Context): Iterable<Batch> {
    const needles = needlesOf(request.mentions, (column) => column === 'Text');
    const options = { batchSize: context.batchSize, needles, report: this.#report };
    for (let file = 0; file < this.#source.files.length; file += 1) {
      for (const records of this.#source.read(file, options)) {
        const batch = batchOf(records, file, this.#source.files[file] as LogFile);
        if (batch) yield batch;
      }
    }
  }
}

function batchOf(records: RecordBatch, file: number, log: LogFile): Batch | undefined {
  const messages: Message[] = [];
  const origins: EventId[] = [];
  for (let index = 0; index < records.length; index += 1) {
    const document = records.document(index);
    if (document.kind !== 'text' || document.format === undefined) continue;
    messages.push({
      format: document.format,
      value: (document.value ?? {}) as Value,
      text: records.raw(index),
      time: timeOf(recordTime(records, index)),
    });
    origins.push(eventId(file, records.record(index)));
  }
  if (messages.length === 0) return undefined;
  const column = (compute: (message: Message) => Value): Column =>
    new LazyColumn(messages.length, (at) => compute(messages[at] as Message));
  const columns = new Map<string, Column>([
    ['Format', column(({ format }) => format)],
    ['Record', column(({ value }) => value)],
    ['Text', column(({ text }) => text)],
    ['Time', column(({ time }) => time)],
    ['Source', column(() => log.source ?? '')],
    ['Sourcetype', column(() => log.sourcetype ?? '')],
  ]);
  return new Batch(new MapColumns(columns), messages.length, undefined, (at) => [origins[at] as EventId]);
}

const timeOf = (time: bigint | undefined): Datetime | null =>
  time === undefined ? null : new Datetime(EPOCH_TICKS + time / NANOSECONDS_PER_TICK);
