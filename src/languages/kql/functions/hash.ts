import { createHash } from 'node:crypto';
import type { Value } from '../../../table/value.ts';
import { defineFunction, type KqlFunction } from './define.ts';
import { asText } from './text-argument.ts';

function digest(name: string, algorithm: string, result: string): KqlFunction {
  return defineFunction({
    name,
    category: 'Hash functions',
    summary: `The ${algorithm.toUpperCase()} hash of a value, in hexadecimal digits.`,
    syntax: `${name}(value)`,
    examples: [{ expression: `${name}("World")`, result }],
    evaluate: (value: Value): Value => createHash(algorithm).update(asText(value), 'utf8').digest('hex'),
  });
}

export const hashFunctions: readonly KqlFunction[] = [
  digest('hash_md5', 'md5', 'f5a7924e621e84c9280a9a27e1bcb7f6'),
  digest('hash_sha1', 'sha1', '70c07ec18ef89c5309bbb0937f3a6342411e1fdd'),
  digest('hash_sha256', 'sha256', '78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524'),
];
