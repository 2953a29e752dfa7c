import type { Value } from '../../../table/value.ts';
import { longOf, toLong } from '../convert.ts';
import { defineFunction, type KqlFunction } from './define.ts';

const CATEGORY = 'Binary functions';

function bitwise(
  name: string,
  syntax: string,
  summary: string,
  expression: string,
  result: number,
  evaluate: (left: bigint, right: bigint) => bigint,
): KqlFunction {
  return defineFunction({
    name,
    category: CATEGORY,
    summary,
    syntax,
    examples: [{ expression, result }],
    evaluate: (left: Value, right: Value = 0): Value => {
      const [a, b] = [toLong(left), toLong(right)];
      return a === null || b === null ? null : longOf(evaluate(BigInt(a), BigInt(b)));
    },
  });
}

/** Shifts go by the count's remainder by 64. */
const shift = (count: bigint): bigint => ((count % 64n) + 64n) % 64n;

export const bitFunctions: readonly KqlFunction[] = [
  bitwise('binary_and', 'binary_and(a, b)', 'Bits that both numbers have.', 'binary_and(12, 10)', 8, (a, b) => a & b),
  bitwise('binary_or', 'binary_or(a, b)', 'Bits that one of two numbers has.', 'binary_or(5, 3)', 7, (a, b) => a | b),
  bitwise(
    'binary_xor',
    'binary_xor(a, b)',
    'Bits that exactly one of two numbers has.',
    'binary_xor(1, 2)',
    3,
    (a, b) => a ^ b,
  ),
  bitwise('binary_not', 'binary_not(a)', 'The bits that a number has not.', 'binary_not(100)', -101, (a) => ~a),
  bitwise(
    'binary_shift_left',
    'binary_shift_left(a, count)',
    'The bits moved to the left.',
    'binary_shift_left(1, 4)',
    16,
    (a, b) => a << shift(b),
  ),
  bitwise(
    'binary_shift_right',
    'binary_shift_right(a, count)',
    'The bits moved to the right, the sign kept.',
    'binary_shift_right(256, 4)',
    16,
    (a, b) => a >> shift(b),
  ),
  bitwise('bitset_count_ones', 'bitset_count_ones(a)', 'How many bits are set.', 'bitset_count_ones(42)', 3, (a) =>
    BigInt(BigInt.asUintN(64, a).toString(2).replaceAll('0', '').length),
  ),
];
