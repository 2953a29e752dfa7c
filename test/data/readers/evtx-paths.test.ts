import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damaged } from '../../../scripts/fuzz/damage.ts';
import { seeded } from '../../../scripts/fuzz/random.ts';
import { readChunk } from '../../../src/data/readers/evtx/chunk.ts';
import { RecordOutput } from '../../../src/data/readers/evtx/record-output.ts';
import { giveBackScanMemory, takeScanMemory } from '../../../src/data/scan/memory.ts';
import { ChunkBuilder, instance, nothing, raw, type Substitution, type TemplateElement, text } from './evtx-builder.ts';

interface Read {
  readonly records: readonly (readonly [number, string])[];
  readonly reported: readonly string[];
  readonly next: number;
}

const collected = () => {
  const reported: string[] = [];
  const lost = (number: number, why: string): void => void reported.push(`${number} ${why}`);
  const doubtful = (first: number, last: number, why: string): void => void reported.push(`${first}-${last} ${why}`);
  return { reported, options: { firstNumber: 1, dirty: false, recover: false, lost, doubtful } };
};

/** Rendered to bytes by `wasm/evtx.as`, and where that gives up by the slow way. */
function readFast(chunk: Buffer, batchSize = 3): Read {
  const memory = takeScanMemory();
  const { reported, options } = collected();
  const output = new RecordOutput(memory, undefined, batchSize, () => ({ kind: 'text' }));
  const next = readChunk(chunk, output, options);
  output.end();
  giveBackScanMemory(memory);
  const records = output.ready.flatMap((batch) =>
    Array.from({ length: batch.length }, (_, row) => [batch.record(row), batch.raw(row)] as const),
  );
  return { records, reported, next };
}

/** Every record in the slow way. */
function readSlowly(chunk: Buffer): Read {
  const records: [number, string][] = [];
  const { reported, options } = collected();
  const output = {
    open: () => undefined,
    render: (from: number) => ({ count: 0, last: 0, next: from }),
    // What is no UTF-16 becomes what UTF-8 has for it.
    add: (number: number, xml: string) => void records.push([number, Buffer.from(xml).toString()]),
  };
  return { next: readChunk(chunk, output, options), records, reported };
}

const hexadecimal = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length, ...(length === 0 && { maxLength: 40 }) });

const strings = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', "it's <b>&amp;</b>", 'ä'.repeat(9), '\u{1f600}'.repeat(5), 'x\0\0', '\ud800', 'a\r\n\tb'),
);

/** Values of every type, of the size that the type has and of others. */
const values: fc.Arbitrary<Substitution> = fc.oneof(
  { weight: 4, arbitrary: strings.map(text) },
  fc.constant(nothing),
  ...[
    [2, 0],
    [3, 1],
    [4, 1],
    [5, 2],
    [6, 2],
    [7, 4],
    [8, 4],
    [9, 8],
    [10, 8],
    [11, 4],
    [12, 8],
    [13, 4],
    [14, 0],
    [15, 16],
    [16, 8],
    [16, 4],
    [17, 8],
    [18, 16],
    [19, 28],
    [20, 4],
    [21, 8],
    [0x20, 8],
    [0x30, 6],
  ].map(([type, size]) => bytesOf(size as number).map((bytes) => raw(type as number, hexadecimal(bytes)))),
  // Times that are times, and identifiers whose length is right.
  fc
    .bigInt({ min: 0n, max: 2_700_000_000_000_000_000n })
    .map((ticks) => ({ type: 0x11, bytes: Buffer.from(BigUint64Array.of(ticks).buffer) })),
  bytesOf(20).map((bytes) => raw(0x13, `0105${hexadecimal(bytes)}${hexadecimal(bytes.subarray(0, 6))}`)),
  fc.tuple(fc.constantFrom(3, 6, 17), bytesOf(3)).map(([type, bytes]) => raw(type, hexadecimal(bytes))),
  fc
    .array(strings, { maxLength: 4 })
    .map((items) => ({ type: 0x81, bytes: Buffer.from(items.map((item) => `${item}\0`).join(''), 'utf16le') })),
  bytesOf(8).map((bytes) => raw(0x88, hexadecimal(bytes))),
);

const names = fc.constantFrom('Data', 'Name', 'a', 'Größe', 'LongerThanSixteenLetters');
const content = fc.oneof(
  strings.map((value) => value.slice(0, 20)),
  fc.nat(7),
);

const elements: fc.Memo<TemplateElement> = fc.memo((depth) =>
  fc.record(
    {
      name: names,
      attributes: fc.dictionary(names, content, { maxKeys: 2, noNullPrototype: true }),
      children: fc.array(depth > 1 ? fc.oneof(content, elements(depth - 1)) : content, { maxLength: 3 }),
      dependsOn: fc.constantFrom(0xffff, 0xffff, 0, 3, 9),
    },
    { requiredKeys: ['name'] },
  ),
);

