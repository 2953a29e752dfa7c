import { gunzipSync, inflateSync } from 'node:zlib';
import type { Value } from '../../../table/value.ts';
import { isArray } from '../dynamic.ts';
import { decodePunycode, encodePunycode } from '../punycode.ts';
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

/** Halves of surrogate pairs, which no address can hold, replaced. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

/** `%xx` in lower case and `+` for a blank, as .NET's encoder writes. */
const urlEncode = (text: string): string =>
  encodeURIComponent(wellFormed(text))
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

/** What a compressed text may grow to. */
const DECOMPRESSED_LIMIT = 1 << 20;

/** The text behind compressed bytes in Base64; empty when they are none. */
function decompressed(
  text: string,
  decompress: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer,
): string {
  const bytes = decode(text);
  if (!bytes) return '';
  try {
    return utf8(decompress(bytes, { maxOutputLength: DECOMPRESSED_LIMIT })) ?? '';
  } catch {
    // Damaged, or larger than a cell may be: the service gives the empty string.
    return '';
  }
}

const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** A GUID's sixteen bytes as .NET lays them out: the first three groups the other way round. */
const reordered = (bytes: Buffer): Buffer => Buffer.from(GUID_ORDER.map((at) => bytes[at] ?? 0));

function guidText(bytes: Buffer): string {
  const hex = reordered(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

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
  defineFunction({
    name: 'url_encode_component',
    category: STRINGS,
    summary: 'A text as part of an address, a blank as `%20`.',
    syntax: 'url_encode_component(text)',
    examples: [{ expression: 'url_encode_component("https://x/a b")', result: 'https%3A%2F%2Fx%2Fa%20b' }],
    evaluate: (text: Value): Value =>
      encodeURIComponent(wellFormed(asText(text))).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
  }),
  defineFunction({
    name: 'base64_encode_fromguid',
    category: STRINGS,
    summary: 'The bytes of a GUID in Base64.',
    syntax: 'base64_encode_fromguid(guid)',
    examples: [
      {
        expression: 'base64_encode_fromguid(guid(ae3133f2-6e22-49ae-b06a-16e6a9b212eb))',
        result: '8jMxriJurkmwahbmqbIS6w==',
      },
    ],
    evaluate: (guid: Value): Value => {
      const bytes = Buffer.from(asText(guid).replaceAll('-', ''), 'hex');
      return bytes.length === 16 ? reordered(bytes).toString('base64') : '';
    },
  }),
  defineFunction({
    name: 'base64_decode_toguid',
    category: STRINGS,
    summary: 'The GUID behind Base64; null when it is none.',
    syntax: 'base64_decode_toguid(base64)',
    examples: [
      {
        expression: 'base64_decode_toguid("8jMxriJurkmwahbmqbIS6w==")',
        result: 'ae3133f2-6e22-49ae-b06a-16e6a9b212eb',
      },
    ],
    evaluate: (text: Value): Value => {
      const bytes = decode(asText(text));
      return bytes?.length === 16 ? guidText(bytes) : null;
    },
  }),
  defineFunction({
    name: 'gzip_decompress_from_base64_string',
    page: 'gzip-base64-decompress',
    category: STRINGS,
    summary: 'The text behind gzip in Base64; empty when it is none.',
    syntax: 'gzip_decompress_from_base64_string(text)',
    examples: [
      {
        expression: 'gzip_decompress_from_base64_string("H4sIAAAAAAAAA0vLLEpNKcrMyQEAFkjUQgkAAAA=")',
        result: 'firedrill',
      },
    ],
    evaluate: (text: Value): Value => decompressed(asText(text), gunzipSync),
  }),
  defineFunction({
    name: 'zlib_decompress_from_base64_string',
    page: 'zlib-base64-decompress-function',
    category: STRINGS,
    summary: 'The text behind zlib in Base64; empty when it is none.',
    syntax: 'zlib_decompress_from_base64_string(text)',
    examples: [
      {
        expression: 'zlib_decompress_from_base64_string("eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4=")',
        result: 'Test string 123',
      },
    ],
    evaluate: (text: Value): Value => decompressed(asText(text), inflateSync),
  }),
  defineFunction({
    name: 'punycode_from_string',
    category: STRINGS,
    summary: 'A text in Punycode, without the prefix of host names.',
    syntax: 'punycode_from_string(text)',
    examples: [{ expression: 'punycode_from_string("académie-française")', result: 'acadmie-franaise-npb1a' }],
    evaluate: (text: Value): Value => encodePunycode(asText(text)),
  }),
  defineFunction({
    name: 'punycode_to_string',
    category: STRINGS,
    summary: 'The text behind Punycode; empty when it is none.',
    syntax: 'punycode_to_string(text)',
    examples: [{ expression: 'punycode_to_string("acadmie-franaise-npb1a")', result: 'académie-française' }],
    evaluate: (text: Value): Value => decodePunycode(asText(text)) ?? '',
  }),
  defineFunction({
    name: 'punycode_domain_from_string',
    category: STRINGS,
    summary: 'A host name with the labels that are in Punycode decoded; empty when one is none.',
    syntax: 'punycode_domain_from_string(domain)',
    examples: [
      { expression: 'punycode_domain_from_string("www.xn--mnchen-3ya.example")', result: 'www.münchen.example' },
      { expression: 'punycode_domain_from_string("xn--Mnchen-3yA")', result: 'München' },
    ],
    evaluate: (domain: Value): Value => {
      const labels = asText(domain)
        .split('.')
        .map((label) => (/^xn--/i.test(label) ? decodePunycode(label.slice(4)) : label));
      return labels.includes(undefined) ? '' : labels.join('.');
    },
  }),
  defineFunction({
    name: 'punycode_domain_to_string',
    category: STRINGS,
    summary:
      'A host name with each label that is not ASCII in Punycode, behind `xn--`; ideographic full stops become dots.',
    syntax: 'punycode_domain_to_string(domain)',
    examples: [
      { expression: 'punycode_domain_to_string("www.münchen。example")', result: 'www.xn--mnchen-3ya.example' },
    ],
    evaluate: (domain: Value): Value =>
      asText(domain)
        .split(/[.\u3002\uFF0E\uFF61]/)
        .map((label) => (ASCII.test(label) ? label : `xn--${encodePunycode(label)}`))
        .join('.'),
  }),
];

/** Nothing but ASCII. */
const ASCII = /^[\0-\x7F]*$/;
