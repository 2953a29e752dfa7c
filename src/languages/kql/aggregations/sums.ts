import type { Accumulator, Evaluator } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { longOf, realOf, toLong, toReal } from '../convert.ts';
import { Datetime, Decimal, Timespan } from '../values.ts';
import {
  type AggregationSpecification,
  conditional,
  defineAggregation,
  type KqlAggregation,
  overValues,
} from './define.ts';

const NUMBERS = 'datatable(x: long, b: bool) [1, true, 3, false, 8, true]';

/** Exact for whole numbers, decimals and ticks. */
class Sum {
  count = 0;
  #real = 0;
  #whole = 0;
  #big = 0n;
  #overflow = 0n;
  #decimal: Decimal | undefined;

  add(value: Value): this {
    if (value instanceof Timespan || value instanceof Datetime) this.#big += value.ticks;
    else if (Decimal.isDecimal(value)) this.#decimal = (this.#decimal ?? new Decimal(0)).plus(value as Decimal);
    else if (typeof value === 'bigint') this.#big += value;
    else {
      const number = typeof value === 'number' ? value : toReal(value);
      if (number === null) return this;
      this.#real += number;
      const whole = this.#whole + number;
      if (Number.isSafeInteger(whole)) this.#whole = whole;
      else if (Number.isSafeInteger(number)) {
        this.#overflow += BigInt(this.#whole) + BigInt(number);
        this.#whole = 0;
      }
    }
    this.count += 1;
    return this;
  }

