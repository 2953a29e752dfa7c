import { createHash } from 'node:crypto';
import { mapValues, toText } from '../values.ts';
import { defineFunction, type SplFunction } from './define.ts';

const hash = (name: 'md5' | 'sha1' | 'sha256' | 'sha512', result: string): SplFunction =>
  defineFunction({
    name,
    page: 'cryptographic',
    syntax: `${name}(<text>)`,
    summary: `The ${name.toUpperCase()} hash of the text, in lower-case hexadecimal.`,
    minimum: 1,
    maximum: 1,
    examples: [{ eval: `substr(${name}("abc"), 1, 8)`, result }],
    evaluate: ([value = null]) => mapValues(value, (one) => createHash(name).update(toText(one), 'utf8').digest('hex')),
  });

export const cryptographicFunctions: readonly SplFunction[] = [
  hash('md5', '90015098'),
  hash('sha1', 'a9993e36'),
  hash('sha256', 'ba7816bf'),
  hash('sha512', 'ddaf35a1'),
];
