import { piecesInOrder } from '../../../util/pieces-in-order.ts';
import type { Expression } from '../../../plan/expression.ts';
import type { Argument, Evaluator, ScalarFunction } from '../../../plan/library.ts';
import type { Mention } from '../../../plan/plan.ts';
import type { Value } from '../../../table/value.ts';
import { fromList, toNumber, toText } from '../values.ts';
import { cidrMatcher } from './address.ts';
import type { CompareOperator } from './nodes.ts';
import { behindPrefix, textMatcher } from './segments.ts';

export interface CompareOptions {
  readonly operator: CompareOperator;
  readonly value: string;
  readonly cased?: true;
}

export interface TextOptions {
  readonly text: string;
  readonly mode: 'word' | 'term' | 'case';
}

/** From so many alternatives on, those of one field are asked at once. */
const MANY = 16;

/** The first run of plain characters in each piece between wildcards: text that is the same in every encoding. */
const PLAIN = /[A-Za-z0-9_.-]{3,}/g;

/** `field op value` of a search expression. */
const compare: ScalarFunction = {
  name: 'spl.search-compare',
  compile: ({ arguments: [field], options }) => {
    const holds = comparison(options as CompareOptions);
    const plain = plainText(options as CompareOptions);
    return (row) => {
      const column = plain === undefined ? undefined : field?.column?.();
      if (column?.holds) return column.holds(row, plain as string);
      const cell = field?.evaluate(row) ?? null;
      if (cell === null) return false;
      return Array.isArray(cell) ? (cell as readonly Value[]).some(holds) : holds(cell);
    };
  },
  mentions: ([field], _mentionsOf, options) => {
    const { operator, value } = options as CompareOptions;
    if (field?.kind !== 'column' || operator !== '=' || cidrMatcher(value)) return undefined;
    const longest = longestOf(value.match(PLAIN) ?? []);
    return longest === undefined ? undefined : { column: field.name, text: longest };
  },
};

/** The values behind a prefix among the terms of an event: PREFIX() of tstats. */
const prefix: ScalarFunction = {
  name: 'spl.term-prefix',
  compile: ({ arguments: [raw], options }) => {
    const { text } = options as { readonly text: string };
    return (row) => {
      const cell = raw?.evaluate(row) ?? null;
      return typeof cell === 'string' ? fromList(behindPrefix(cell, text)) : null;
    };
  },
};

const text: ScalarFunction = {
  name: 'spl.search-text',
  compile: ({ arguments: [raw], options }) => {
    const { text: wanted, mode } = options as TextOptions;
    const matches = textMatcher(wanted, mode);
    return (row) => {
      const cell = raw?.evaluate(row) ?? null;
      return typeof cell === 'string' && matches(cell);
    };
  },
  mentions: ([raw], _mentionsOf, options) => {
    const longest = longestOf((options as TextOptions).text.match(PLAIN) ?? []);
    return raw?.kind !== 'column' || longest === undefined ? undefined : { column: raw.name, text: longest };
  },
};

/** Search logic has two values: what is not true is false. */
const and: ScalarFunction = {
  name: 'spl.search-and',
  conjunction: true,
  compile:
    ({ arguments: terms }) =>
    (row) =>
      terms.every((term) => term.evaluate(row) === true),
  mentions: (terms, mentionsOf) => {
    const all = terms.map(mentionsOf).filter((mention) => mention !== undefined);
    return all.length === 0 ? undefined : { all };
  },
};

const or: ScalarFunction = {
  name: 'spl.search-or',
  compile: ({ arguments: terms }) => {
    const tests = terms.length < MANY ? terms.map(({ evaluate }) => evaluate) : togetherByField(terms);
    return (row) => tests.some((test) => test(row) === true);
  },
  mentions: anyOf,
};

/** The terms of an OR, those that ask one field for texts as one: lookups hand thousands of them to a search. */
function togetherByField(terms: readonly Argument[]): readonly Evaluator[] {
  const fields = new Map<string, { readonly field: Argument; readonly texts: Set<string> }>();
  const tests: Evaluator[] = [];
  for (const { expression, evaluate, arguments: [field] = [] } of terms) {
    const text =
      expression.kind === 'call' && expression.function === compare.name
        ? plainText(expression.options as CompareOptions)
        : undefined;
    if (text === undefined || field?.expression.kind !== 'column') {
      tests.push(evaluate);
      continue;
    }
    const { name } = field.expression;
    const known = fields.get(name) ?? { field, texts: new Set() };
    fields.set(name, known);
    known.texts.add(text);
  }
  for (const { field, texts } of fields.values()) {
    const holds = (cell: Value): boolean => texts.has(toText(cell).toLowerCase());
    tests.push((row) => {
      const column = field.column?.();
      if (column?.holds) return [...texts].some((text) => column.holds?.(row, text));
      const cell = field.evaluate(row);
      if (cell === null) return false;
      return Array.isArray(cell) ? (cell as readonly Value[]).some(holds) : holds(cell);
    });
  }
  return tests;
}

const not: ScalarFunction = {
  name: 'spl.search-not',
  compile:
    ({ arguments: [term] }) =>
    (row) =>
      term?.evaluate(row) !== true,
};

function anyOf(
  terms: readonly Expression[],
  mentionsOf: (expression: Expression) => Mention | undefined,
): Mention | undefined {
  const any = terms.map(mentionsOf);
  return any.every((mention) => mention !== undefined) ? { any } : undefined;
}

const longestOf = (runs: readonly string[]): string | undefined =>
  runs.reduce<string | undefined>(
    (best, run) => (best === undefined || run.length > best.length ? run : best),
    undefined,
  );

/**
 * `=` and `!=` compare text, without case unless it is in `CASE(…)`, and know `*`; a CIDR block matches the addresses
 * inside it; `< <= > >=` compare two numbers as numbers and anything else as text.
 */
function comparison({ operator, value, cased }: CompareOptions): (cell: Value) => boolean {
  const fold = cased ? (text: string) => text : (text: string) => text.toLowerCase();
  if (operator === '=') return equality(value, fold);
  if (operator === '!=') {
    if (value === '*') return () => false;
    const equals = equality(value, fold);
    return (cell) => !equals(cell);
  }
  const number = toNumber(value);
  const folded = fold(value);
  return (cell) => {
    const left = number === null ? null : toNumber(cell);
    const order = number !== null && left !== null ? left - number : compareText(fold(toText(cell)), folded);
    switch (operator) {
      case '<':
        return order < 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      default:
        return order >= 0;
    }
  };
}

/** The text that a value is asked to be, whatever its case; undefined when more is asked. */
const plainText = ({ operator, value, cased }: CompareOptions): string | undefined =>
  operator === '=' && !cased && !value.includes('*') && !cidrMatcher(value) ? value.toLowerCase() : undefined;

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function equality(value: string, fold: (text: string) => string): (cell: Value) => boolean {
  const folded = fold(value);
  const inBlock = cidrMatcher(value);
  if (inBlock) return (cell) => inBlock(toText(cell)) || fold(toText(cell)) === folded;
  if (!value.includes('*')) return (cell) => fold(toText(cell)) === folded;
  const matches = wildcardMatcher(folded);
  return (cell) => matches(fold(toText(cell)));
}

/** Matches the whole text; `*` is any run of characters. */
export const wildcardMatcher = (pattern: string): ((text: string) => boolean) => piecesInOrder(pattern.split('*'));

export const searchFunctions: readonly ScalarFunction[] = [compare, text, prefix, and, or, not];
