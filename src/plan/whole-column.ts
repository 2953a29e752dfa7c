import { type Codes, constantCodes, JoinedCodes, ListedCodes, noCodes, Numbering } from '../table/codes.ts';
import { type CodesOf, Decisions, SingleCell } from '../table/decisions.ts';
import type { Value } from '../table/value.ts';
import type { Context } from './context.ts';
import { decidingColumns } from './deciding-columns.ts';
import { call, type Expression, literal } from './expression.ts';
import type { Library } from './library.ts';
import { compileRowTest, type RowTest } from './row-test.ts';

/** Rows that matter: those with this number. */
interface Chosen {
  readonly numbers: Uint32Array;
  readonly number: number;
}

/**
 * An expression that makes the values of a whole column at once: each value is computed once for rows that agree in what
 * it depends on, and values that it only hands on (`if`, `case`) are neither read nor copied.
 */
export interface WholeColumn {
  /** Undefined where a column is needed that has no numbers. Of rows that are not `chosen` nothing is computed. */
  codes(codesOf: CodesOf, length: number, chosen?: Chosen): Codes | undefined;
}

/** Undefined when columns alone do not decide an expression's value. */
export function compileWholeColumn(expression: Expression, context: Context): WholeColumn | undefined {
  return decidingColumns(expression, context.library) && compilePart(expression, context);
}

function compilePart(expression: Expression, context: Context): WholeColumn {
  if (expression.kind === 'literal') return { codes: (_, length) => constantCodes(length, expression.value) };
  if (expression.kind === 'column') return { codes: (codesOf) => codesOf(expression.name) };
  const { choice, branches } = branchesOf(expression, context.library);
  if (choice === branches[0]?.choice) return computed(expression, context);
  const choose = compileNumbers(choice, context);
  const parts = branches.map((branch) => compilePart(branch.expression, context));
  return {
    codes(codesOf, length, chosen) {
      const numbers = choose((value) => (value instanceof Branch ? value.number : 0), codesOf, length, chosen);
      return numbers && handedOn(numbers, parts, codesOf);
    },
  };
}

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
    const choice = literal(new Branch(branches.length + 1));
    branches.push({ choice, expression: part });
    return choice;
  };
  return { choice: visit(expression), branches };
}

/** The values of the branches that rows have chosen, by number from 1. */
function handedOn(chosen: Uint32Array, parts: readonly WholeColumn[], codesOf: CodesOf): Codes | undefined {
  const { length } = chosen;
  const used: number[] = [];
  for (const number of chosen) if (number !== 0 && !used.includes(number)) used.push(number);
  const columns: Codes[] = [];
  for (const number of used) {
    const codes = (parts[number - 1] as WholeColumn).codes(codesOf, length, { numbers: chosen, number });
    if (!codes) return undefined;
    columns.push(codes);
  }
  const [only] = columns;
  if (!only) return noCodes(length);
  if (columns.length === 1 && !chosen.includes(0)) return only;
  const numbers = new Uint32Array(length);
  const joined = new JoinedCodes(numbers, columns);
  columns.forEach((codes, at) => {
    const shift = joined.shifts[at] as number;
    const branch = used[at];
    for (let row = 0; row < length; row += 1) {
      if (chosen[row] !== branch) continue;
      const number = codes.numbers[row] as number;
      if (number !== 0) numbers[row] = number + shift;
    }
  });
  return columns.length === 1 ? new SharedCodes(numbers, only) : joined;
}

/** The values of another column in other rows. */
class SharedCodes implements Codes {
  readonly numbers: Uint32Array;
  readonly #codes: Codes;
  constructor(numbers: Uint32Array, codes: Codes) {
    this.numbers = numbers;
    this.#codes = codes;
  }
  get size(): number {
    return this.#codes.size;
  }
  value(number: number): Value {
    return this.#codes.value(number);
  }
}

/** An expression that makes new values. */
function computed(expression: Expression, context: Context): WholeColumn {
  const number = compileNumbers(expression, context);
  return {
    codes(codesOf, length, chosen) {
      const numbering = new Numbering();
      const numbers = number((value) => numbering.numberOf(value), codesOf, length, chosen);
      return numbers && new ListedCodes(numbers, numbering.values);
    },
  };
}

type NumberOf = (value: Value) => number;
type Numbers = (
  numberOf: NumberOf,
  codesOf: CodesOf,
  length: number,
  chosen: Chosen | undefined,
) => Uint32Array | undefined;

/** Numbers an expression's values row by row: once for rows that agree in what it reads. */
function compileNumbers(expression: Expression, context: Context): Numbers {
  const test = compileRowTest(expression, context);
  const [first, ...others] = decidingColumns(expression, context.library) ?? [];
  return first !== undefined && others.length === 0
    ? numbersOfOne(first, test)
    : (numberOf, codesOf, length, chosen) => {
        const decisions = new Decisions(codesOf, length, (batch, row) => numberOf(test(batch, row)));
        const numbers = new Uint32Array(length);
        for (let row = 0; row < length; row += 1) {
          if (chosen && chosen.numbers[row] !== chosen.number) continue;
          const number = decisions.of(row);
          if (number === undefined) return undefined;
          numbers[row] = number;
        }
        return numbers;
      };
}

const PENDING = 0xffffffff;

/** The same for an expression that reads one column: what it makes of a value is remembered from batch to batch. */
function numbersOfOne(name: string, test: RowTest): Numbers {
  const cell = new SingleCell(name);
  const remembered = new RememberedValues((value) => {
    cell.value = value;
    return test(cell.batch, 0);
  });
  return (numberOf, codesOf, length, chosen) => {
    const codes = codesOf(name);
    if (!codes) return undefined;
    const known = new Uint32Array(codes.size).fill(PENDING);
    const numbers = new Uint32Array(length);
    for (let row = 0; row < length; row += 1) {
      if (chosen && chosen.numbers[row] !== chosen.number) continue;
      const input = codes.numbers[row] as number;
      let number = known[input] as number;
      if (number === PENDING) {
        number = numberOf(remembered.of(codes.value(input)));
        known[input] = number;
      }
      numbers[row] = number;
    }
    return numbers;
  };
}

/** More values than this are not remembered. */
const MOST_REMEMBERED = 4096;

/** What was made of texts before. */
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
