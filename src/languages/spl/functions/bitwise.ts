import type { Value } from '../../../table/value.ts';
import { toNumber } from '../values.ts';
import { defineFunction, type FunctionExample, type SplFunction } from './define.ts';

const ALL_BITS = 2n ** 53n - 1n;

/** A whole number from 0 to 2^53-1; null for anything else. */
function bits(value: Value): bigint | null {
  const number = toNumber(value);
  return number === null || !Number.isSafeInteger(number) || number < 0 ? null : BigInt(number);
}

function ofMany(
  name: string,
  summary: string,
  combine: (left: bigint, right: bigint) => bigint,
  examples: readonly FunctionExample[],
) {
  return defineFunction({
    name,
    page: 'bitwise',
    syntax: `${name}(<number>, <number>, …)`,
    summary,
    minimum: 2,
    examples,
    evaluate: (args) => {
      let result: bigint | null = null;
      for (const argument of args) {
        const operand = bits(argument);
        if (operand === null) return null;
        result = result === null ? operand : combine(result, operand);
      }
      return result === null ? null : Number(result);
    },
  });
}

const shift = (name: string, summary: string, move: (value: bigint, by: bigint) => bigint, example: FunctionExample) =>
  defineFunction({
    name,
    page: 'bitwise',
    syntax: `${name}(<number>, <offset>)`,
    summary,
    minimum: 2,
    maximum: 2,
    examples: [example],
    evaluate: ([value = null, offset = null]) => {
      const operand = bits(value);
      const by = bits(offset);
      return operand === null || by === null ? null : Number(move(operand, by > 64n ? 64n : by) & ALL_BITS);
    },
  });

export const bitwiseFunctions: readonly SplFunction[] = [
  ofMany('bit_and', 'The bits that all numbers have.', (left, right) => left & right, [
    { eval: 'bit_and(15, 7, 6)', result: '6' },
    { eval: 'bit_and(-1, 1)', result: null },
  ]),
  ofMany('bit_or', 'The bits that any number has.', (left, right) => left | right, [
    { eval: 'bit_or(5, 3)', result: '7' },
  ]),
  ofMany('bit_xor', 'The bits that an odd number of the numbers has.', (left, right) => left ^ right, [
    { eval: 'bit_xor(5, 3)', result: '6' },
  ]),
  defineFunction({
    name: 'bit_not',
    page: 'bitwise',
    syntax: 'bit_not(<number>, <mask>)',
    summary: 'The bits that the number lacks, within 53 bits or the mask.',
    minimum: 1,
    maximum: 2,
    examples: [
      { eval: 'bit_not(9)', result: '9007199254740982' },
      { eval: 'bit_not(9, 15)', result: '6' },
    ],
    evaluate: ([value = null, mask]) => {
      const operand = bits(value);
      const within = mask === undefined ? ALL_BITS : bits(mask);
      return operand === null || within === null ? null : Number(~operand & within & ALL_BITS);
    },
  }),
  shift('bit_shift_left', 'Moves the bits up; those beyond the 53rd are lost.', (value, by) => value << by, {
    eval: 'bit_shift_left(3, 2)',
    result: '12',
  }),
  shift('bit_shift_right', 'Moves the bits down.', (value, by) => value >> by, {
    eval: 'bit_shift_right(16, 2)',
    result: '4',
  }),
];
