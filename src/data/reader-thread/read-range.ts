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
    const found = asked.map(({ captures }) => captureValues(spans, captures));
    batches.push({ ...own(spans), numbers, found: packedTogether(found) });
  }
  return isTroubled ? { records: undefined, batches: [] } : { records, batches };
}

/** All in one run of memory: each that travels by itself costs both threads and their garbage collectors. */
function packedTogether(found: readonly (TextCodes | undefined)[]): readonly (PackedTexts | null)[] {
  let length = 0;
  for (const texts of found) if (texts instanceof SpanTexts) length += texts.numbers.length + texts.places.length;
  const packed = new Uint32Array(length);
  let end = 0;
  const added = (numbers: ArrayLike<number>): Uint32Array => {
    const start = end;
    end += numbers.length;
    packed.set(numbers, start);
    return packed.subarray(start, end);
  };
  return found.map((texts) => {
    if (!texts) return null;
    if (!(texts instanceof SpanTexts)) return { numbers: added([]), places: added([]) };
    return { numbers: added(texts.numbers), places: added(texts.places) };
  });
}

/** Bytes in memory of their own, which may be given away. */
function own({ bytes, starts, ends }: ByteSpans): Pick<PackedBatch, 'bytes' | 'starts' | 'ends'> {
  return { bytes: bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes), starts, ends };
}
