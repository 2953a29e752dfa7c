import { parseNetwork } from '../network.ts';
import { joinedPattern, parsePattern, type Pattern, plainText, printPattern } from '../pattern.ts';
import type { SigmaValue } from '../value.ts';
import { defineModifier, ModifierFailure } from './modifier.ts';

export const cidr = defineModifier({
  name: 'cidr',
  summary: 'The field is an IPv4 or IPv6 address within the network.',
  examples: [
    {
      title: 'Documentation networks',
      item: { 'DestinationIp|cidr': ['192.0.2.0/24', '2001:db8::/32'] },
      matches: [{ DestinationIp: '192.0.2.77' }, { DestinationIp: '2001:DB8:0:1::7' }],
      misses: [{ DestinationIp: '198.51.100.1' }, { DestinationIp: '192.0.2' }, { DestinationIp: '-' }],
    },
  ],
  accepts: ['text'],
  apply: (value, { applied }) => {
    if (applied.length > 0) throw new ModifierFailure(`"cidr" cannot follow "${applied.at(-1)}".`);
    if (!parseNetwork(value.source)) throw new ModifierFailure(`"${value.source}" is no network in CIDR notation.`);
    return { kind: 'cidr', network: value.source };
  },
});

export const exists = defineModifier({
  name: 'exists',
  summary: 'The field is there, or is not, whatever its value.',
  examples: [
    {
      title: 'Even an empty or null value is there',
      item: { 'TargetUserName|exists': true },
      matches: [{ TargetUserName: '' }, { TargetUserName: null }],
      misses: [{ SubjectUserName: 'alice' }],
    },
  ],
  accepts: ['boolean', 'text'],
  apply: (value, { applied }) => {
    if (applied.length > 0) throw new ModifierFailure(`"exists" cannot follow "${applied.at(-1)}".`);
    const text = value.kind === 'boolean' ? String(value.boolean) : value.source.toLowerCase();
    if (text !== 'true' && text !== 'false') throw new ModifierFailure('"exists" takes true or false.');
    return { kind: 'exists', exists: text === 'true' };
  },
});

export const fieldref = defineModifier({
  name: 'fieldref',
  summary: 'The value names another field of the same event; both compare without regard to case.',
  examples: [
    {
      title: 'A process that starts itself',
      item: { 'Image|fieldref': 'ParentImage' },
      matches: [{ Image: 'C:\\a.exe', ParentImage: 'c:\\A.exe' }],
      misses: [{ Image: 'C:\\a.exe', ParentImage: 'C:\\b.exe' }, { Image: 'C:\\a.exe' }, {}],
    },
    {
      title: 'With the end of it',
      item: { 'Image|fieldref|endswith': 'OriginalFileName' },
      matches: [{ Image: 'C:\\Tools\\PsExec.exe', OriginalFileName: 'psexec.exe' }],
      misses: [{ Image: 'C:\\Tools\\svc.exe', OriginalFileName: 'psexec.exe' }],
    },
  ],
  accepts: ['text'],
  apply: (value) => {
    const field = plainText(value.pattern);
    if (field === undefined) throw new ModifierFailure('A field reference cannot hold wildcards.');
    return { kind: 'field', field, match: 'equals' };
  },
});

/** A percent sign behind a backslash is a plain one. */
const PLACEHOLDER = /(?<!\\)%([^%\s]+)%/;
const EXPANSIONS_LIMIT = 10_000;

export const expand = defineModifier({
  name: 'expand',
  summary: 'Placeholders (`%name%`) stand for the values that the workspace gives them.',
  examples: [
    {
      title: 'A text without placeholders stays',
      item: { 'User|expand': 'alice' },
      matches: [{ User: 'alice' }],
      misses: [{ User: 'bob' }],
    },
  ],
  accepts: ['text', 'regex'],
  apply: (value, context) => {
    const sources = expanded(value.source, context.placeholder);
    if (value.kind === 'regex') {
      if (sources.length === 1 && sources[0] === value.source) return value;
      return { kind: 'expansion', values: sources.map((source): SigmaValue => ({ ...value, source })) };
    }
    const patterns = expandedPattern(value.pattern, context.placeholder);
    const [only] = patterns;
    if (patterns.length === 1 && only && printPattern(only) === printPattern(value.pattern)) return value;
    // Modifiers that take the text as written come before those that change the pattern alone.
    const values = patterns.map((pattern, index): SigmaValue => {
      return { ...value, pattern, source: sources[index] ?? printPattern(pattern) };
    });
    return { kind: 'expansion', values };
  },
});

type ValuesOf = (name: string) => readonly string[] | undefined;

function valuesFor(name: string, valuesOf: ValuesOf): readonly string[] {
  const values = valuesOf(name);
  if (!values) throw new ModifierFailure(`No values are given for the placeholder "%${name}%".`, false);
  return values;
}

/** A text for each choice of values. */
function expanded(source: string, valuesOf: ValuesOf): readonly string[] {
  const found = PLACEHOLDER.exec(source);
  if (!found) return [source];
  const values = valuesFor(found[1] as string, valuesOf);
  const before = source.slice(0, found.index);
  const after = expanded(source.slice(found.index + found[0].length), valuesOf);
  return limited(values.flatMap((value) => after.map((rest) => before + value + rest)));
}

/** A pattern for each choice of values, which may hold wildcards themselves. */
function expandedPattern(pattern: Pattern, valuesOf: ValuesOf): readonly Pattern[] {
  let patterns: readonly Pattern[] = [[]];
  const append = (choices: readonly Pattern[]): void => {
    patterns = limited(patterns.flatMap((before) => choices.map((choice) => [...before, ...choice])));
  };
  for (const part of pattern) {
    if (typeof part !== 'string') {
      append([[part]]);
      continue;
    }
    const pieces = part.split(new RegExp(PLACEHOLDER, 'g'));
    for (const [index, piece] of pieces.entries()) {
      if (index % 2 === 1) append(valuesFor(piece, valuesOf).map(parsePattern));
      else if (piece !== '') append([[piece.replaceAll('\\%', '%')]]);
    }
  }
  return patterns.map(joinedPattern);
}

function limited<T>(choices: readonly T[]): readonly T[] {
  if (choices.length > EXPANSIONS_LIMIT) throw new ModifierFailure('The placeholders stand for too many values.');
  return choices;
}
