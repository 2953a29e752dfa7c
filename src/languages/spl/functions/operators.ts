import type { Argument, Evaluator, ScalarFunction } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { compareText, toNumber, toText } from '../values.ts';
import { roundToPrecision, significantDigits, withoutNoise } from './precision.ts';
import { smallest } from '../../../util/append.ts';

/** A quoted literal stays a text even where it looks like a number; any other text that does is one. */
const isQuoted = (argument: Argument | undefined): boolean =>
  argument?.expression.kind === 'literal' && typeof argument.expression.value === 'string';

const evaluatorOf = (argument: Argument | undefined): Evaluator => argument?.evaluate ?? (() => null);

type Compare = (order: number) => boolean;

/**
 * Compares two numbers as numbers and anything else as text, minding case. A comparison with null is null; with several
 * values it holds when one of them satisfies it.
 */
function comparison(name: string, holds: Compare): ScalarFunction {
  return {
    name: `spl.${name}`,
    compile: ({ arguments: [leftArgument, rightArgument] }) => {
      const left = evaluatorOf(leftArgument);
      const right = evaluatorOf(rightArgument);
      const asText = isQuoted(leftArgument) || isQuoted(rightArgument);
      const compare = (one: Value, other: Value): boolean => holds(orderOf(one, other, asText));
      return (row) => {
        const one = left(row);
        if (one === null) return null;
        const other = right(row);
        if (other === null) return null;
        if (!Array.isArray(one) && !Array.isArray(other)) return compare(one, other);
        const ones: readonly Value[] = Array.isArray(one) ? one : [one];
        const others: readonly Value[] = Array.isArray(other) ? other : [other];
        return ones.some((first) => others.some((second) => compare(first, second)));
      };
    },
  };
}

function orderOf(left: Value, right: Value, asText: boolean): number {
  if (!asText) {
    const one = toNumber(left);
    const other = one === null ? null : toNumber(right);
    if (one !== null && other !== null) return one < other ? -1 : one > other ? 1 : one === other ? 0 : Number.NaN;
  }
  return compareText(toText(left), toText(right));
}

function arithmetic(name: string, compute: (left: number, right: number) => number | null): ScalarFunction {
  return {
    name: `spl.${name}`,
    compile: ({ arguments: args }) => {
      const left = evaluatorOf(args[0]);
      const right = evaluatorOf(args[1]);
      const quoted = isQuoted(args[0]) || isQuoted(args[1]);
      return (row) => {
        if (quoted) return null;
        const one = toNumber(left(row));
        if (one === null) return null;
        const other = toNumber(right(row));
        if (other === null) return null;
        return Number.isNaN(one) || Number.isNaN(other) ? Number.NaN : finite(compute(one, other));
      };
    },
  };
}

const finite = (number: number | null): Value => (number === null || Number.isNaN(number) ? null : number);

/**
 * A product or quotient is as precise as its least precise operand that is written with a period; integers and computed
 * numbers limit nothing.
 */
function precise(name: string, compute: (left: number, right: number) => number | null): ScalarFunction {
  return {
    name: `spl.${name}`,
    compile: ({ arguments: args, options }) => {
      const left = evaluatorOf(args[0]);
      const right = evaluatorOf(args[1]);
      const quoted = isQuoted(args[0]) || isQuoted(args[1]);
      const { literals, exact } = (options ?? {}) as { literals?: readonly (string | undefined)[]; exact?: boolean };
      const written = smallest((literals ?? []).map((text) => digitsOf(text ?? null)));
      return (row) => {
        if (quoted) return null;
        const first = left(row);
        const one = toNumber(first);
        if (one === null) return null;
        const second = right(row);
        const other = toNumber(second);
        if (other === null) return null;
        const result = compute(one, other);
        if (result === null || Number.isNaN(result)) return null;
        if (exact) return result;
        const limit = Math.min(written, digitsOf(first), digitsOf(second));
        return Number.isFinite(limit) ? roundToPrecision(result, limit) : result;
      };
    },
  };
}

const digitsOf = (value: Value): number =>
  typeof value === 'string' && value.includes('.') ? significantDigits(value) : Number.POSITIVE_INFINITY;

