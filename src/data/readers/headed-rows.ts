import { createDiagnostic } from '../../diagnostics/create.ts';
import { FILE_START } from '../../diagnostics/diagnostic.ts';
import { readChunks } from '../chunks.ts';
import { NeedleSearch } from '../needles.ts';
import type { EventDocument, LogFile, ReadOptions, RecordBatch } from '../record.ts';
import { ByteBatch, type ByteRecord } from './byte-batch.ts';
import { linesOf } from './lines.ts';

const HASH = 0x23;

/** A log of rows under lines, of `#` mostly, that name their cells. */
export interface HeadedRows<Header> {
  /** What holds before the first line of a head. */
  readonly first: Header;
  /** The line that names the cells. */
  readonly fieldsLine: string;
  readonly hasFields: (header: Header) => boolean;
  /** Whether a line is one of a head: where nothing is said, one that begins with `#`. */
  readonly isHead?: (line: Buffer) => boolean;
  /** The head with one more of its lines. */
  readonly withLine: (header: Header, line: string) => Header;
  /** What is wrong with a row. */
  readonly complaintOf: (row: Buffer, header: Header) => string | undefined;
  readonly batch: (rows: readonly ByteRecord[], header: Header) => RecordBatch;
  /** The line without what is no part of it. */
  readonly bare?: (line: Buffer) => Buffer;
}

const beginsWithHash = (line: Buffer): boolean => line[0] === HASH;

/** Batches of rows, those of one batch under one head: each head holds for the rows behind it. */
export function* headedRows<Header>(
  file: LogFile,
  options: ReadOptions,
  {
    first,
    fieldsLine,
    hasFields,
    withLine,
    isHead = beginsWithHash,
    complaintOf,
    batch,
    bare = (line) => line,
  }: HeadedRows<Header>,
): Iterable<RecordBatch> {
  const search = NeedleSearch.of(options.needles);
  const { needles: _, onEnd, ...unfiltered } = options;
  const complain = (message: string): void =>
    options.report(createDiagnostic('malformed-event', file.name, FILE_START, message));
  let header = first;
  let rows: ByteRecord[] = [];
  let number = 0;
  function* flush(): Iterable<RecordBatch> {
    if (rows.length > 0) yield batch(rows, header);
    rows = [];
  }
  for (const line of linesOf(readChunks(file, options), unfiltered, file)) {
    const bytes = bare(line.bytes);
    if (isHead(bytes)) {
      yield* flush();
      header = withLine(header, bytes.toString('utf8'));
      continue;
    }
    number += 1;
    if (hasFields(header)) {
      const why = complaintOf(bytes, header);
      if (why !== undefined) complain(`Record ${number} is damaged: ${why}. It is read as it stands.`);
      if (!search || search.over(bytes)(0, bytes.length)) rows.push({ number, bytes });
    } else {
      complain(`Record ${number} could not be read: no "${fieldsLine}" line comes before it.`);
    }
    if (rows.length === options.batchSize) yield* flush();
  }
  yield* flush();
  onEnd?.(number);
}

/** Rows under one head that say when they happened. */
export class TimedRows extends ByteBatch {
  readonly #timeOf: (raw: string) => string | undefined;

  constructor(
    rows: readonly ByteRecord[],
    parse: (raw: string) => EventDocument,
    timeOf: (raw: string) => string | undefined,
  ) {
    super(rows, parse);
    this.#timeOf = timeOf;
  }

  override timeText(index: number): string | undefined {
    return this.#timeOf(this.raw(index));
  }
}
