import type { Expression } from '../../../plan/expression.ts';
import { QueryFailure } from '../../../plan/failure.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Plan } from '../../../plan/plan.ts';
import { Batch, type EventId } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { percentileOf } from '../aggregations/percentiles.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, kindOf, simpleName } from '../binding/nodes.ts';
import { compareValues, keyOfValues } from '../comparators.ts';
import { realOf, toLong } from '../convert.ts';
import { binAt } from '../functions/math.ts';
import { asArgument, type Context, type Rows, spanOf, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { Datetime, Timespan } from '../values.ts';
import { append } from '../../../util/append.ts';

interface RollingOptions {
  readonly value: string;
  readonly index: string;
  readonly type: string;
  /** Percentile, size of a bin, bins per window. */
  readonly constants: readonly Expression[];
  readonly dimensions: readonly string[];
  readonly outputs: readonly string[];
}

/** `evaluate rolling_percentile(value, percentile, index, binSize, binsPerWindow [, dimension, …])`. */
export function rollingPercentile(node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows {
  const [value, percent, index, size, bins, ...dimensions] = args;
  const columns = columnsOf(node.ResultType);
  if (!value || !percent || !index || !size || !bins || ![value, index, ...dimensions].every(isColumn)) {
    const message = 'rolling_percentile is supported with columns and constants alone.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  const options: RollingOptions = {
    value: simpleName(value),
    index: simpleName(index),
    type: input.columns.find(({ name }) => name === simpleName(index))?.type ?? 'datetime',
    constants: [percent, size, bins].map((constant) => lowerExpression(constant, asArgument(context))),
    dimensions: dimensions.map(simpleName),
    outputs: columns.map(({ name }) => name),
  };
  const plan: Plan = {
    op: 'Reshape',
    input: input.plan,
    function: 'kql.rolling-percentile',
    options,
    ...staged(context),
  };
  return { plan, columns };
}

const isColumn = (node: KustoNode): boolean => kindOf(node) === 'NameReference';

interface Bin {
  readonly start: Value;
  readonly values: Value[];
  readonly origins: EventId[];
}

/** A percentile of the values of each bin and those before it, for each combination of dimensions. */
export const rollingPercentileTable: TableFunction = {
  name: 'kql.rolling-percentile',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, compile }) {
    const { value, index, type, constants, dimensions, outputs } = options as RollingOptions;
    const frame = new Frame();
    frame.load(Batch.fromArrays(new Map(), 1));
    const [percent, size, window] = constants.map((constant) => compile(constant, frame)(0)) as [Value, Value, Value];
    const origin = type === 'datetime' ? new Datetime(0n) : 0;
    const slices = new Map<string, { readonly dimensions: readonly Value[]; readonly bins: Map<string, Bin> }>();
    for (const batch of input) {
      for (const row of batch.rows()) {
        const cell = (name: string): Value => batch.columns.get(name)?.at(row) ?? null;
        const start = cell(index) === null ? null : binAt(cell(index), size, origin, type);
        if (start === null) continue;
        const own = dimensions.map(cell);
        const slice = slices.get(keyOfValues(own)) ?? { dimensions: own, bins: new Map<string, Bin>() };
        slices.set(keyOfValues(own), slice);
        const bin = slice.bins.get(keyOfValues([start])) ?? { start, values: [], origins: [] };
        slice.bins.set(keyOfValues([start]), bin);
        if (cell(value) !== null) bin.values.push(cell(value));
        append(bin.origins, batch.originsAt(row));
      }
    }
    const results = new RowBuilder(outputs);
    for (const slice of slices.values()) {
      const bins = [...slice.bins.values()].sort((left, right) => compareValues(left.start, right.start));
      bins.forEach((bin, at) => {
        const before = bins[at - 1];
        if (before && !isNext(before.start, bin.start, size)) {
          throw new QueryFailure('unsupported-option', 'rolling_percentile over bins without rows is not supported.');
        }
        const covered = bins.slice(Math.max(0, at + 1 - Number(window)), at + 1);
        const values = covered.flatMap((one) => one.values).sort(compareValues);
        const found = percentileOf(
          values.map((one) => ({ value: one, weight: 1 })),
          realOf(percent) ?? Number.NaN,
        );
        const cells = [bin.start, ...slice.dimensions, found];
        results.add(
          outputs.map((name, place): readonly [string, Value] => [name, cells[place] ?? null]),
          covered.flatMap((one) => one.origins),
        );
      });
    }
    yield results.build();
  },
};

/** Whether a bin lies right behind another. */
function isNext(before: Value, after: Value, size: Value): boolean {
  if (before instanceof Datetime && after instanceof Datetime && size instanceof Timespan) {
    return after.ticks - before.ticks === size.ticks;
  }
  const [a, b, c] = [before, after, size].map((value) => realOf(value) ?? Number(toLong(value))) as [
    number,
    number,
    number,
  ];
  return Math.abs(b - a - c) < 1e-9 * Math.max(1, Math.abs(c));
}
