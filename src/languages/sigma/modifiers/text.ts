import { anyAfter, anyBefore, type Pattern, type PatternPart } from '../pattern.ts';
import type { FieldMatch, SigmaValue } from '../value.ts';
import { defineModifier, ModifierFailure } from './modifier.ts';

type TextLike = Extract<SigmaValue, { kind: 'text' | 'bytes' | 'number' | 'boolean' | 'regex' | 'field' }>;

const ACCEPTED = ['text', 'bytes', 'number', 'boolean', 'regex', 'field'] as const;

/** A value that compares as text, as text. */
export function asText(value: Extract<SigmaValue, { kind: 'text' | 'bytes' | 'number' | 'boolean' }>): {
  pattern: Pattern;
  source: string;
  cased?: boolean;
} {
  if (value.kind === 'text') return value;
  const source =
    value.kind === 'bytes'
      ? value.bytes.toString('utf8')
      : String(value.kind === 'number' ? value.number : value.boolean);
  return { pattern: source === '' ? [] : [source], source };
}

function affix(value: TextLike, match: FieldMatch, change: (pattern: Pattern) => Pattern): SigmaValue {
  if (value.kind === 'field') {
    const joined = value.match === 'equals' || value.match === match ? match : 'contains';
    return { ...value, match: joined };
  }
  if (value.kind === 'regex') {
    const source = match === 'contains' ? value.source : anchored(value.source, match);
    return { ...value, source };
  }
  const text = asText(value);
  return { kind: 'text', ...text, pattern: change(text.pattern) };
}

const anchored = (source: string, match: FieldMatch): string =>
  match === 'startswith' ? `^(?:${source})` : `(?:${source})$`;

export const contains = defineModifier({
  name: 'contains',
  summary: 'The value stands anywhere in the field.',
  examples: [
    {
      title: 'Without regard to case',
      item: { 'CommandLine|contains': '-EncodedCommand' },
      matches: [{ CommandLine: 'powershell -encodedcommand SQBFAFgA' }],
      misses: [{ CommandLine: 'powershell -enc SQBFAFgA' }, { Image: '-EncodedCommand' }],
    },
  ],
  accepts: ACCEPTED,
  apply: (value) => affix(value, 'contains', (pattern) => anyAfter(anyBefore(pattern))),
});

export const startswith = defineModifier({
  name: 'startswith',
  summary: 'The field begins with the value.',
  examples: [
    {
      title: 'A folder',
      item: { 'Image|startswith': 'C:\\Users\\Public\\' },
      matches: [{ Image: 'c:\\users\\public\\tool.exe' }],
      misses: [{ Image: 'D:\\C:\\Users\\Public\\tool.exe' }],
    },
  ],
  accepts: ACCEPTED,
  apply: (value) => affix(value, 'startswith', anyAfter),
});

export const endswith = defineModifier({
  name: 'endswith',
  summary: 'The field ends with the value.',
  examples: [
    {
      title: 'A program in any folder',
      item: { 'Image|endswith': ['\\whoami.exe', '\\net.exe'] },
      matches: [{ Image: 'C:\\Windows\\System32\\NET.exe' }],
      misses: [{ Image: 'C:\\Windows\\System32\\net.exe.bak' }],
    },
  ],
  accepts: ACCEPTED,
  apply: (value) => affix(value, 'endswith', anyBefore),
});

export const cased = defineModifier({
  name: 'cased',
  summary: 'The value compares with regard to case.',
  examples: [
    {
      title: 'A stage name as one malware family writes it',
      item: { 'PipeName|cased': '\\Stager' },
      matches: [{ PipeName: '\\Stager' }],
      misses: [{ PipeName: '\\stager' }],
    },
  ],
  accepts: ['text', 'bytes', 'number', 'boolean', 'field'],
  apply: (value) =>
    value.kind === 'field' ? { ...value, cased: true } : { kind: 'text', ...asText(value), cased: true },
});

const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'];
/** A dash that begins a word. */
const DASH = /(\B[-/\u2013-\u2015]\b)/;
/** More combinations than this (four dashes) are written better as a regular expression. */
const COMBINATIONS_LIMIT = 625;

export const windash = defineModifier({
  name: 'windash',
  summary: 'A `-`, `/`, en dash, em dash or horizontal bar that begins a word stands for all of them.',
  examples: [
    {
      title: 'Dashes inside of words stay',
      item: { 'CommandLine|windash|contains': ' -no-log' },
      matches: [{ CommandLine: 'tool /no-log' }, { CommandLine: 'tool \u2014no-log' }],
      misses: [{ CommandLine: 'tool /no/log' }],
    },
  ],
  accepts: ['text'],
  apply: (value) => {
    const patterns = dashed(value.pattern);
    if (patterns.length > COMBINATIONS_LIMIT) {
      throw new ModifierFailure('More than four dashes in one value are not supported.', false);
    }
    return { kind: 'expansion', values: patterns.map((pattern) => ({ ...value, pattern })) };
  },
});

function dashed(pattern: Pattern): readonly Pattern[] {
  let patterns: PatternPart[][] = [[]];
  for (const part of pattern) {
    const choices: readonly PatternPart[] = typeof part === 'string' ? dashedTexts(part) : [part];
    patterns = patterns.flatMap((before) => choices.map((choice) => [...before, choice]));
    if (patterns.length > COMBINATIONS_LIMIT) return patterns;
  }
  return patterns;
}

function dashedTexts(text: string): readonly string[] {
  let texts = [''];
  for (const piece of text.split(DASH)) {
    const choices = DASHES.includes(piece) ? DASHES : [piece];
    texts = texts.flatMap((before) => choices.map((choice) => before + choice));
    if (texts.length > COMBINATIONS_LIMIT) return texts;
  }
  return texts;
}
