import type { EventDocument, IndexedAs, ReadOptions, RecordBatch } from '../../record.ts';
import { parseTime } from '../../time-text.ts';
import { isObject } from '../json/value.ts';
import { jsonDocument } from '../json/line.ts';
import { textDocument } from '../text-document.ts';
import { windowsTextDocument } from '../windows-text/document.ts';
import { startsEvent } from '../windows-text/parts.ts';

type Row = Readonly<Record<string, unknown>>;

/** An event as an export has it, or a record that is none. */
export interface ExportedRecord {
  readonly raw: string;
  readonly indexedAs: IndexedAs;
  document(): EventDocument;
}

/** The events in what an export says: a row, a row within `result`, all rows within `results`; undefined: none. */
export function exportedRows(value: Row): readonly ExportedRecord[] | undefined {
  const { result, results } = value;
  const rows = Array.isArray(results) ? results.filter(isObject) : [isObject(result) ? result : value];
  const events = rows.flatMap((row) => (typeof row['_raw'] === 'string' ? [exported(row, row['_raw'])] : []));
  // The line behind the last result says no more than that.
  return events.length > 0 ? events : value['lastrow'] === true ? [] : undefined;
}

function exported(row: Row, raw: string): ExportedRecord {
  const told = (name: string): string | undefined => {
    const value = row[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const [time, host, source, sourcetype, index] = ['_time', 'host', 'source', 'sourcetype', 'index'].map(told);
  return {
    raw,
    indexedAs: {
      ...(time !== undefined && parseTime(time) !== undefined && { time }),
      ...(host && { host }),
      ...(source && { source }),
      ...(sourcetype && { sourcetype }),
      ...(index && { index }),
    },
    document: () => documentOfText(raw),
  };
}

const documentOfText = (raw: string): EventDocument =>
  startsEvent(raw) ? windowsTextDocument(raw) : (jsonDocument(raw) ?? textDocument(raw));

/** The records of a file with exported rows in place of what they are wrapped in. */
export function* unwrapped(batches: Iterable<RecordBatch>, options: ReadOptions): Iterable<RecordBatch> {
  let number = 0;
  let records: ExportedRecord[] = [];
  const flush = (): ExportBatch => {
    const batch = new ExportBatch(records, number - records.length);
    records = [];
    return batch;
  };
  for (const batch of batches) {
    for (let at = 0; at < batch.length; at += 1) {
      const document = batch.document(at);
      const rows = document.kind === 'object' ? exportedRows(document.value) : undefined;
      for (const row of rows ?? [{ raw: batch.raw(at), indexedAs: {}, document: () => document }]) {
        number += 1;
        if (records.push(row) === options.batchSize) yield flush();
      }
    }
  }
  if (records.length > 0) yield flush();
  options.onEnd?.(number);
}

class ExportBatch implements RecordBatch {
  readonly #records: readonly ExportedRecord[];
  readonly #before: number;
  readonly #documents: (EventDocument | undefined)[] = [];

  constructor(records: readonly ExportedRecord[], before: number) {
    this.#records = records;
    this.#before = before;
  }

  get length(): number {
    return this.#records.length;
  }

  record(index: number): number {
    return this.#before + index + 1;
  }

  raw(index: number): string {
    return this.#at(index).raw;
  }

  document(index: number): EventDocument {
    const document = this.#documents[index] ?? this.#at(index).document();
    this.#documents[index] = document;
    return document;
  }

  timeText(index: number): string | undefined {
    return this.indexedAs(index).time;
  }

  indexedAs(index: number): IndexedAs {
    return this.#at(index).indexedAs;
  }

  #at(index: number): ExportedRecord {
    const record = this.#records[index];
    if (!record) throw new RangeError(`There is no record ${index} in this batch.`);
    return record;
  }
}
