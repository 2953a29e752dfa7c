import {
  type Codes,
  constantCodes,
  countOfValues,
  firstOf,
  JoinedCodes,
  ListedCodes,
  noCodes,
  Numbering,
} from '../table/codes.ts';
import { type CodesOf, Decisions, SingleCell } from '../table/decisions.ts';
import { rowsByNumber } from '../table/row-lists.ts';
import type { Value } from '../table/value.ts';
import type { Context } from './context.ts';
import { decidingColumns } from './deciding-columns.ts';
import { call, type CallExpression, type Expression, literal } from './expression.ts';
import type { Library } from './library.ts';
import { compileRowTest } from './row-test.ts';

/**
 * An expression that makes the values of a whole column at once: each value is computed once for rows that agree in what
 * it depends on, and values that it only hands on (`if`, `case`) are neither read nor copied.
 */
export interface WholeColumn {
  /** Undefined where a column is needed that has no numbers. With `rows`, nothing is computed for other rows. */
  codes(codesOf: CodesOf, length: number, rows?: Uint32Array): Codes | undefined;
}

/** Undefined when columns alone do not decide an expression's value. */
export function compileWholeColumn(expression: Expression, context: Context): WholeColumn | undefined {
  return decidingColumns(expression, context.library) && compilePart(expression, context);
}

function compilePart(expression: Expression, context: Context): WholeColumn {
  if (expression.kind === 'literal') return { codes: (_, length) => constantCodes(length, expression.value) };
  if (expression.kind === 'column') return { codes: (codesOf) => codesOf(expression.name) };
  const candidates = expression.kind === 'call' ? candidatesOf(expression, context.library) : undefined;
  if (candidates) return firstColumn(candidates.map((candidate) => compilePart(candidate, context)));
  const { choice, branches } = branchesOf(expression, context.library);
  if (choice === branches[0]?.choice) return computed(expression, context);
  const choose = compileChoice(choice, context);
  const parts = branches.map((branch) => compilePart(branch.expression, context));
  return {
    codes(codesOf, length, rows) {
      const chosen = choose(codesOf, length, rows);
      return chosen && handedOn(chosen, parts, codesOf, length);
    },
  };
}

/** The arguments of a call that is the first of them with a value; undefined where one is to be computed only if it is needed. */
function candidatesOf(expression: CallExpression, library: Library): readonly Expression[] | undefined {
  const [, ...others] = expression.arguments;
  const isFirst = library.scalar(expression.function)?.givesFirst ?? false;
  return isFirst && others.every(({ kind }) => kind === 'column' || kind === 'literal')
    ? expression.arguments
    : undefined;
}

const firstColumn = (columns: readonly WholeColumn[]): WholeColumn => ({
  codes(codesOf, length, rows) {
    let first: Codes = noCodes(length);
    for (const column of columns) {
      const codes = column.codes(codesOf, length, rows);
      // Nobody asks a column for rows that have a value.
      if (!codes) return countOfValues(first, rows) === (rows?.length ?? length) ? first : undefined;
      first = firstOf(first, codes);
    }
    return first;
  },
});

