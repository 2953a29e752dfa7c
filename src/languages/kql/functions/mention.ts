import type { Expression } from '../../../plan/expression.ts';
import type { Carried } from '../../../plan/library.ts';
import type { Mention } from '../../../plan/plan.ts';
import type { FunctionSpecification, Signature } from './define.ts';
import { append } from '../../../util/append.ts';

type Carries = NonNullable<FunctionSpecification['carries']>;

/** Types whose values show the same text when one becomes the other. */
const PLAIN_TYPES = new Set(['string', 'dynamic', 'int', 'long']);

/** One of several values: what each of them must mention. */
export const carriesOneOf =
  (chosen: (args: readonly Expression[]) => readonly number[]): Carries =>
  (text, args, carried, options) => {
    const { types = [] } = (options ?? {}) as Partial<Signature>;
    const any: Mention[] = [];
    for (const at of chosen(args)) {
      if (!PLAIN_TYPES.has(types[at] ?? '')) return undefined;
      const part = carried(args[at] as Expression, text);
      if (part === undefined) return undefined;
      if (part !== 'never') any.push(part);
    }
    return any.length === 0 ? 'never' : { any };
  };

/** The first argument as it is. */
export const carriesFirst: Carries = carriesOneOf(() => [0]);

/**
 * Text that reads as an integer: its digits, or the number in hexadecimal, of either sign. Behind the `0x` there may be
 * zeros: one of the two characters stands before the digits.
 */
export const carriesInteger: Carries = (text, args, carried, options) => {
  const [argument] = args;
  const { types = [] } = (options ?? {}) as Partial<Signature>;
  if (!argument || !PLAIN_TYPES.has(types[0] ?? '') || !/^\d{2,15}$/.test(text)) return undefined;
  const number = BigInt(text);
  const any: Mention[] = [];
  const hexadecimal = number.toString(16);
  for (const written of [text, `x${hexadecimal}`, `0${hexadecimal}`, (2n ** 64n - number).toString(16)]) {
    const part: Carried = carried(argument, written, true);
    if (part === undefined) return undefined;
    if (part !== 'never') any.push(part);
  }
  return any.length === 0 ? 'never' : { any };
};

/** The column whose text an expression shows: the column itself, or a property of a dynamic column. */
function columnOf(expression: Expression | undefined): string | undefined {
  if (expression?.kind === 'column') return expression.name;
  return expression?.kind === 'call' && ['kql.path', 'kql.tostring'].includes(expression.function)
    ? columnOf(expression.arguments[0])
    : undefined;
}

const textOf = (expression: Expression | undefined): string | undefined =>
  expression?.kind === 'literal' && typeof expression.value === 'string' && expression.value !== ''
    ? expression.value
    : undefined;

/** `column == 7844`, the column an integer: the row must mention the digits. */
export function mentionOfInteger(args: readonly Expression[], types: readonly string[]): Mention | undefined {
  const at = args[0]?.kind === 'column' ? 0 : 1;
  const [side, other] = [args[at], args[1 - at]];
  if (side?.kind !== 'column' || other?.kind !== 'literal' || !['int', 'long'].includes(types[at] ?? ''))
    return undefined;
  const { value } = other;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 10) return undefined;
  return { column: side.name, text: String(value), numeric: true };
}

/** `column <operator> 'text'`: the row must mention the text. */
export function mentionOfText(args: readonly Expression[]): Mention | undefined {
  const [left, right] = args;
  const column = columnOf(left) ?? columnOf(right);
  const text = columnOf(left) === undefined ? textOf(left) : textOf(right);
  return column === undefined || text === undefined ? undefined : { column, text };
}

/** The literals on the right of `in`, `has_any`, `has_all`; undefined when they are not all known. */
export function literalTexts(args: readonly Expression[]): readonly string[] | undefined {
  const texts: string[] = [];
  for (const arg of args.slice(1)) {
    const values = arg.kind === 'literal' && Array.isArray(arg.value) ? arg.value : undefined;
    if (values?.every((value): value is string => typeof value === 'string' && value !== '')) append(texts, values);
    else {
      const text = textOf(arg);
      if (text === undefined) return undefined;
      texts.push(text);
    }
  }
  return texts.length === 0 ? undefined : texts;
}

export function mentionOfAny(args: readonly Expression[]): Mention | undefined {
  const column = columnOf(args[0]);
  const texts = literalTexts(args);
  return column === undefined || !texts ? undefined : { any: texts.map((text) => ({ column, text })) };
}

export function mentionOfAll(args: readonly Expression[]): Mention | undefined {
  const column = columnOf(args[0]);
  const texts = literalTexts(args);
  return column === undefined || !texts ? undefined : { all: texts.map((text) => ({ column, text })) };
}

/**
 * Whether an expression without columns is certainly not true. A parser that takes filters asks for each whether it was
 * given (`array_length(commandline_has_any) == 0 or …`): once the arguments stand in place of the parameters, that side
 * of the `or` lets no row through.
 */
export function isNeverTrue(expression: Expression): boolean {
  if (expression.kind === 'literal') return expression.value === false || expression.value === null;
  if (expression.kind !== 'call') return false;
  const { arguments: args } = expression;
  const [left, right] = args.map(constantOf);
  switch (expression.function) {
    case 'kql.and':
      return args.some(isNeverTrue);
    case 'kql.or':
      return args.every(isNeverTrue);
    case 'kql.not':
      return args[0]?.kind === 'literal' && args[0].value === true;
    case 'kql.equals':
      return left !== undefined && typeof left === typeof right && left !== right;
    case 'kql.isnull':
      return args.every(isNeverNull);
    case 'kql.isempty':
      return left !== undefined && left !== '';
    default:
      return false;
  }
}

/** A value that stands in the query, or a time counted from now. */
function isNeverNull(expression: Expression): boolean {
  if (expression.kind === 'literal') return expression.value !== null;
  return (
    expression.kind === 'call' &&
    (expression.function === 'kql.ago' || expression.function === 'kql.now') &&
    expression.arguments.every(isNeverNull)
  );
}

/** A text or number that is known without a row; `array_length` of a known list is one. */
function constantOf(expression: Expression): string | number | undefined {
  if (expression.kind === 'literal') {
    const { value } = expression;
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  }
  if (expression.kind !== 'call') return undefined;
  const [argument] = expression.arguments;
  if (expression.function === 'kql.cast' && argument) return constantOf(argument);
  if (expression.function !== 'kql.array_length') return undefined;
  return argument?.kind === 'literal' && Array.isArray(argument.value) ? argument.value.length : undefined;
}