const chunks = fc
  .record({
    root: elements(4),
    inner: elements(2),
    records: fc.array(
      fc.record({ own: fc.array(values, { maxLength: 8 }), nested: fc.array(values, { maxLength: 8 }) }),
      { minLength: 1, maxLength: 6 },
    ),
    plain: elements(3),
  })
  .map(({ root, inner, records, plain }) => {
    const chunk = new ChunkBuilder();
    const event: TemplateElement = { name: 'Event', children: [root, 2] };
    for (const { own, nested } of records) {
      const padded = [...own, nothing, nothing];
      chunk.record(event, [...padded.slice(0, 2), instance(inner, nested), ...padded.slice(2)]);
    }
    const { bytes } = chunk.plainRecord({ name: 'Event', children: [plain] });
    // Not 64 KiB of numbers where a property fails.
    return { bytes, [fc.toStringMethod]: () => bytes.toString('base64', 0x200, chunk.end) };
  });

describe('the short way of reading EVTX gives what the long way gives', () => {
  it('for templates and values of every kind', () => {
    fc.assert(
      fc.property(chunks, ({ bytes: chunk }) => {
        const slow = readSlowly(chunk);
        expect(slow.records.length).toBeGreaterThan(0);
        expect(readFast(chunk)).toEqual(slow);
      }),
      { numRuns: 400, seed: 5 },
    );
  });

  it('for damaged chunks', () => {
    const random = seeded(21);
    fc.assert(
      fc.property(chunks, fc.nat(), ({ bytes: chunk }, at) => {
        const used = chunk.readUInt32LE(0x30) - 0x200;
        const flipped = Buffer.from(chunk);
        flipped.writeUInt8(Math.floor(random() * 256), 0x200 + (at % used));
        expect(readFast(flipped)).toEqual(readSlowly(flipped));
        const cut = damaged(chunk.subarray(0, 0x200 + used), random).subarray(0, chunk.length);
        expect(readFast(cut)).toEqual(readSlowly(cut));
      }),
      { numRuns: 400, seed: 6 },
    );
  });

  it('takes the usual record the short way', () => {
    const memory = takeScanMemory();
    const output = new RecordOutput(memory, undefined, 9, () => ({ kind: 'text' }));
    const data: TemplateElement = {
      name: 'EventData',
      children: [{ name: 'Data', attributes: { Name: 'A' }, children: [0] }],
    };
    const root: TemplateElement = { name: 'Event', dependsOn: 1, children: [{ name: 'System', children: [0] }, 1] };
    const chunk = new ChunkBuilder()
      .record(root, [text('one'), instance(data, [text('ä')])])
      .record(root, [text('two'), instance(data, [text('b')])])
      .record(root, [text('three'), nothing])
      .plainRecord({ name: 'Event', children: [{ name: 'System', children: ['four'] }] });
    output.open(chunk.bytes);
    const run = output.render(0x200, chunk.end, 1);
    output.end();
    giveBackScanMemory(memory);
    expect(run).toMatchObject({ count: 4, next: chunk.end });
    expect(output.ready[0]?.raw(0)).toBe(
      `<Event><System>one</System><EventData><Data Name='A'>ä</Data></EventData></Event>`,
    );
    expect(output.ready[0]?.raw(2)).toBe('<Event><System>three</System></Event>');
  });

  it('fills and empties its room', () => {
    const root: TemplateElement = { name: 'Event', children: [{ name: 'Data', children: [0] }] };
    const chunk = new ChunkBuilder();
    for (let count = 0; count < 40; count += 1) chunk.record(root, [text('&'.repeat(700) + String(count))]);
    const slow = readSlowly(chunk.bytes);
    expect(slow.records).toHaveLength(40);
    for (const batchSize of [1, 7, 40, 1024]) expect(readFast(chunk.bytes, batchSize)).toEqual(slow);
  });
});

describe('values that repeat values to do harm', () => {
  it('are given up with a reason', () => {
    let nested = instance({ name: 'x', children: ['end'] }, []);
    for (let depth = 0; depth < 12; depth += 1) {
      nested = instance({ name: 'x', children: Array.from({ length: 30 }, () => 0) }, [nested]);
    }
    const root: TemplateElement = { name: 'Event', children: [0] };
    const chunk = new ChunkBuilder().record(root, [nested]).record(root, [text('after')]);
    const read = readFast(chunk.bytes);
    expect(read.records).toEqual([[2, '<Event>after</Event>']]);
    expect(read.reported).toEqual(['1 its values are repeated too often']);
  });

  it('and long names, too', () => {
    const name = 'n'.repeat(8000);
    const child: TemplateElement = { name };
    const root: TemplateElement = { name: 'Event', children: Array.from({ length: 3000 }, () => child) };
    const chunk = new ChunkBuilder().record(root, []).record({ name: 'Event', children: ['after'] }, []);
    const read = readFast(chunk.bytes);
    expect(read.records).toEqual([[2, '<Event>after</Event>']]);
    expect(read.reported).toEqual(['1 its text is larger than 16 MiB']);
  });
});
