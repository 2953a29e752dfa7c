import type { Value } from '../../../table/value.ts';
import { printNumber, toNumber } from '../values.ts';
import { defineFunction, defineSpecialFunction, type FunctionExample, type SplFunction } from './define.ts';
import { roundDecimal, type WrittenPrecision } from './precision.ts';

type Page = 'mathematical' | 'trigonometric';

/** A function of one number; null for anything else and where it is not defined. */
function ofNumber(
  name: string,
  summary: string,
  compute: (number: number) => number,
  examples: readonly FunctionExample[],
  page: Page = 'mathematical',
  aliases?: readonly string[],
): SplFunction {
  return defineFunction({
    name,
    ...(aliases && { aliases }),
    page,
    syntax: `${name}(<number>)`,
    summary,
    minimum: 1,
    maximum: 1,
    examples,
    evaluate: ([value = null]) => finite(value, compute),
  });
}

function finite(value: Value, compute: (number: number) => number): Value {
  const number = toNumber(value);
  if (number === null) return null;
  const result = compute(number);
  return Number.isNaN(result) ? null : result;
}

const trig = (name: string, summary: string, compute: (number: number) => number, example: string, result: string) =>
  ofNumber(name, summary, compute, [{ eval: `round(${name}(${example}), 6)`, result }], 'trigonometric');

/** Exact powers of the base are whole numbers, whatever the quotient of two logarithms says. */
function logarithm(number: number, base: number): number | null {
  if (number <= 0 || base <= 0 || base === 1) return null;
  const result = base === 10 ? Math.log10(number) : base === 2 ? Math.log2(number) : Math.log(number) / Math.log(base);
  const whole = Math.round(result);
  return base ** whole === number ? whole : result;
}