  get ticks(): bigint {
    return this.#big + this.#overflow + BigInt(this.#whole);
  }
  get real(): number {
    return this.#real + Number(this.#big);
  }
  get decimal(): Decimal {
    return (this.#decimal ?? new Decimal(0)).plus(this.ticks.toString());
  }
}

const sum: AggregationSpecification = {
  name: 'sum',
  summary: 'The sum of the values that are not null; 0 when there is none.',
  syntax: 'sum(expr)',
  examples: [{ query: `${NUMBERS} | summarize s = sum(x)`, rows: [[12]] }],
  create: ({ values, signature: { result } }) =>
    overValues(
      values[0],
      () => new Sum(),
      (total, value) => total.add(value),
      (total) => {
        if (result === 'timespan') return new Timespan(total.ticks);
        if (result === 'decimal') return total.decimal;
        return result === 'real' ? total.real : longOf(total.ticks);
      },
    ),
};

const average: AggregationSpecification = {
  name: 'avg',
  summary: 'The mean of the values that are not null; NaN (for times null) when there is none.',
  syntax: 'avg(expr)',
  examples: [
    { query: `${NUMBERS} | summarize a = avg(x)`, rows: [[4]] },
    { query: 'datatable(t: timespan) [1d, 3d] | summarize a = avg(t)', rows: [['2.00:00:00']] },
    { query: `${NUMBERS} | where x > 9 | summarize a = avg(x)`, rows: [['NaN']] },
  ],
  create: ({ values, signature: { result } }) =>
    overValues(
      values[0],
      () => new Sum(),
      (total, value) => total.add(value),
      (total) => {
        if (result === 'real') return total.real / total.count;
        if (total.count === 0) return null;
        if (result === 'decimal') return total.decimal.dividedBy(total.count);
        const ticks = total.ticks / BigInt(total.count);
        return result === 'datetime'
          ? new Datetime(ticks)
          : result === 'timespan'
            ? new Timespan(ticks)
            : total.real / total.count;
      },
    ),
};

/** Mean and summed squares of deviations, updated value by value (Welford). */
interface Moments {
  count: number;
  mean: number;
  squares: number;
}

function moments(
  name: string,
  summary: string,
  example: number,
  result: (moments: Moments) => number,
): AggregationSpecification {
  return {
    name,
    summary,
    syntax: `${name}(expr)`,
    examples: [{ query: `range x from 1 to 5 step 1 | summarize v = round(${name}(x), 2)`, rows: [[example]] }],
    create: ({ values }) =>
      overValues<Moments>(
        values[0],
        () => ({ count: 0, mean: 0, squares: 0 }),
        (state, value) => {
          const number = toReal(value);
          if (number === null) return state;
          state.count += 1;
          const deviation = number - state.mean;
          state.mean += deviation / state.count;
          state.squares += deviation * (number - state.mean);
          return state;
        },
        result,
      ),
  };
}

const sample = ({ count, squares }: Moments): number => (count < 2 ? 0 : squares / (count - 1));
const population = ({ count, squares }: Moments): number => (count === 0 ? 0 : squares / count);

const SPREADS = [
  moments('variance', 'The variance of the values, taken as a sample.', 2.5, sample),
  moments('variancep', 'The variance of the values, taken as the whole population.', 2, population),
  moments('stdev', 'The standard deviation of the values, taken as a sample.', 1.58, (state) =>
    Math.sqrt(sample(state)),
  ),
  moments('stdevp', 'The standard deviation of the values, taken as the whole population.', 1.41, (state) =>
    Math.sqrt(population(state)),
  ),
];

function covariance(name: string, summary: string, example: number, ofSample: boolean): AggregationSpecification {
  return {
    name,
    summary,
    syntax: `${name}(expr, expr)`,
    examples: [
      {
        query: `datatable(x: real, y: real) [1.0, 14.0, 2.0, 10.0, 3.0, 17.0, 4.0, 20.0, 5.0, 50.0] | summarize c = ${name}(x, y)`,
        rows: [[example]],
      },
    ],
    create: ({ values }) => {
      const [left, right] = values as readonly [Evaluator, Evaluator];
      return (): Accumulator => {
        let [count, meanX, meanY, products] = [0, 0, 0, 0];
        return {
          add: (row) => {
            const x = realOf(left(row));
            const y = realOf(right(row));
            if (x === undefined || y === undefined) return;
            count += 1;
            const deviation = x - meanX;
            meanX += deviation / count;
            meanY += (y - meanY) / count;
            products += deviation * (y - meanY);
          },
          result: () => {
            const divisor = ofSample ? count - 1 : count;
            return divisor <= 0 ? 0 : products / divisor;
          },
        };
      };
    },
  };
}

const COVARIANCES = [
  covariance('covariance', 'The covariance of two expressions, taken as a sample.', 20.5, true),
  covariance('covariancep', 'The covariance of two expressions, taken as the whole population.', 16.4, false),
];

/** Long, wrapping around at 64 bits. */
function bits(
  name: string,
  what: string,
  example: number,
  combine: (left: bigint, right: bigint) => bigint,
): KqlAggregation {
  return defineAggregation({
    name,
    summary: `The binary ${what} of all values.`,
    syntax: `${name}(expr)`,
    examples: [{ query: `datatable(x: long) [12, 10] | summarize v = ${name}(x)`, rows: [[example]] }],
    create: ({ values }) =>
      overValues<bigint | undefined>(
        values[0],
        () => undefined,
        (state, value) => {
          const long = toLong(value);
          if (long === null) return state;
          return state === undefined ? BigInt(long) : combine(state, BigInt(long));
        },
        (state) => (state === undefined ? null : longOf(state)),
      ),
  });
}

const conditionalForm = (plain: AggregationSpecification, index = 1): KqlAggregation => {
  const name = `${plain.name}if`;
  return conditional(
    plain,
    {
      name,
      syntax: plain.syntax.replace(plain.name, name).replace(')', ', predicate)'),
      examples: [
        index === 1
          ? {
              query: `range x from 1 to 6 step 1 | summarize v = round(${name}(x, x == 4), 2)`,
              rows: [[['sumif', 'avgif'].includes(name) ? 4 : 0]],
            }
          : { query: `range x from 1 to 6 step 1 | summarize v = round(${name}(x, x, x == 4), 2)`, rows: [[0]] },
      ],
    },
    index,
  );
};

/** Kusto has no `stdevpif`. */
const WITHOUT_CONDITION: ReadonlySet<string> = new Set(['stdevp']);

export const sumAggregations: readonly KqlAggregation[] = [
  ...[sum, average, ...SPREADS].flatMap((plain) => [
    defineAggregation(plain),
    ...(WITHOUT_CONDITION.has(plain.name) ? [] : [conditionalForm(plain)]),
  ]),
  ...COVARIANCES.flatMap((plain) => [defineAggregation(plain), conditionalForm(plain, 2)]),
  bits('binary_all_and', 'AND', 8, (left, right) => left & right),
  bits('binary_all_or', 'OR', 14, (left, right) => left | right),
  bits('binary_all_xor', 'XOR', 6, (left, right) => left ^ right),
];
