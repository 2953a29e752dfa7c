import { createHash } from 'node:crypto';
import { QueryFailure } from '../../../plan/failure.ts';
import type { Value } from '../../../table/value.ts';
import { longOf, toLong } from '../convert.ts';
import { Datetime, Timespan } from '../values.ts';
import { xxhash64 } from '../xxhash.ts';
import { defineFunction, type FunctionExample, type KqlFunction, valuesOf } from './define.ts';
import { asText } from './text-argument.ts';

const CATEGORY = 'Hash functions';

function digest(name: string, algorithm: string, result: string): KqlFunction {
  return defineFunction({
    name,
    category: CATEGORY,
    summary: `The ${algorithm.toUpperCase()} hash of a value, in hexadecimal digits.`,
    syntax: `${name}(value)`,
    examples: [{ expression: `${name}("World")`, result }],
    evaluate: (value: Value): Value => createHash(algorithm).update(asText(value), 'utf8').digest('hex'),
  });
}

/** What the service feeds to its hash: the UTF-8 bytes of a text, the eight bytes of a time or a long. */
function bytesOf(value: Value, type: string | undefined): Buffer {
  if (typeof value === 'string' && (type === 'string' || type === undefined)) return Buffer.from(value, 'utf8');
  const whole = value instanceof Datetime || value instanceof Timespan ? value.ticks : type === 'long' && toLong(value);
  if (typeof whole === 'number' || typeof whole === 'bigint') {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(whole));
    return bytes;
  }
  throw new QueryFailure('unsupported-option', `The xxhash64 of a value of the type ${type} is not supported.`);
}

function xxhash(name: string, examples: readonly FunctionExample[]): KqlFunction {
  return defineFunction({
    name,
    category: CATEGORY,
    summary: 'The xxhash64 of a value; with a second argument the remainder after division by it.',
    syntax: `${name}(value [, modulo])`,
    examples,
    differences: 'Strings, datetimes, timespans and longs alone are supported.',
    compile: (site, signature) => {
      const [value, modulo] = valuesOf(site, signature);
      return (row) => {
        const input = value?.(row) ?? null;
        if (input === null) return null;
        const hash = xxhash64(bytesOf(input, signature.types[0]));
        if (!modulo) return longOf(hash);
        const divisor = toLong(modulo(row));
        if (divisor === null || Number(divisor) <= 0) return null;
        const remainder = hash % BigInt(divisor);
        return longOf(remainder < 0n ? remainder + BigInt(divisor) : remainder);
      };
    },
  });
}

export const hashFunctions: readonly KqlFunction[] = [
  digest('hash_md5', 'md5', 'f5a7924e621e84c9280a9a27e1bcb7f6'),
  digest('hash_sha1', 'sha1', '70c07ec18ef89c5309bbb0937f3a6342411e1fdd'),
  digest('hash_sha256', 'sha256', '78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524'),
  xxhash('hash_xxhash64', [
    { expression: 'hash_xxhash64("World")', result: '1846988464401551951' },
    { expression: 'hash_xxhash64("World", 100)', result: 51 },
  ]),
  xxhash('hash', [{ expression: 'hash("World", 100)', result: 51 }]),
];
