import { suggest } from '../../diagnostics/suggest.ts';
import { call, column, type Expression, literal } from '../../plan/expression.ts';
import { PcreFailure } from '../../util/pcre.ts';
import { modifierNamed, modifierNames } from './modifiers/index.ts';
import { type Modifier, type ModifierContext, ModifierFailure } from './modifiers/modifier.ts';
import { asText } from './modifiers/text.ts';
import { anyAfter, anyBefore, type Pattern, parsePattern, printPattern, simpleComparison } from './pattern.ts';
import type { RulePlace, RuleProblems, YamlPath } from './problems.ts';
import { compileRegex } from './regex.ts';
import { NAMES_OF_KINDS, type SigmaValue } from './value.ts';

/** The whole event as text: what a keyword is looked for in. */
export const EVENT_TEXT = '_text';

export interface ItemContext {
  readonly problems: RuleProblems;
  /** Values of placeholders, by name. */
  placeholder(name: string): readonly string[] | undefined;
}

export const and = (parts: readonly Expression[]): Expression => joined('sigma.and', parts);
export const or = (parts: readonly Expression[]): Expression => joined('sigma.or', parts);
export const not = (part: Expression): Expression => call('sigma.not', [part]);

const joined = (name: string, parts: readonly Expression[]): Expression =>
  parts.length === 1 ? (parts[0] as Expression) : call(name, parts);

/** One detection item as its rule means it: `Field|modifier|…: value(s)` after the modifiers have been applied. */
export interface DetectionItem {
  readonly kind: 'item';
  /** Empty for keywords, which are looked for in the whole event. */
  readonly field: string;
  /** Names of the modifiers, as written. */
  readonly modifiers: readonly string[];
  readonly values: readonly SigmaValue[];
  /** Whether one of the values is enough. */
  readonly linking: 'any' | 'all';
  /** The item must not hold (`neq`). */
  readonly negated: boolean;
  readonly path: YamlPath;
}

/**
 * Parses one detection item; an empty field stands for keywords. Undefined when something is wrong with it, which is
 * then among the problems.
 */
export function parseItem(
  key: string,
  given: unknown,
  path: YamlPath,
  context: ItemContext,
): DetectionItem | undefined {
  const [field = '', ...names] = key.split('|');
  const modifiers = modifiersOf(key, names, path, context.problems);
  if (!modifiers) return undefined;
  const list = Array.isArray(given) ? given : [given];
  if (list.length === 0) {
    context.problems.add('invalid-argument', `"${key}" has no values.`, { path });
    return undefined;
  }
  const values: SigmaValue[] = [];
  for (const [index, raw] of list.entries()) {
    const place: RulePlace = { path: Array.isArray(given) ? [...path, index] : path };
    const value = modified(raw, modifiers, { path, key, place }, context);
    if (value) values.push(value);
  }
  if (values.length < list.length) return undefined;
  const has = (wanted: string): boolean => modifiers.some(({ name }) => name === wanted);
  return {
    kind: 'item',
    field,
    modifiers: modifiers.map(({ name }) => name),
    values,
    linking: has('all') ? 'all' : 'any',
    negated: has('neq'),
    path,
  };
}

/** The item as an expression over the event's fields. */
export function lowerItem({ field, values, linking, negated }: DetectionItem): Expression {
  const item = linking === 'all' ? and(values.map((value) => anyOf(field, [value]))) : anyOf(field, values);
  return negated ? not(item) : item;
}

function modifiersOf(
  key: string,
  names: readonly string[],
  path: YamlPath,
  problems: RuleProblems,
): readonly Modifier[] | undefined {
  const modifiers: Modifier[] = [];
  let start = key.indexOf('|') + 1;
  let known = true;
  for (const name of names) {
    const modifier = modifierNamed(name);
    if (modifier) modifiers.push(modifier);
    else {
      const close = suggest(name, modifierNames());
      const hint = close === undefined ? undefined : `Did you mean "${close}"?`;
      const place = { path, key: true, start, end: start + name.length };
      problems.add('invalid-modifier', `There is no modifier "${name}".`, place, hint);
      known = false;
    }
    start += name.length + 1;
  }
  return known ? modifiers : undefined;
}

interface ItemPlaces {
  /** The item, whose key names the modifiers. */
  readonly path: YamlPath;
  readonly key: string;
  readonly place: RulePlace;
}

function modified(
  raw: unknown,
  modifiers: readonly Modifier[],
  places: ItemPlaces,
  context: ItemContext,
): SigmaValue | undefined {
  let value = sigmaValue(raw);
  if (!value) {
    context.problems.add('type-mismatch', 'A value must be a string, a number, a boolean or null.', places.place);
    return undefined;
  }
  if (modifiers.length === 0) return value;
  try {
    let applied: readonly string[] = [];
    for (const modifier of modifiers) {
      if (modifier.scope === 'item') continue;
      value = applyTo(value, modifier, { applied, placeholder: context.placeholder });
      applied = [...applied, modifier.name];
    }
    for (const part of value.kind === 'expansion' ? value.values : [value]) {
      if (part.kind === 'regex') compileRegex(part.source, part.flags);
    }
    return value;
  } catch (error) {
    if (error instanceof ModifierFailure) {
      context.problems.add(error.supported ? 'invalid-modifier' : 'unsupported-modifier', error.message, places.place);
      return undefined;
    }
    if (error instanceof PcreFailure) {
      context.problems.add(error.supported ? 'invalid-regex' : 'unsupported-regex', error.message, places.place);
      return undefined;
    }
    throw error;
  }
}

