import { boundedRegExp } from '../../../../util/bounded-regexp.ts';
import { PcreFailure, translatePcre } from '../../../../util/pcre.ts';
import { type Pattern, parsePattern, printPattern } from '../../pattern.ts';
import type { SigmaValue } from '../../value.ts';
import { textOf } from '../condition.ts';
import { PipelineFailure } from '../model.ts';
import { defineTransformation, type TransformationDefinition } from '../transformation.ts';
import { textValue } from './items.ts';

export const valueTransformations: readonly TransformationDefinition[] = [
  defineTransformation({
    type: 'replace_string',
    summary: 'Replaces what a regular expression finds in strings; `\\1` or `\\g<1>` stands for a group.',
    examples: [
      {
        title: 'Another root of the registry',
        options: { regex: '^HKLM\\\\\\\\', replacement: 'HKEY_LOCAL_MACHINE\\\\\\\\' },
        before: { selection: { TargetObject: 'HKLM\\Software\\Run' }, condition: 'selection' },
        after: { selection: { TargetObject: 'HKEY_LOCAL_MACHINE\\Software\\Run' }, condition: 'selection' },
      },
      {
        title: 'Within the text between wildcards',
        options: { regex: 'exe$', replacement: 'EXE', skip_special: true },
        before: { selection: { 'Image|contains': 'a.exe' }, condition: 'selection' },
        after: { selection: { 'Image|contains': 'a.EXE' }, condition: 'selection' },
      },
    ],
    parse: (options) => {
      const place = 'regex';
      const source = options.requiredText(place);
      const replacement = javaScriptReplacement(options.requiredText('replacement'));
      const partwise = options.flag('skip_special');
      const interpreted = options.flag('interpret_special');
      const expression = compiled(source) ?? options.wrong(place, 'a regular expression') ?? /(?!)/g;
      return {
        kind: 'value',
        change: (value) => {
          if (value.kind !== 'text' && value.kind !== 'number') return undefined;
          if (value.kind === 'number') return [textValue(String(value.number).replace(expression, replacement))];
          if (!partwise) {
            const replaced = printPattern(value.pattern).replace(expression, replacement);
            return [{ ...textValue(replaced), ...(value.cased && { cased: true }) }];
          }
          const pattern: Pattern = value.pattern.flatMap((part) => {
            if (typeof part !== 'string') return [part];
            const replaced = part.replace(expression, replacement);
            if (interpreted) return parsePattern(replaced);
            return replaced === '' ? [] : [replaced];
          });
          return [{ ...value, pattern, source: printPattern(pattern) }];
        },
      };
    },
  }),
  defineTransformation({
    type: 'map_string',
    summary: 'Puts other strings, one or several, in the place of certain strings.',
    examples: [
      {
        title: 'A name that stands for two numbers',
        options: { mapping: { failed: ['1', '2'] } },
        before: { selection: { Status: ['failed', 'ok'] }, condition: 'selection' },
        after: { selection: { Status: ['1', '2', 'ok'] }, condition: 'selection' },
      },
    ],
    parse: (options) => {
      const mapping = options.mapping('mapping');
      return {
        kind: 'value',
        change: (value) => (value.kind === 'text' ? mapping.get(textOf(value) ?? '')?.map(textValue) : undefined),
      };
    },
  }),
  defineTransformation({
    type: 'set_value',
    summary: 'Puts one value in the place of all.',
    examples: [
      {
        title: 'A number',
        options: { value: 1 },
        before: { selection: { Initiated: 'true' }, condition: 'selection' },
        after: { selection: { Initiated: 1 }, condition: 'selection' },
      },
    ],
    parse: (options) => {
      const given = options.value('value');
      const type = options.oneOf('force_type', ['as-is', 'str', 'num'], 'as-is');
      const value = fixedValue(given, type) ?? options.wrong('value', 'a string, a number, true, false or null');
      return { kind: 'value', change: () => value && [value] };
    },
  }),
  defineTransformation({
    type: 'convert_type',
    summary: 'Makes strings of numbers, or numbers of strings.',
    examples: [
      {
        title: 'To numbers',
        options: { target_type: 'num' },
        before: { selection: { DestinationPort: '443' }, condition: 'selection' },
        after: { selection: { DestinationPort: 443 }, condition: 'selection' },
      },
    ],
    parse: (options) => {
      const target = options.oneOf('target_type', ['str', 'num'], 'str');
      return {
        kind: 'value',
        change: (value) => {
          const text = textOf(value);
          if (text === undefined) return undefined;
          if (target === 'str') return value.kind === 'text' ? undefined : [textValue(text)];
          const number = Number(text);
          if (text.trim() === '' || Number.isNaN(number)) throw new PipelineFailure(`"${text}" is no number.`);
          return [{ kind: 'number', number }];
        },
      };
    },
  }),
  defineTransformation({
    type: 'case',
    summary: 'Changes strings to lower case, upper case or snake_case.',
    examples: [
      {
        title: 'Lower case',
        options: { method: 'lower' },
        before: { selection: { 'Image|endswith|cased': 'CMD.exe' }, condition: 'selection' },
        after: { selection: { 'Image|endswith|cased': 'cmd.exe' }, condition: 'selection' },
      },
    ],
    parse: (options) => {
      const method = options.oneOf('method', ['lower', 'upper', 'snake_case'], 'lower');
      const change = CASES[method];
      return {
        kind: 'value',
        change: (value) => {
          if (value.kind !== 'text') return undefined;
          const pattern = value.pattern.map((part) => (typeof part === 'string' ? change(part) : part));
          return [{ ...value, pattern, source: printPattern(pattern) }];
        },
      };
    },
  }),
  defineTransformation({
    type: 'regex',
    summary: 'Makes regular expressions of strings, which mind case or not as `method` says.',
    examples: [
      {
        title: 'With the flag that ignores case',
        options: { method: 'ignore_case_flag' },
        before: { selection: { Image: 'a*.exe' }, condition: 'selection' },
        after: { selection: { 'Image|re|i': '^a.*\\.exe$' }, condition: 'selection' },
      },
    ],
    parse: (options) => {
      const method = options.oneOf(
        'method',
        ['plain', 'ignore_case_flag', 'ignore_case_brackets'],
        'ignore_case_brackets',
      );
      return {
        kind: 'value',
        change: (value) => {
          if (value.kind !== 'text' || value.pattern.length === 0) return undefined;
          const source = regexOf(value.pattern, method === 'ignore_case_brackets');
          return [{ kind: 'regex', source, flags: method === 'ignore_case_flag' ? { ignoreCase: true } : {} }];
        },
      };
    },
  }),
];

