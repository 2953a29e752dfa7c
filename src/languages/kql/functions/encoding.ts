import type { Value } from '../../../table/value.ts';
import { isArray } from '../dynamic.ts';
import { defineFunction, type KqlFunction } from './define.ts';
import { asText } from './text-argument.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The bytes of a Base64 text; undefined when it is none. */
function decode(text: string): Buffer | undefined {
  return BASE64.test(text) && text.replace(/=+$/, '').length % 4 !== 1 ? Buffer.from(text, 'base64') : undefined;
}

/** Bytes as text; undefined when they are no UTF-8. */
function utf8(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? undefined : text;
}

/** `%xx` in lower case and `+` for a blank, as .NET's encoder writes. */
const urlEncode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/'/g, '%27')
    .replace(/~/g, '%7e')
    .replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
    .replace(/%20/g, '+');

function urlDecode(text: string): string {
  const spaced = text.replace(/\+/g, ' ');
  return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (codes) =>
    Buffer.from(codes.replace(/%/g, ''), 'hex').toString('utf8'),
  );
}

const STRINGS = 'String functions';

export const encodingFunctions: readonly KqlFunction[] = [
  defineFunction({
    name: 'base64_encode_tostring',
    aliases: ['base64_encodestring'],
    category: STRINGS,
    summary: 'A text in Base64.',
    syntax: 'base64_encode_tostring(text)',
    examples: [{ expression: 'base64_encode_tostring("Kusto")', result: 'S3VzdG8=' }],
    evaluate: (text: Value): Value => Buffer.from(asText(text), 'utf8').toString('base64'),
  }),
  defineFunction({
    name: 'base64_decode_tostring',
    aliases: ['base64_decodestring'],
    category: STRINGS,
    summary: 'The text behind Base64; empty when it is none or no UTF-8.',
    syntax: 'base64_decode_tostring(base64)',
    examples: [
      { expression: 'base64_decode_tostring("S3VzdG8=")', result: 'Kusto' },
      { expression: 'base64_decode_tostring("!")', result: '' },
    ],
    evaluate: (text: Value): Value => {
      const bytes = decode(asText(text));
      return (bytes && utf8(bytes)) ?? '';
    },
  }),
  defineFunction({
    name: 'base64_decode_toarray',
    category: STRINGS,
    summary: 'The bytes behind Base64, as numbers; null when it is none.',
    syntax: 'base64_decode_toarray(base64)',
    examples: [{ expression: 'base64_decode_toarray("S3U=")', result: [75, 117] }],
    evaluate: (text: Value): Value => {
      const bytes = decode(asText(text));
      return bytes ? [...bytes] : null;
    },
  }),
  defineFunction({
    name: 'base64_encode_fromarray',
    category: STRINGS,
    summary: 'Bytes in Base64; empty when they are none.',
    syntax: 'base64_encode_fromarray(bytes)',
    examples: [{ expression: 'base64_encode_fromarray(dynamic([75, 117]))', result: 'S3U=' }],
    evaluate: (bytes: Value): Value => {
      if (!isArray(bytes) || !bytes.every((byte) => typeof byte === 'number')) return '';
      const buffer = Buffer.from(bytes as number[]);
      return utf8(buffer) === undefined ? '' : buffer.toString('base64');
    },
  }),
  defineFunction({
    name: 'url_encode',
    category: STRINGS,
    summary: 'A text as part of an address.',
    syntax: 'url_encode(text)',
    examples: [{ expression: 'url_encode("https://x/a b")', result: 'https%3a%2f%2fx%2fa+b' }],
    evaluate: (text: Value): Value => urlEncode(asText(text)),
  }),
  defineFunction({
    name: 'url_decode',
    category: STRINGS,
    summary: 'A part of an address as text.',
    syntax: 'url_decode(text)',
    examples: [{ expression: 'url_decode("https%3a%2f%2fx%2fa+b")', result: 'https://x/a b' }],
    evaluate: (text: Value): Value => urlDecode(asText(text)),
  }),
];