function applyTo(value: SigmaValue, modifier: Modifier, context: ModifierContext): SigmaValue {
  if (value.kind === 'expansion') {
    const values = value.values.map((part) => applyTo(part, modifier, context));
    return { kind: 'expansion', values: values.flatMap((part) => (part.kind === 'expansion' ? part.values : [part])) };
  }
  if (!modifier.accepts.includes(value.kind)) {
    throw new ModifierFailure(`"${modifier.name}" cannot be applied to ${NAMES_OF_KINDS[value.kind]}.`);
  }
  return modifier.apply(value, context);
}

function sigmaValue(raw: unknown): SigmaValue | undefined {
  if (raw === null || raw === undefined) return { kind: 'null' };
  switch (typeof raw) {
    case 'string':
      return { kind: 'text', pattern: parsePattern(raw), source: raw };
    case 'number':
    case 'bigint':
      return { kind: 'number', number: raw };
    case 'boolean':
      return { kind: 'boolean', boolean: raw };
    default:
      return raw instanceof Date ? sigmaValue(raw.toISOString().replace(/T00:00:00\.000Z$/, '')) : undefined;
  }
}

/** Any of the values: those that compare alike share one call. */
function anyOf(field: string, values: readonly SigmaValue[]): Expression {
  const target = column(field === '' ? EVENT_TEXT : field);
  const groups = new Map<string, { readonly name: string; readonly options: unknown; readonly parts: Expression[] }>();
  const single: Expression[] = [];
  const add = (value: SigmaValue): void => {
    if (value.kind === 'expansion') {
      for (const part of value.values) add(part);
      return;
    }
    const comparison = comparisonOf(field, value);
    if (comparison.kind === 'expression') {
      single.push(comparison.expression);
      return;
    }
    const { function: name, options } = comparison;
    const key = options === undefined ? name : name + JSON.stringify(options);
    const group = groups.get(key);
    if (group) group.parts.push(literal(comparison.literal));
    else groups.set(key, { name, options, parts: [target, literal(comparison.literal)] });
  };
  for (const value of values) add(value);
  const calls: Expression[] = [];
  for (const { name, options, parts } of groups.values()) calls.push(call(name, parts, undefined, options));
  return or(single.length === 0 ? calls : [...calls, ...single]);
}

type Comparison =
  | { readonly kind: 'literal'; readonly function: string; readonly literal: string; readonly options?: unknown }
  | { readonly kind: 'expression'; readonly expression: Expression };

function comparisonOf(field: string, value: SigmaValue): Comparison {
  const target = column(field === '' ? EVENT_TEXT : field);
  switch (value.kind) {
    case 'text':
    case 'bytes':
    case 'number':
    case 'boolean': {
      const { pattern, cased } = asText(value);
      return textComparison(field === '' ? anyAfter(anyBefore(pattern)) : pattern, cased === true);
    }
    case 'regex':
      return { kind: 'literal', function: 'sigma.re', literal: value.source, options: { flags: value.flags } };
    case 'cidr':
      return { kind: 'literal', function: 'sigma.cidr', literal: value.network };
    case 'null':
      return { kind: 'expression', expression: call('sigma.isnull', [target]) };
    case 'exists': {
      const present = call('sigma.exists', [target]);
      return { kind: 'expression', expression: value.exists ? present : not(present) };
    }
    case 'compare':
      return { kind: 'expression', expression: call(`sigma.${value.comparison}`, [target, literal(value.number)]) };
    case 'field': {
      const options = { match: value.match, ...(value.cased && { cased: true }) };
      return {
        kind: 'expression',
        expression: call('sigma.fieldref', [target, column(value.field)], undefined, options),
      };
    }
    case 'time': {
      const part = call('sigma.timepart', [target], undefined, { unit: value.unit });
      return { kind: 'expression', expression: call(`sigma.${value.comparison}`, [part, literal(value.number)]) };
    }
    case 'expansion':
      return { kind: 'expression', expression: anyOf(field, value.values) };
  }
}

function textComparison(pattern: Pattern, cased: boolean): Comparison {
  const simple = simpleComparison(pattern);
  const options = cased ? { options: { cased: true } } : {};
  return simple
    ? { kind: 'literal', function: `sigma.${simple.comparison}`, literal: simple.text, ...options }
    : { kind: 'literal', function: 'sigma.like', literal: printPattern(pattern), ...options };
}