/** `+` adds two numbers and joins two texts. */
const add: ScalarFunction = {
  name: 'spl.add',
  compile: ({ arguments: args }) => {
    const left = evaluatorOf(args[0]);
    const right = evaluatorOf(args[1]);
    const numberOf = (value: Value, quoted: boolean): number | null => (quoted ? null : toNumber(value));
    const leftQuoted = isQuoted(args[0]);
    const rightQuoted = isQuoted(args[1]);
    return (row) => {
      const one = left(row);
      const other = right(row);
      if (one === null || other === null) return null;
      const first = numberOf(one, leftQuoted);
      const second = numberOf(other, rightQuoted);
      if (first !== null && second !== null) return finite(withoutNoise(first + second));
      // Of a number and a text, both texts in the logs, the text decides.
      return typeof one === 'number' || typeof other === 'number' ? null : toText(one) + toText(other);
    };
  },
};

/** `.` joins, whatever its operands are. */
const concat: ScalarFunction = {
  name: 'spl.concat',
  compile: ({ arguments: args }) => {
    const left = evaluatorOf(args[0]);
    const right = evaluatorOf(args[1]);
    return (row) => {
      const one = left(row);
      if (one === null) return null;
      const other = right(row);
      return other === null ? null : toText(one) + toText(other);
    };
  },
};

const and: ScalarFunction = {
  name: 'spl.and',
  conjunction: true,
  compile: ({ arguments: args }) => {
    const tests = args.map(evaluatorOf);
    return (row) => {
      let result: boolean | null = true;
      for (const test of tests) {
        const value = test(row);
        if (value === false) return false;
        if (value !== true) result = null;
      }
      return result;
    };
  },
};

const or: ScalarFunction = {
  name: 'spl.or',
  compile: ({ arguments: args }) => {
    const tests = args.map(evaluatorOf);
    return (row) => {
      let result: boolean | null = false;
      for (const test of tests) {
        const value = test(row);
        if (value === true) return true;
        if (value !== false) result = null;
      }
      return result;
    };
  },
};

const xor: ScalarFunction = {
  name: 'spl.xor',
  compile: ({ arguments: args }) => {
    const left = evaluatorOf(args[0]);
    const right = evaluatorOf(args[1]);
    return (row) => {
      const one = left(row);
      const other = right(row);
      return typeof one === 'boolean' && typeof other === 'boolean' ? one !== other : null;
    };
  },
};

const not: ScalarFunction = {
  name: 'spl.not',
  compile: ({ arguments: args }) => {
    const operand = evaluatorOf(args[0]);
    return (row) => {
      const value = operand(row);
      return typeof value === 'boolean' ? !value : null;
    };
  },
};

/** `x IN (a, b, …)`: equal to one of them. */
const isIn: ScalarFunction = {
  name: 'spl.in',
  compile: (site) => {
    const [value, ...rest] = site.arguments;
    const equal = comparison('equals', (order) => order === 0);
    const tests = rest.map((other) => equal.compile({ ...site, arguments: [value as Argument, other] }));
    return (row) => {
      if (evaluatorOf(value)(row) === null) return null;
      return tests.some((test) => test(row) === true);
    };
  },
};

const negate: ScalarFunction = {
  name: 'spl.negate',
  compile: ({ arguments: args }) => {
    const operand = evaluatorOf(args[0]);
    return (row) => {
      const number = toNumber(operand(row));
      return number === null ? null : -number;
    };
  },
};

export const operators: readonly ScalarFunction[] = [
  comparison('equals', (order) => order === 0),
  comparison('not-equals', (order) => order !== 0),
  comparison('less', (order) => order < 0),
  comparison('less-or-equal', (order) => order <= 0),
  comparison('greater', (order) => order > 0),
  comparison('greater-or-equal', (order) => order >= 0),
  add,
  arithmetic('subtract', (left, right) => withoutNoise(left - right)),
  precise('multiply', (left, right) => withoutNoise(left * right)),
  precise('divide', (left, right) => (right === 0 ? null : left / right)),
  arithmetic('modulo', (left, right) => (right === 0 ? null : left % right)),
  negate,
  concat,
  and,
  or,
  xor,
  not,
  isIn,
];