/** Stands in a choice for a value that is handed on. */
class Branch {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

interface Branching {
  /** The expression with a `Branch` in place of each value that it hands on. */
  readonly choice: Expression;
  readonly branches: readonly { readonly choice: Expression; readonly expression: Expression }[];
}

/** Takes an expression apart into what decides and what is handed on; one that hands nothing on is its only branch. */
function branchesOf(expression: Expression, library: Library): Branching {
  const branches: { choice: Expression; expression: Expression }[] = [];
  const visit = (part: Expression): Expression => {
    const passes = part.kind === 'call' ? library.scalar(part.function)?.passes : undefined;
    if (part.kind === 'call' && passes) {
      const args = part.arguments.map((argument, at) => (passes(at) ? visit(argument) : argument));
      return call(part.function, args, part.span, part.options);
    }
    const choice = literal(new Branch(branches.length));
    branches.push({ choice, expression: part });
    return choice;
  };
  return { choice: visit(expression), branches };
}

/** The rows that have chosen each branch. */
type Chosen = ReadonlyMap<number, Uint32Array>;
type Choose = (codesOf: CodesOf, length: number, rows: Uint32Array | undefined) => Chosen | undefined;

function compileChoice(choice: Expression, context: Context): Choose {
  const numbered = compileNumbers(choice, context);
  return (codesOf, length, rows) => {
    const numbers = numbered(codesOf, length, (value) => (value instanceof Branch ? value.number + 1 : 0));
    if (!numbers) return undefined;
    const input = rows ? undefined : numbers.input;
    return (input && chosenByValue(input, numbers)) ?? chosenByRow(numbers, rows ?? length);
  };
}

/** The rows of each value choose together; undefined where the values are many. */
function chosenByValue(input: Codes, numbers: Numbers): Chosen | undefined {
  const lists = rowsByNumber(input);
  if (!lists) return undefined;
  const chosen = new Map<number, Uint32Array>();
  for (let number = 0; number < input.size; number += 1) {
    const rows = lists(number);
    const [first] = rows;
    const choice = first === undefined ? 0 : (numbers.of(first) ?? 0);
    if (choice === 0) continue;
    const known = chosen.get(choice - 1);
    chosen.set(choice - 1, known ? bothOf(known, rows) : rows);
  }
  return chosen;
}

function chosenByRow(numbers: Numbers, rows: Uint32Array | number): Chosen | undefined {
  const lists: number[][] = [];
  const length = typeof rows === 'number' ? rows : rows.length;
  for (let position = 0; position < length; position += 1) {
    const row = typeof rows === 'number' ? position : (rows[position] as number);
    const choice = numbers.of(row);
    if (choice === undefined) return undefined;
    if (choice === 0) continue;
    const list = lists[choice - 1];
    if (list) list.push(row);
    else lists[choice - 1] = [row];
  }
  return new Map(lists.flatMap((list, branch) => (list ? [[branch, Uint32Array.from(list)]] : [])));
}

function bothOf(left: Uint32Array, right: Uint32Array): Uint32Array {
  const both = new Uint32Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/** The values of the branches that rows have chosen. */
function handedOn(chosen: Chosen, parts: readonly WholeColumn[], codesOf: CodesOf, length: number): Codes | undefined {
  const columns: { readonly codes: Codes; readonly rows: Uint32Array }[] = [];
  for (const [branch, rows] of chosen) {
    const codes = (parts[branch] as WholeColumn).codes(codesOf, length, rows);
    if (!codes) return undefined;
    if (codes.size > 1) columns.push({ codes, rows });
  }
  const [only, ...others] = columns;
  if (!only) return noCodes(length);
  if (others.length === 0 && only.rows.length === length) return only.codes;
  const numbers = new Uint32Array(length);
  const joined = new JoinedCodes(
    numbers,
    columns.map(({ codes }) => codes),
  );
  columns.forEach(({ codes, rows }, at) => {
    const from = codes.numbers;
    const shift = joined.shifts[at] as number;
    for (const row of rows) {
      const number = from[row] as number;
      if (number !== 0) numbers[row] = number + shift;
    }
  });
  return joined;
}

/** An expression that makes new values. */
function computed(expression: Expression, context: Context): WholeColumn {
  const numbered = compileNumbers(expression, context);
  return {
    codes(codesOf, length, rows) {
      const numbering = new Numbering();
      const made = numbered(codesOf, length, (value) => numbering.numberOf(value));
      if (!made) return undefined;
      const numbers = new Uint32Array(length);
      for (let position = 0; position < (rows ?? numbers).length; position += 1) {
        const row = rows ? (rows[position] as number) : position;
        const number = made.of(row);
        if (number === undefined) return undefined;
        numbers[row] = number;
      }
      return new ListedCodes(numbers, numbering.values);
    },
  };
}

/** The values of an expression as numbers, found row by row: once for rows that agree in what it reads. */
interface Numbers {
  /** Undefined where a column is read that has no numbers. */
  of(row: number): number | undefined;
  /** What it reads, where that is one column. */
  readonly input?: Codes;
}

type Numbered = (codesOf: CodesOf, length: number, numberOf: (value: Value) => number) => Numbers | undefined;

function compileNumbers(expression: Expression, context: Context): Numbered {
  const test = compileRowTest(expression, context);
  const [name, ...others] = decidingColumns(expression, context.library) ?? [];
  if (name === undefined || others.length > 0) {
    return (codesOf, length, numberOf) => new Decisions(codesOf, length, (batch, row) => numberOf(test(batch, row)));
  }
  const cell = new SingleCell(name);
  const remembered = new RememberedValues((value) => {
    cell.value = value;
    return test(cell.batch, 0);
  });
  return (codesOf, _, numberOf) => {
    const input = codesOf(name);
    return input && new NumbersOfOne(input, (value) => numberOf(remembered.of(value)));
  };
}

const PENDING = 0xffffffff;

class NumbersOfOne implements Numbers {
  readonly input: Codes;
  readonly #numberOf: (value: Value) => number;
  readonly #known: Uint32Array;

  constructor(input: Codes, numberOf: (value: Value) => number) {
    this.input = input;
    this.#numberOf = numberOf;
    this.#known = new Uint32Array(input.size).fill(PENDING);
  }

  of(row: number): number {
    const value = this.input.numbers[row] as number;
    let number = this.#known[value] as number;
    if (number === PENDING) {
      number = this.#numberOf(this.input.value(value));
      this.#known[value] = number;
    }
    return number;
  }
}

/** More values than this are not remembered. */
const MOST_REMEMBERED = 512;

/** What an expression that reads one column makes of texts: remembered from batch to batch. */
class RememberedValues {
  readonly #make: (value: Value) => Value;
  readonly #known = new Map<string, Value>();

  constructor(make: (value: Value) => Value) {
    this.#make = make;
  }

  of(value: Value): Value {
    if (typeof value !== 'string') return this.#make(value);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const made = this.#make(value);
    if (this.#known.size < MOST_REMEMBERED) this.#known.set(value, made);
    return made;
  }
}
