import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { containersOf, readChunks } from '../../src/data/chunks.ts';
import { UNPACK_LIMITS, type UnpackLimits, zipEntries } from '../../src/data/containers/index.ts';
import { openEventSource } from '../../src/data/event-source.ts';
import { temporaryFile } from './temporary-file.ts';

const LOG = Array.from({ length: 2000 }, (_, at) => `{"number": ${at}, "user": "alice"}\n`).join('');
let files = 0;

/** What comes out of a file with these bytes, and what is reported. */
function unpack(bytes: Uint8Array, limits: Partial<UnpackLimits> = {}) {
  files += 1;
  const path = temporaryFile(`container-${files}`, bytes);
  const problems: string[] = [];
  const parts = [
    ...readChunks(
      { name: 'log', path },
      { report: ({ code, message }) => problems.push(`${code} ${message}`), limits: { ...UNPACK_LIMITS, ...limits } },
    ),
  ];
  return { text: Buffer.concat(parts).toString(), problems, containers: containersOf({ path }) };
}

/** Everything that an event source reads from one file. */
function readFile(bytes: Uint8Array, name = 'log') {
  files += 1;
  const path = temporaryFile(`${name}-${files}`, bytes);
  const problems: string[] = [];
  let total: number | undefined;
  const records: [number, string][] = [];
  const options = {
    batchSize: 3,
    report: ({ code, file, message }: { code: string; file: string; message: string }) =>
      problems.push(`${code} ${file}: ${message}`),
    onEnd: (count: number) => {
      total = count;
    },
  };
  for (const batch of openEventSource([{ name, path }]).read(0, options)) {
    for (let index = 0; index < batch.length; index += 1) records.push([batch.record(index), batch.raw(index)]);
  }
  return { records, problems, total };
}

/** Zstandard frames by hand: blocks as they stand, or a byte that is repeated. */
function zstdFrame(
  blocks: readonly (string | { readonly byte: number; readonly times: number })[],
  window = 0x58,
): Buffer {
  const parts = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, window])];
  blocks.forEach((block, at) => {
    const last = at === blocks.length - 1 ? 1 : 0;
    const header = Buffer.alloc(3);
    if (typeof block === 'string') {
      header.writeUIntLE((Buffer.byteLength(block) << 3) | last, 0, 3);
      parts.push(header, Buffer.from(block));
    } else {
      header.writeUIntLE((block.times << 3) | (1 << 1) | last, 0, 3);
      parts.push(header, Buffer.from([block.byte]));
    }
  });
  return Buffer.concat(parts);
}

describe('gzip', () => {
  it('gives what was packed, members one after another too', () => {
    const half = LOG.length >> 1;
    expect(unpack(gzipSync(LOG))).toEqual({ text: LOG, problems: [], containers: ['gzip'] });
    const members = Buffer.concat([gzipSync(LOG.slice(0, half)), gzipSync(LOG.slice(half))]);
    expect(unpack(members)).toEqual({ text: LOG, problems: [], containers: ['gzip'] });
  });

  it('reads inside of itself up to a depth', () => {
    const [once, thrice] = [gzipSync(LOG), gzipSync(gzipSync(gzipSync(LOG)))];
    expect(unpack(thrice)).toEqual({ text: LOG, problems: [], containers: ['gzip', 'gzip', 'gzip'] });
    expect(unpack(gzipSync(thrice)).problems).toEqual([
      'FD511 The compressed log could not be read to its end: containers are nested more than 3 deep.',
    ]);
    expect(unpack(gzipSync(once), { nesting: 1 }).text).toBe('');
  });

  it('says where it is damaged, and gives what came before', () => {
    const whole = gzipSync(Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919) % 251)));
    const cut = unpack(whole.subarray(0, whole.length - 200));
    expect(cut.problems).toEqual([expect.stringMatching(/^FD510 .* damaged at about byte \d+: /)]);
    expect(cut.text.length).toBeGreaterThan(1000);
    const flipped = Buffer.from(gzipSync(LOG));
    flipped[flipped.length - 6] = (flipped[flipped.length - 6] ?? 0) ^ 1;
    expect(unpack(flipped)).toMatchObject({
      text: LOG,
      problems: [expect.stringContaining('its checksum before byte')],
    });
  });

  it('stops a bomb', () => {
    const bomb = gzipSync(Buffer.alloc(8 << 20));
    expect(unpack(bomb, { ratioFrom: 1 << 20, ratio: 100 }).problems).toEqual([
      'FD511 The compressed log could not be read to its end: it unpacks to more than 100 times its size.',
    ]);
    expect(unpack(bomb, { size: 1 << 20 }).problems).toEqual([
      'FD511 The compressed log could not be read to its end: it unpacks to more than 1 MiB.',
    ]);
  });
});

