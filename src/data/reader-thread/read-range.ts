import type { ByteSpans, LogReader } from '../record.ts';
import { captureValues } from '../scan/captures.ts';
import { SpanTexts, type TextCodes } from '../scan/text-codes.ts';
import type { Asked, PackedBatch, PackedTexts, Reading, ReadRange } from './protocol.ts';

/** Reads one range, and finds in its batches what is asked of them. */
export function readRange(
  reader: LogReader,
  { path, ranges, batchSize, needles }: Omit<Reading, 'id' | 'shared'>,
  range: number,
  asked: readonly Asked[],
): ReadRange {
  let records: number | undefined;
  let isTroubled = false;
  const batches: PackedBatch[] = [];
  const read = reader.read(
    { name: '', path },
    {
      batchSize,
      ...(needles && { needles }),
      ...(ranges[range] && { range: ranges[range] }),
      report: () => {
        isTroubled = true;
      },
      onEnd: (count) => {
        records = count;
      },
    },
  );
  for (const batch of read) {
    const { spans } = batch;
    if (!spans) return { records: undefined, batches: [] };
    const numbers = Float64Array.from({ length: batch.length }, (_, index) => batch.record(index));
    const found = asked.map(({ captures }) => packed(captureValues(spans, captures)));
    batches.push({ ...own(spans), numbers, found });
  }
  return isTroubled ? { records: undefined, batches: [] } : { records, batches };
}

function packed(texts: TextCodes | undefined): PackedTexts | null {
  if (!texts) return null;
  // What is no run of texts has none, and numbers that others use too.
  if (texts instanceof SpanTexts) return { numbers: texts.numbers, places: texts.places };
  return { numbers: new Uint32Array(texts.numbers), places: new Int32Array(0) };
}

/** Bytes in memory of their own, which may be given away. */
function own({ bytes, starts, ends }: ByteSpans): Pick<PackedBatch, 'bytes' | 'starts' | 'ends'> {
  return { bytes: bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes), starts, ends };
}
