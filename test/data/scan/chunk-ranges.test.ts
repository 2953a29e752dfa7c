import { describe, expect, test } from 'vitest';
import { evtxReader } from '../../../src/data/readers/evtx.ts';
import type { ByteRange } from '../../../src/data/record.ts';
import { rangesOf } from '../../../src/data/scan/ranges.ts';
import { ChunkBuilder, type TemplateElement, text, uint16, writeEvtx } from '../readers/evtx-builder.ts';

const template: TemplateElement = {
  name: 'Event',
  children: [
    {
      name: 'System',
      children: [
        { name: 'EventID', children: [0] },
        { name: 'Channel', children: ['Example'] },
      ],
    },
    { name: 'EventData', children: [{ name: 'Data', attributes: { Name: 'CommandLine' }, children: [1] }] },
  ],
};

const CHUNK = 0x10000;

function chunk(number: number, records = 3): Buffer {
  const builder = new ChunkBuilder(BigInt(number * 10 + 1));
  for (let at = 0; at < records; at += 1) builder.record(template, [uint16(at + 1), text(`run ${number}.${at}`)]);
  return builder.bytes;
}

function read(path: string, range?: ByteRange) {
  const records: [number, string][] = [];
  const problems: string[] = [];
  let count: number | undefined;
  const options = {
    batchSize: 2,
    report: ({ message }: { message: string }) => problems.push(message),
    onEnd: (number: number) => {
      count = number;
    },
    ...(range && { range }),
  };
  for (const batch of evtxReader.read({ name: 'log.evtx', path }, options)) {
    for (let at = 0; at < batch.length; at += 1) records.push([batch.record(at), batch.raw(at)]);
  }
  return { records, problems, count };
}

/** What the ranges give together: from the first that does not hold, the log is read in one piece. */
function readInRanges(path: string, ranges: readonly ByteRange[]): ReturnType<typeof read> {
  const records: [number, string][] = [];
  let before = 0;
  for (const range of ranges) {
    const part = read(path, range);
    if (part.count === undefined || part.problems.length > 0) {
      const rest = read(path, { ...range, end: Number.POSITIVE_INFINITY, recordsBefore: before });
      return { ...rest, records: [...records, ...rest.records] };
    }
    for (const [number, raw] of part.records) records.push([before + number, raw]);
    before += part.count;
  }
  return { records, problems: [], count: before };
}

describe('ranges of an EVTX log', () => {
  const whole = Array.from({ length: 6 }, (_, number) => chunk(number));
  const damaged = whole.map((bytes) => Buffer.from(bytes));
  damaged[3]?.fill(0xff, 0x220, 0x300);
  const disguised = [...whole];
  const builder = new ChunkBuilder(31n);
  builder.record(template, [uint16(1), text('ElfChnk')]);
  builder.bytes.write('ElfChnk\0', 0x8000, 'latin1');
  disguised[3] = builder.bytes;
  const logs = {
    whole: writeEvtx(whole),
    'of unused chunks': writeEvtx([chunk(0), chunk(1), Buffer.alloc(CHUNK), chunk(3), Buffer.alloc(CHUNK), chunk(5)]),
    damaged: writeEvtx(damaged),
    dirty: writeEvtx(whole, { dirty: true, counted: 2 }),
    'with more chunks than counted': writeEvtx(whole, { counted: 4 }),
    'cut off': writeEvtx(whole, { counted: 9 }),
    'with the signature inside of a chunk': writeEvtx(disguised),
  };

  test.each(Object.entries(logs))('a log that is %s', (_, path) => {
    const all = read(path);
    for (const size of [1000, CHUNK, 2 * CHUNK, 2.5 * CHUNK]) {
      const ranges = rangesOf({ name: 'log.evtx', path }, evtxReader, size);
      expect(ranges.length).toBeGreaterThan(1);
      expect(readInRanges(path, ranges)).toEqual(all);
    }
    expect(all.records.length).toBeGreaterThan(8);
  });

  test('each range of a sound log holds', () => {
    const ranges = rangesOf({ name: 'log.evtx', path: logs.whole }, evtxReader, 2 * CHUNK);
    expect(ranges.map(({ start }) => start)).toEqual([0, 0x1000 + 2 * CHUNK, 0x1000 + 4 * CHUNK]);
    expect(ranges.map((range) => read(logs.whole, range).count)).toEqual([6, 6, 6]);
  });
});