describe('zstd', () => {
  it('gives what was packed, frames one after another and skippable ones too', () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const bytes = Buffer.concat([zstdFrame(['{"a": 1}\n', '{"a": 2}\n']), skippable, zstdFrame(['{"a": 3}\n'])]);
    expect(unpack(bytes)).toEqual({ text: '{"a": 1}\n{"a": 2}\n{"a": 3}\n', problems: [], containers: ['zstd'] });
  });

  it('reads what the reference implementation wrote', () => {
    // printf '{"user": "alice"}\n%.0s' … | zstd -19, with a content checksum
    expect(unpack(Buffer.from(REFERENCE, 'base64'))).toEqual({
      text: '{"user": "alice", "host": "ws-017.corp.example.com"}\n'.repeat(40),
      problems: [],
      containers: ['zstd'],
    });
  });

  it('says where it is cut off', () => {
    const bytes = zstdFrame(['{"a": 1}\n', '{"a": 2}\n']);
    expect(unpack(bytes.subarray(0, -3))).toMatchObject({
      text: '{"a": 1}\n',
      problems: [expect.stringMatching(/^FD510 .* ends at byte 18, inside of a frame/)],
    });
  });

  it.each([
    ['a window beyond all need', zstdFrame(['a'], 0xa0), 'its window is larger than 32 MiB'],
    [
      'a dictionary',
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x58, 7, 0, 0, 0, 0]),
      'it was compressed with a dictionary',
    ],
    [
      'many frames with windows',
      Buffer.concat(Array.from({ length: 40 }, () => zstdFrame(['a'], 0x78))),
      'more memory',
    ],
    [
      'a byte repeated without end',
      zstdFrame(Array.from({ length: 2000 }, () => ({ byte: 0x20, times: 128 << 10 }))),
      'it unpacks to more than 1000 times its size',
    ],
  ])('refuses %s', (_title, bytes, message) => {
    const { problems } = unpack(bytes, { windows: 1 << 27 });
    expect(problems).toEqual([expect.stringContaining(message)]);
  });
});

const REFERENCE =
  'KLUv/QRo5QEAUoMMEpDPASPaAJu8ELsz0vj3RGYqSuC+uTSavYZqjwddGqYQEen5XEanzuGdFkPnc9hx3gYBAAUB7Cso21Hajw==';

describe('zip', () => {
  const archive = zipSync({
    'a.json': Buffer.from('{"a": 1}\n{"a": 2}\n'),
    '../../outside.csv': Buffer.from('a,b\n1,2\n'),
    'folder/': new Uint8Array(),
    'folder/c.json.gz': [gzipSync('{"c": 1}\n'), { level: 0 }],
    '__MACOSX/a.json': Buffer.from('x'),
  });

  it('gives the records of all its logs, numbered through; names never reach the disk', () => {
    expect(readFile(archive, 'logs.zip')).toEqual({
      records: [
        [1, '{"a": 1}'],
        [2, '{"a": 2}'],
        [3, '1,2'],
        [4, '{"c": 1}'],
      ],
      problems: [],
      total: 4,
    });
  });

  it('reads the rest when one log is damaged, and names that one', () => {
    const bytes = Buffer.from(archive);
    const at = bytes.indexOf('a.json') + 'a.json'.length;
    bytes[at + 3] = (bytes[at + 3] ?? 0) ^ 0xff;
    const { records, problems } = readFile(bytes, 'logs.zip');
    expect(records.slice(-2).map(([, raw]) => raw)).toEqual(['1,2', '{"c": 1}']);
    expect(problems.join('\n')).toContain('FD510 logs.zip/a.json: The compressed log could not be read to its end');
  });

  it('says what it cannot read', () => {
    const encrypted = Buffer.from(zipSync({ 'a.json': Buffer.from('{"a": 1}\n') }));
    const directory = encrypted.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    encrypted[directory + 8] = 1;
    expect(readFile(encrypted, 'logs.zip').problems).toContain(
      'FD513 logs.zip/a.json: The compressed log could not be read to its end: it is encrypted.',
    );
    expect(readFile(archive.subarray(0, archive.length - 30), 'logs.zip').problems).toEqual([
      'FD510 logs.zip: The archive could not be read: it has no directory: it is cut off, or no archive.',
      'FD506 logs.zip: The log holds no events.',
    ]);
    const inner = zipSync({ 'inner.zip': [archive, { level: 0 }] });
    expect(readFile(inner, 'logs.zip').problems.join()).toContain('a zip archive inside of another container');
  });

  it('refuses bombs by its directory: too many files, sizes beyond the limits, files that share their bytes', () => {
    const many = temporaryFile(
      'many.zip',
      zipSync(Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}`, new Uint8Array(1)]))),
    );
    expect(() => zipEntries(many, { ...UNPACK_LIMITS, entries: 8 })).toThrow('more than 8 files');
    const large = temporaryFile('large.zip', zipSync({ a: new Uint8Array(4 << 20) }));
    expect(() => zipEntries(large, { ...UNPACK_LIMITS, size: 1 << 20 })).toThrow('unpacks to 4 MiB');
    expect(() => zipEntries(large, { ...UNPACK_LIMITS, ratioFrom: 1 << 20, ratio: 10 })).toThrow('unpacks to 4 MiB');
    const shared = Buffer.from(zipSync({ a: Buffer.from('abcdefgh'), b: Buffer.from('abcdefgh') }));
    const second = shared.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    shared.writeUInt32LE(0, second + 42);
    expect(() => zipEntries(temporaryFile('shared.zip', shared))).toThrow('its files overlap');
  });

  it('compares what comes out with what the directory says', () => {
    const bytes = Buffer.from(zipSync({ a: [Buffer.from('{"a": 1}\n'), { level: 0 }] }));
    bytes[bytes.indexOf('{"a": 1}') + 6] = 0x32;
    expect(readFile(bytes, 'logs.zip').problems.join()).toContain('its checksum is not that of what came out');
  });
});