const CASES: Readonly<Record<'lower' | 'upper' | 'snake_case', (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  snake_case: (text) => text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase(),
};

/** The whole text, as a pattern means it, as a regular expression. */
export function regexOf(pattern: Pattern, brackets = false): string {
  const body = pattern
    .map((part) => {
      if (typeof part !== 'string') return part.wildcard === 'any' ? '.*' : '.';
      return brackets ? [...part].map(bothCases).join('') : escapeRegex(part);
    })
    .join('');
  return `^${body}$`;
}

const bothCases = (character: string): string => {
  const [lower, upper] = [character.toLowerCase(), character.toUpperCase()];
  return lower === upper ? escapeRegex(character) : `[${lower}${upper}]`;
};

export const escapeRegex = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/\\([/-])/g, '$1');

function fixedValue(given: unknown, type: 'as-is' | 'str' | 'num'): SigmaValue | undefined {
  if (type === 'str') return textValue(String(given));
  if (type === 'num') return Number.isNaN(Number(given)) ? undefined : { kind: 'number', number: Number(given) };
  if (given === null) return { kind: 'null' };
  if (typeof given === 'string') return textValue(given);
  if (typeof given === 'number') return { kind: 'number', number: given };
  return typeof given === 'boolean' ? { kind: 'boolean', boolean: given } : undefined;
}

function compiled(source: string): RegExp | undefined {
  try {
    const { source: translated, flags } = translatePcre(source, {});
    return boundedRegExp(translated, `${flags}g`);
  } catch (error) {
    if (error instanceof PcreFailure || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Python writes `\1` and `\g<name>` where JavaScript writes `$1` and `$<name>`. */
const javaScriptReplacement = (text: string): string =>
  text.replace(/\$/g, '$$$$').replace(/\\(?:(\\)|(\d+)|g<(\d+)>|g<(\w+)>)/g, (_all, backslash, first, second, name) => {
    if (backslash !== undefined) return '\\';
    return name === undefined ? `$${first ?? second}` : `$<${name}>`;
  });