export const mathematicalFunctions: readonly SplFunction[] = [
  ofNumber('abs', 'The absolute value.', Math.abs, [{ eval: 'abs(-5)', result: '5' }]),
  ofNumber('ceiling', 'Rounds up to a whole number.', Math.ceil, [{ eval: 'ceil(1.9)', result: '2' }], 'mathematical', [
    'ceil',
  ]),
  ofNumber('floor', 'Rounds down to a whole number.', Math.floor, [{ eval: 'floor(-1.5)', result: '-2' }]),
  ofNumber('exp', 'e to the power of the number.', Math.exp, [{ eval: 'exp(0)', result: '1' }]),
  ofNumber('ln', 'The natural logarithm.', (number) => (number > 0 ? Math.log(number) : Number.NaN), [
    { eval: 'ln(1)', result: '0' },
  ]),
  ofNumber('sqrt', 'The square root.', Math.sqrt, [{ eval: 'sqrt(9)', result: '3' }]),
  ofNumber('exact', 'The number without a limit of precision.', (number) => number, [
    { eval: 'exact(8.250 * 0.2)', result: '1.65' },
  ]),
  defineFunction({
    name: 'log',
    page: 'mathematical',
    syntax: 'log(<number>, <base>)',
    summary: 'The logarithm; to the base 10 without a base.',
    minimum: 1,
    maximum: 2,
    examples: [
      { eval: 'log(1000)', result: '3' },
      { eval: 'log(8, 2)', result: '3' },
    ],
    evaluate: ([value = null, base = 10]) => {
      const number = toNumber(value);
      const to = toNumber(base);
      return number === null || to === null ? null : logarithm(number, to);
    },
  }),
  defineFunction({
    name: 'pow',
    page: 'mathematical',
    syntax: 'pow(<number>, <exponent>)',
    summary: 'A number to the power of another.',
    minimum: 2,
    maximum: 2,
    examples: [{ eval: 'pow(2, 10)', result: '1024' }],
    evaluate: ([value = null, exponent = null]) => {
      const number = toNumber(value);
      const power = toNumber(exponent);
      if (number === null || power === null) return null;
      const result = number ** power;
      return Number.isNaN(result) ? null : result;
    },
  }),
  defineFunction({
    name: 'pi',
    page: 'mathematical',
    syntax: 'pi()',
    summary: 'The number pi.',
    minimum: 0,
    maximum: 0,
    examples: [{ eval: 'round(pi(), 2)', result: '3.14' }],
    evaluate: () => Math.PI,
  }),
  defineFunction({
    name: 'round',
    page: 'mathematical',
    syntax: 'round(<number>, <decimals>)',
    summary: 'Rounds half away from zero; the result shows so many decimals, which cannot be negative.',
    minimum: 1,
    maximum: 2,
    examples: [
      { eval: 'round(3.5)', result: '4' },
      { eval: 'round(2.555, 2)', result: '2.56' },
      { eval: 'round(5, 2)', result: '5.00' },
    ],
    evaluate: ([value = null, places = 0]) => {
      const number = toNumber(value);
      const decimals = toNumber(places);
      if (number === null || decimals === null || decimals < 0) return null;
      const rounded = roundDecimal(number, Math.trunc(decimals));
      const digits = Math.min(Math.trunc(decimals), 20);
      return digits > 0 && Math.abs(rounded) < 1e21 ? fixed(rounded, digits) : rounded;
    },
  }),
  defineSpecialFunction({
    name: 'sigfig',
    page: 'mathematical',
    syntax: 'sigfig(<number>)',
    summary: 'Rounds to as many significant digits as the operands of its calculation have.',
    minimum: 1,
    maximum: 1,
    examples: [{ eval: 'sigfig(1.00*1111)', result: '1110' }],
    compile: ({ arguments: [argument], options }) => {
      const { digits = Number.POSITIVE_INFINITY, decimals } = (options ?? {}) as WrittenPrecision;
      return (row) => {
        const number = toNumber(argument?.evaluate(row) ?? null);
        if (number === null || number === 0) return number;
        if (decimals !== undefined) return roundDecimal(number, decimals);
        if (!Number.isFinite(digits)) return number;
        const whole = Math.floor(Math.log10(Math.abs(number))) + 1;
        return roundDecimal(number, digits - whole);
      };
    },
  }),
  trig('sin', 'The sine of an angle in radians.', Math.sin, '1', '0.841471'),
  trig('cos', 'The cosine of an angle in radians.', Math.cos, '1', '0.540302'),
  trig('tan', 'The tangent of an angle in radians.', Math.tan, '1', '1.557408'),
  trig('asin', 'The angle of a sine.', Math.asin, '1', '1.570796'),
  trig('acos', 'The angle of a cosine.', Math.acos, '0', '1.570796'),
  trig('atan', 'The angle of a tangent.', Math.atan, '0.5', '0.463648'),
  trig('sinh', 'The hyperbolic sine.', Math.sinh, '1', '1.175201'),
  trig('cosh', 'The hyperbolic cosine.', Math.cosh, '1', '1.543081'),
  trig('tanh', 'The hyperbolic tangent.', Math.tanh, '1', '0.761594'),
  trig('asinh', 'The inverse hyperbolic sine.', Math.asinh, '1', '0.881374'),
  trig('acosh', 'The inverse hyperbolic cosine.', Math.acosh, '2', '1.316958'),
  trig('atanh', 'The inverse hyperbolic tangent.', Math.atanh, '0.5', '0.549306'),
  ofTwo('atan2', 'The angle of the point (x, y), y given first.', Math.atan2, 'round(atan2(0.5, 0.75), 6)', '0.588003'),
  ofTwo('hypot', 'The length of the hypotenuse.', Math.hypot, 'hypot(3, 4)', '5'),
];

function ofTwo(
  name: string,
  summary: string,
  compute: (left: number, right: number) => number,
  example: string,
  result: string,
) {
  return defineFunction({
    name,
    page: 'trigonometric',
    syntax: `${name}(<number>, <number>)`,
    summary,
    minimum: 2,
    maximum: 2,
    examples: [{ eval: example, result }],
    evaluate: ([left = null, right = null]) => {
      const one = toNumber(left);
      const other = toNumber(right);
      return one === null || other === null ? null : compute(one, other);
    },
  });
}

function fixed(number: number, digits: number): string {
  const [whole = '0', decimals = ''] = printNumber(Math.abs(number)).split('.');
  if (whole.includes('e') || decimals.includes('e')) return printNumber(number);
  return `${number < 0 ? '-' : ''}${whole}.${decimals.padEnd(digits, '0').slice(0, digits)}`;
}
