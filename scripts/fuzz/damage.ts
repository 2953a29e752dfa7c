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
