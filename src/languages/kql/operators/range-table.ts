import type { Expression } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { Batch } from '../../../table/batch.ts';
import type { Value } from '../../../table/value.ts';
import { Datetime, Timespan } from '../values.ts';

interface RangeOptions {
  readonly name: string;
  readonly type: string;
  readonly from: Expression;
  readonly to: Expression;
  readonly step: Expression;
}

/** More rows than this are a slip of the pen. */
const MOST_ROWS = 10_000_000;

/** The rows of `range`. */
export const rangeTable: TableFunction = {
  name: 'kql.range',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, context, compile }) {
    const { name, type, from, to, step } = options as RangeOptions;
    const frame = new Frame();
    const evaluators = [from, to, step].map((expression) => compile(expression, frame));
    for (const batch of input) {
      frame.load(batch);
      for (const row of batch.rows()) {
        const [first, last, by] = evaluators.map((evaluate) => evaluate(row)) as [Value, Value, Value];
        let values: Value[] = [];
        let count = 0;
        for (const value of valuesBetween(first, last, by, type)) {
          values.push(value);
          count += 1;
          if (values.length === context.batchSize) {
            yield Batch.fromArrays(new Map([[name, values]]), values.length);
            values = [];
            context.budget.check();
          }
          if (count >= MOST_ROWS) break;
        }
        yield Batch.fromArrays(new Map([[name, values]]), values.length);
      }
    }
  },
};

function* valuesBetween(first: Value, last: Value, by: Value, type: string): Iterable<Value> {
  if (first === null || last === null || by === null) return;
  if (type === 'real') {
    const [start, stop, step] = [first, last, by].map(Number) as [number, number, number];
    if (step === 0) return;
    for (let at = 0; step > 0 ? start + at * step <= stop : start + at * step >= stop; at += 1) yield start + at * step;
    return;
  }
  const [start, stop, step] = [first, last, by].map(wholeOf) as [bigint, bigint, bigint];
  if (step === 0n) return;
  const made = maker(type);
  for (let at = start; step > 0n ? at <= stop : at >= stop; at += step) yield made(at);
}

function wholeOf(value: Value): bigint {
  if (value instanceof Datetime || value instanceof Timespan) return value.ticks;
  return typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value)));
}

function maker(type: string): (whole: bigint) => Value {
  if (type === 'datetime') return (whole) => new Datetime(whole);
  if (type === 'timespan') return (whole) => new Timespan(whole);
  return (whole) => (Number.isSafeInteger(Number(whole)) ? Number(whole) : whole);
}

/** `take` of a number that another query computes. */
export const takeTable: TableFunction = {
  name: 'kql.take',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, compile }) {
    const { count } = options as { readonly count: Expression };
    const frame = new Frame();
    const evaluate = compile(count, frame);
    frame.load(Batch.fromArrays(new Map(), 1));
    let left = Math.max(0, Number(evaluate(0) ?? 0));
    for (const batch of input) {
      if (left <= 0) return;
      const taken = batch.head(left);
      left -= taken.length;
      yield taken;
    }
  },
};
