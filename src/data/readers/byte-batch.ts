import type { EventDocument, RecordBatch } from '../record.ts';

const SYSTEM_TIME = Buffer.from('SystemTime=');

/** One record of a byte-oriented format: its bytes, and its number in the file. */
export interface ByteRecord {
  readonly number: number;
  readonly bytes: Buffer;
}

/** Records whose text is decoded, and whose document is parsed, when first asked for. */
export class ByteBatch implements RecordBatch {
  readonly #records: readonly ByteRecord[];
  readonly #parse: (raw: string, number: number) => EventDocument;
  readonly #documents: (EventDocument | undefined)[] = [];

  constructor(records: readonly ByteRecord[], parse: (raw: string, number: number) => EventDocument) {
    this.#records = records;
    this.#parse = parse;
  }

  get length(): number {
    return this.#records.length;
  }

  record(index: number): number {
    return this.#at(index).number;
  }

  raw(index: number): string {
    const { bytes } = this.#at(index);
    return bytes.toString('utf8');
  }

  /** The `SystemTime` of a Windows event, found without decoding the whole text. */
  timeText(index: number): string | undefined {
    const { bytes } = this.#at(index);
    const at = bytes.indexOf(SYSTEM_TIME);
    if (at < 0) return undefined;
    const start = at + SYSTEM_TIME.length + 1;
    const end = bytes.indexOf(bytes[start - 1] as number, start);
    return end < 0 ? undefined : bytes.toString('latin1', start, end);
  }

  document(index: number): EventDocument {
    let document = this.#documents[index];
    if (!document) {
      document = this.#parse(this.raw(index), this.record(index));
      this.#documents[index] = document;
    }
    return document;
  }

  #at(index: number): ByteRecord {
    const record = this.#records[index];
    if (!record) throw new RangeError(`There is no record ${index} in this batch.`);
    return record;
  }
}

export function* inBatches(
  records: Iterable<ByteRecord>,
  size: number,
  parse: (raw: string, number: number) => EventDocument,
): Iterable<RecordBatch> {
  let batch: ByteRecord[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length === size) {
      yield new ByteBatch(batch, parse);
      batch = [];
    }
  }
  if (batch.length > 0) yield new ByteBatch(batch, parse);
}
