import { plainText } from '../pattern.ts';
import type { SigmaValue } from '../value.ts';
import { defineModifier, ModifierFailure } from './modifier.ts';
import { asText } from './text.ts';

type Encodable = Extract<SigmaValue, { kind: 'text' | 'bytes' | 'number' | 'boolean' }>;

const ENCODABLE = ['text', 'bytes', 'number', 'boolean'] as const;

function bytesOf(value: Encodable, modifier: string): Buffer {
  if (value.kind === 'bytes') return value.bytes;
  const text = plainText(asText(value).pattern);
  if (text === undefined) throw new ModifierFailure(`"${modifier}" cannot encode a value with wildcards.`);
  return Buffer.from(text, 'utf8');
}

const textValue = (text: string): SigmaValue => ({ kind: 'text', pattern: text === '' ? [] : [text], source: text });

export const base64 = defineModifier({
  name: 'base64',
  summary: 'The value stands in the field in Base64.',
  examples: [
    {
      title: 'An encoded address',
      item: { 'CommandLine|base64|contains': 'http://' },
      matches: [{ CommandLine: 'run aHR0cDovL' + '2V4YW1wbGUuY29t aHR0cDovLw==' }],
      misses: [{ CommandLine: 'run http://' }],
    },
  ],
  accepts: ENCODABLE,
  apply: (value) => textValue(bytesOf(value, 'base64').toString('base64')),
});

const START = [0, 2, 3];
const END = [0, -3, -2];

export const base64offset = defineModifier({
  name: 'base64offset',
  summary: 'The value stands somewhere in a longer text that is in Base64: its three encodings without ragged ends.',
  examples: [
    {
      title: 'Behind one and two other bytes',
      item: { 'CommandLine|base64offset|contains': 'http://' },
      matches: ['', 'x', 'xx'].map((before) => ({
        CommandLine: Buffer.from(`${before}http://example.com`).toString('base64'),
      })),
      misses: [{ CommandLine: Buffer.from('https://example.com').toString('base64') }],
    },
  ],
  accepts: ENCODABLE,
  apply: (value) => {
    const bytes = bytesOf(value, 'base64offset');
    const values = START.map((start, offset) => {
      const encoded = Buffer.concat([Buffer.alloc(offset, 0x20), bytes]).toString('base64');
      const end = END[(bytes.length + offset) % 3] as number;
      return textValue(encoded.slice(start, end === 0 ? undefined : end));
    });
    return { kind: 'expansion', values };
  },
});

const utf16 = (value: Encodable, modifier: string): Buffer =>
  value.kind === 'bytes' ? value.bytes : Buffer.from(bytesOf(value, modifier).toString('utf8'), 'utf16le');

export const wide = defineModifier({
  name: 'wide',
  aliases: ['utf16le'],
  summary: 'The value is UTF-16, low byte first, before it is encoded further.',
  examples: [
    {
      title: 'An encoded PowerShell command',
      item: { 'CommandLine|wide|base64offset|contains': 'IEX' },
      matches: [{ CommandLine: `powershell -enc ${Buffer.from('a;IEX $x', 'utf16le').toString('base64')}` }],
      misses: [{ CommandLine: `powershell -enc ${Buffer.from('a;IEX $x').toString('base64')}` }],
    },
  ],
  accepts: ENCODABLE,
  apply: (value) => ({ kind: 'bytes', bytes: utf16(value, 'wide') }),
});

export const utf16be = defineModifier({
  name: 'utf16be',
  summary: 'The value is UTF-16, high byte first, before it is encoded further.',
  examples: [
    {
      title: 'High bytes first',
      item: { 'Data|utf16be|base64offset|contains': 'cmd' },
      matches: [{ Data: Buffer.from('cmd', 'utf16le').swap16().toString('base64') }],
      misses: [{ Data: Buffer.from('cmd', 'utf16le').toString('base64') }],
    },
  ],
  accepts: ENCODABLE,
  apply: (value) => ({ kind: 'bytes', bytes: Buffer.from(utf16(value, 'utf16be')).swap16() }),
});

export const utf16WithMark = defineModifier({
  name: 'utf16',
  summary: 'The value is UTF-16 with a byte order mark, before it is encoded further.',
  examples: [
    {
      title: 'With its byte order mark',
      item: { 'Data|utf16|base64|contains': 'cmd' },
      matches: [{ Data: Buffer.from('\ufeffcmd', 'utf16le').toString('base64') }],
      misses: [{ Data: Buffer.from('cmd', 'utf16le').toString('base64') }],
    },
  ],
  accepts: ENCODABLE,
  apply: (value) => ({ kind: 'bytes', bytes: Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(value, 'utf16')]) }),
});
