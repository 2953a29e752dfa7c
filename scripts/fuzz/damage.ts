import { pick } from './random.ts';

type Random = () => number;
type Damage = (bytes: Buffer, random: Random) => Buffer;

const below = (random: Random, limit: number): number => Math.floor(random() * limit);

const splice = (bytes: Buffer, at: number, remove: number, insert: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);

/** What happens to logs on their way: each changes a few bytes, or many. */
const DAMAGES: readonly Damage[] = [
  function flipBits(bytes, random) {
    const copy = Buffer.from(bytes);
    for (let count = 1 + below(random, 8); count > 0 && copy.length > 0; count -= 1) {
      const at = below(random, copy.length);
      copy[at] = (copy[at] as number) ^ (1 << below(random, 8));
    }
    return copy;
  },
  function cutOff(bytes, random) {
    return Buffer.from(bytes.subarray(0, below(random, bytes.length + 1)));
  },
  function cutOut(bytes, random) {
    const at = below(random, bytes.length + 1);
    return splice(bytes, at, below(random, Math.min(512, bytes.length - at + 1)), Buffer.alloc(0));
  },
  function overwrite(bytes, random) {
    const noise = Buffer.from(Array.from({ length: 1 + below(random, 64) }, () => below(random, 256)));
    return splice(bytes, below(random, bytes.length + 1), noise.length, noise);
  },
  function insert(bytes, random) {
    const texts = [
      '"',
      "'",
      '<',
      '>',
      '&#x110000;',
      '{',
      '}',
      '[',
      ']',
      '\\',
      '\0',
      '\r',
      '\n',
      '\t',
      '|',
      '=',
      '=\t|',
      '\x1d',
    ];
    return splice(bytes, below(random, bytes.length + 1), 0, Buffer.from(pick(random, texts)));
  },
  function repeat(bytes, random) {
    const at = below(random, bytes.length + 1);
    const part = bytes.subarray(at, at + below(random, 2048));
    return splice(bytes, at, 0, Buffer.concat(Array.from({ length: 1 + below(random, 20) }, () => part)));
  },
  function swapBlocks(bytes, random) {
    const size = 1 + below(random, 4096);
    const [first, second] = [below(random, bytes.length + 1), below(random, bytes.length + 1)].sort((a, b) => a - b);
    const end = Math.min((first ?? 0) + size, second ?? 0);
    const [left, right] = [bytes.subarray(first, end), bytes.subarray(second, (second ?? 0) + size)];
    const between = bytes.subarray(end, second);
    return Buffer.concat([bytes.subarray(0, first), right, between, left, bytes.subarray((second ?? 0) + size)]);
  },
  function zeros(bytes, random) {
    const at = below(random, bytes.length + 1);
    return splice(bytes, at, below(random, 2) * below(random, 4096), Buffer.alloc(1 + below(random, 4096)));
  },
  function badEncoding(bytes, random) {
    const codes = [
      [0xed, 0xa0, 0x80],
      [0xc0, 0xaf],
      [0xff, 0xfe],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
      [0xe2, 0x80],
      [0xef, 0xbb, 0xbf],
    ];
    const lone = ['\\ud800', '\\udc00\\ud800', '\\u0000', '&#xd800;', '\\x'];
    const bad = random() < 0.5 ? Buffer.from(pick(random, codes)) : Buffer.from(pick(random, lone));
    return splice(bytes, below(random, bytes.length + 1), 0, bad);
  },
  function returnsOnly(bytes) {
    return Buffer.from(bytes.filter((byte) => byte !== 0x0d).map((byte) => (byte === 0x0a ? 0x0d : byte)));
  },
  function wide(bytes) {
    return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8', 0, 1 << 16), 'utf16le')]);
  },
  function extremes(bytes, random) {
    const at = below(random, Math.max(1, bytes.length - 8));
    const numbers = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, bytes.length];
    const number = Buffer.alloc(4);
    number.writeUInt32LE(pick(random, numbers));
    return splice(bytes, at, 4, number);
  },
  function nest(bytes, random) {
    const opening = pick(random, ['[', '{"a":', '<a>', '(', '"', '[id a="']);
    return splice(bytes, below(random, bytes.length + 1), 0, Buffer.from(opening.repeat(1 + below(random, 3000))));
  },
];

/** The bytes after one to three damages. */
export function damaged(bytes: Buffer, random: Random): Buffer {
  let result = bytes;
  for (let count = 1 + below(random, 3); count > 0; count -= 1) result = pick(random, DAMAGES)(result, random);
  return result;
}
