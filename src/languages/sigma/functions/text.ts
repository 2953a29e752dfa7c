import type { Expression } from '../../../plan/expression.ts';
import type { CallSite, ScalarFunction } from '../../../plan/library.ts';
import type { Mention } from '../../../plan/plan.ts';
import { someText } from '../cell.ts';
import { compileGlob } from '../glob.ts';
import { parseNetwork } from '../network.ts';
import { longestText, parsePattern } from '../pattern.ts';
import { compileRegex, type RegexFlags } from '../regex.ts';

export type TextTest = (text: string) => boolean;

let lastText = '';
let lastLower = '';

/** Lower case of a text; rows are tested by several predicates in turn, so the last answer is kept. */
function lowerCase(text: string): string {
  if (text !== lastText) {
    lastText = text;
    lastLower = text.toLowerCase();
  }
  return lastLower;
}

type Comparison = (text: string, value: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  'sigma.contains': (text, value) => text.includes(value),
  'sigma.startswith': (text, value) => text.startsWith(value),
  'sigma.endswith': (text, value) => text.endsWith(value),
};

/** Whether a text passes a comparison with any of the values; `options` are those of the call. */
export function textTest(name: string, values: readonly string[], options: unknown): TextTest {
  if (name === 'sigma.re') {
    const { flags } = options as { flags: RegexFlags };
    const tests = values.map((source) => compileRegex(source, flags));
    return (text) => tests.some((test) => test(text));
  }
  if (name === 'sigma.cidr') {
    const networks = values.map(parseNetwork);
    return (text) => networks.some((network) => network?.contains(text));
  }
  const cased = (options as { cased?: boolean } | undefined)?.cased === true;
  const test = casedTest(name, cased ? values : values.map((value) => value.toLowerCase()));
  return cased ? test : (text) => test(lowerCase(text));
}

function casedTest(name: string, values: readonly string[]): TextTest {
  const [only] = values;
  if (name === 'sigma.like') {
    const tests = values.map((value) => compileGlob(parsePattern(value)));
    return (text) => tests.some((test) => test(text));
  }
  if (name === 'sigma.equals') {
    if (values.length === 1) return (text) => text === only;
    const set = new Set(values);
    return (text) => set.has(text);
  }
  const compare = COMPARISONS[name];
  if (!compare) throw new Error(`Internal error: no text comparison "${name}".`);
  if (values.length === 1 && only !== undefined) return (text) => compare(text, only);
  return (text) => {
    for (const value of values) if (compare(text, value)) return true;
    return false;
  };
}

/** The literals behind the first argument of a text comparison. */
export const literalsOf = (args: readonly Expression[]): readonly string[] =>
  args.slice(1).map((argument) => (argument.kind === 'literal' ? String(argument.value) : ''));

function compileText(name: string): ScalarFunction['compile'] {
  return ({ arguments: args, options }: CallSite) => {
    const field = args[0]?.evaluate ?? (() => null);
    const test = textTest(name, literalsOf(args.map(({ expression }) => expression)), options);
    return (row) => someText(field(row), test);
  };
}

/** Some value of the call must stand in the field; a pattern's longest text must. */
function mentionsOfText(name: string, args: readonly Expression[]): Mention | undefined {
  const [field] = args;
  if (field?.kind !== 'column') return undefined;
  const any: Mention[] = [];
  for (const value of literalsOf(args)) {
    const text = name === 'sigma.like' ? longestText(parsePattern(value)) : value;
    if (text === '') return undefined;
    any.push({ column: field.name, text });
  }
  return any.length === 1 ? any[0] : { any };
}

export const TEXT_FUNCTIONS = ['sigma.equals', 'sigma.contains', 'sigma.startswith', 'sigma.endswith', 'sigma.like'];
const OTHER_FUNCTIONS = ['sigma.re', 'sigma.cidr'];

export const textFunctions: readonly ScalarFunction[] = [
  ...TEXT_FUNCTIONS.map((name): ScalarFunction => ({
    name,
    compile: compileText(name),
    mentions: (args) => mentionsOfText(name, args),
  })),
  ...OTHER_FUNCTIONS.map((name): ScalarFunction => ({ name, compile: compileText(name) })),
];
