import type { EventDocument, RecordBatch } from './record.ts';

export interface BatchView {
  /** Which records, by their places in the batch; all where nothing is said. */
  readonly rows?: readonly number[];
  readonly numberOf?: (record: number) => number;
  readonly documentOf?: (index: number) => EventDocument;
}

/** A batch seen otherwise, with all that is known of its records; only `spans` is left out, which is about the whole batch. */
export function viewOf(
  batch: RecordBatch,
  { rows, numberOf = (record) => record, documentOf = (index) => batch.document(index) }: BatchView,
): RecordBatch {
  const at = (index: number): number => (rows ? (rows[index] as number) : index);
  const { timeText, indexedAs, isTimed, areMetrics } = batch;
  return {
    length: rows?.length ?? batch.length,
    record: (index) => numberOf(batch.record(at(index))),
    raw: (index) => batch.raw(at(index)),
    document: (index) => documentOf(at(index)),
    ...(timeText && { timeText: (index: number) => timeText.call(batch, at(index)) }),
    ...(indexedAs && { indexedAs: (index: number) => indexedAs.call(batch, at(index)) }),
    ...(areMetrics && { areMetrics }),
    ...(isTimed !== undefined && { isTimed }),
  };
}
