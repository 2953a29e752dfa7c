import { readChunks, readHead } from '../../data/chunks.ts';
import { openEventSource } from '../../data/event-source.ts';
import { logsIn } from '../../data/logs-in.ts';
import { readerFor } from '../../data/readers/index.ts';
import { linesOf } from '../../data/readers/lines.ts';
import { flowHeader } from '../../data/readers/vpc-flow/row.ts';
import type { EventDocument, IndexedAs, LogFile, RecordBatch } from '../../data/record.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { UsageError } from '../../util/usage-error.ts';

const BATCH_SIZE = 1024;
/** Formats whose rows mean nothing without the lines above them. */
const HEADED: ReadonlySet<string> = new Set(['zeek', 'w3c', 'vpc-flow']);

/** As Splunk exports an event. */
function exportedLine(raw: string, { time, ...told }: IndexedAs, change: (text: string) => string): string {
  const changed = Object.entries({ ...told, _raw: raw }).map(([name, text]) => [name, change(text)]);
  return JSON.stringify({ result: { ...(time !== undefined && { _time: time }), ...Object.fromEntries(changed) } });
}

/** A log to be trimmed, read as often as it takes. */
export class TrimmedLog {
  /** The reader's name. */
  readonly format: string;
  readonly #log: LogFile;
  readonly #report: (diagnostic: Diagnostic) => void;

  /** @throws UsageError when the file is no single log of a known format. */
  constructor(log: LogFile, report: (diagnostic: Diagnostic) => void) {
    const [part, ...others] = logsIn(log, { report });
    if (!part || others.length > 0) throw new UsageError(`"${log.name}" is not one log; unpack it first.`);
    const reader = readerFor(part);
    if (!reader) throw new UsageError(`The format of "${log.name}" is not known.`);
    this.format = reader.name;
    this.#log = log;
    this.#report = report;
  }

  /** Shows every event. */
  each(see: (record: number, document: EventDocument, raw: () => string) => void): void {
    for (const batch of this.#batches()) {
      for (let index = 0; index < batch.length; index += 1) {
        see(batch.record(index), batch.document(index), () => batch.raw(index));
      }
    }
  }

  /** The text of a log of the same format (EVTX: as XML, gzip: unpacked, exports of Splunk: as JSON) that holds these records alone. */
  text(kept: ReadonlySet<number>, change: (text: string) => string): string {
    if (HEADED.has(this.format)) return this.#underHeads(kept, change);
    const texts: string[] = [];
    let first: string | undefined;
    for (const batch of this.#batches()) {
      for (let index = 0; index < batch.length; index += 1) {
        first ??= batch.raw(index);
        if (!kept.has(batch.record(index))) continue;
        // A data point's envelope is its record.
        const told = batch.areMetrics ? undefined : batch.indexedAs?.(index);
        const text = batch.raw(index).replace(/\r?\n$/, '');
        texts.push(told ? exportedLine(text, told, change) : change(text));
      }
    }
    if (this.format === 'json' && texts.some((text) => text.includes('\n'))) return `[\n${texts.join(',\n')}\n]\n`;
    return `${this.#head(first)}${texts.join('\n')}\n`;
  }

  /** Every head of a log that was put together, for the rows behind it. */
  #underHeads(kept: ReadonlySet<number>, change: (text: string) => string): string {
    const options = { report: this.#report };
    const texts: string[] = [];
    let row = 0;
    for (const { bytes } of linesOf(readChunks(this.#log, options), options, this.#log)) {
      const line = bytes.toString('utf8');
      if (line.startsWith('#close')) continue;
      if (line.startsWith('#') || (this.format === 'vpc-flow' && flowHeader(line))) texts.push(line);
      else {
        row += 1;
        if (kept.has(row)) texts.push(change(line));
      }
    }
    return `${texts.join('\n')}\n`;
  }

  #head(first: string | undefined): string {
    if (this.format !== 'csv' || first === undefined) return '';
    const head = readHead(this.#log).toString('utf8');
    return head.slice(0, Math.max(0, head.indexOf(first))).replace(/\r\n?/g, '\n');
  }

  #batches(): Iterable<RecordBatch> {
    return openEventSource([this.#log]).read(0, { batchSize: BATCH_SIZE, report: this.#report });
  }
}
