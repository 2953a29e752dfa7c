import type { Batch, EventId } from '../../table/batch.ts';
import { type Codes, combinationsOf, countOfValues } from '../../table/codes.ts';
import { RowBuilder } from '../../table/rows.ts';
import type { Value } from '../../table/value.ts';
import { compileAggregate, compileExpression } from '../compile.ts';
import type { Context } from '../context.ts';
import type { Expression } from '../expression.ts';
import { Frame } from '../frame.ts';
import type { Accumulator, Evaluator } from '../library.ts';
import type { Aggregate, AggregateCall } from '../plan.ts';
import { keyOf } from './key.ts';

interface Group {
  readonly by: readonly Value[];
  readonly accumulators: readonly Accumulator[];
  readonly origins: EventId[];
}

/** More events than this behind one row are not kept: a report shows samples, not millions. */
export const ORIGINS_KEPT = 10_000;

export function* aggregate(input: Iterable<Batch>, plan: Aggregate, context: Context): Iterable<Batch> {
  const frame = new Frame();
  const key = keyOf(plan.key, context);
  const by = plan.by.map(({ expression }) => compileExpression(expression, frame, context));
  const makers = plan.aggregates.map((call) => compileAggregate(call, frame, context));
  const groups = new Map<string, Group>();
  const newGroup = (values: readonly Value[]): Group => ({
    by: values,
    accumulators: makers.map((make) => make()),
    origins: [],
  });
  /** The group of rows with these values; undefined when they belong to none. */
  const groupOf = (values: readonly Value[]): Group | undefined => {
    const id = key(values);
    if (id === undefined) return undefined;
    let group = groups.get(id);
    if (!group) {
      group = newGroup(values);
      groups.set(id, group);
    }
    return group;
  };
  const only = by.length === 0 ? newGroup([]) : undefined;
  if (only) groups.set('', only);
  for (const batch of input) {
    frame.load(batch);
    const find = only ? () => only : groupFinder(batch, plan, by, groupOf);
    const rest = only && addValues(only.accumulators, batch, plan.aggregates);
    const { length } = batch;
    for (let position = 0; position < length; position += 1) {
      const row = batch.rowAt(position);
      const group = find(row);
      if (!group) continue;
      for (const accumulator of rest ?? group.accumulators) accumulator.add(row);
      if (batch.origins && group.origins.length < ORIGINS_KEPT) {
        for (const origin of batch.originsAt(row)) group.origins.push(origin);
      }
    }
  }
  yield resultOf(groups.values(), plan);
}

/** Gives accumulators the values of a numbered column, each once; the accumulators that have to see the rows. */
export function addValues(
  accumulators: readonly Accumulator[],
  batch: Batch,
  calls: readonly AggregateCall[],
): readonly Accumulator[] {
  return accumulators.filter((accumulator, index) => {
    const [argument, ...others] = calls[index]?.arguments ?? [];
    if (!accumulator.addValue || argument?.kind !== 'column' || others.length > 0) return true;
    const codes = isMostlyIn(batch) ? batch.columns.get(argument.name)?.allCodes?.() : undefined;
    if (!codes) return true;
    if (accumulator.addTexts && codes.areTexts) {
      accumulator.addTexts(countOfValues(codes, batch.selection));
      return false;
    }
    timesOf(codes, batch).forEach((times, number) => {
      if (times > 0) accumulator.addValue?.(codes.value(number), times);
    });
    return false;
  });
}

/** How often each value occurs. */
function timesOf({ numbers, size }: Codes, batch: Batch): Uint32Array {
  const times = new Uint32Array(size);
  const { length } = batch;
  for (let position = 0; position < length; position += 1) {
    const number = numbers[batch.rowAt(position)] as number;
    times[number] = (times[number] as number) + 1;
  }
  return times;
}

/** When few rows are left of a batch, numbering all of them would cost more than it saves. */
export const isMostlyIn = (batch: Batch): boolean => batch.length * 8 >= batch.baseLength;

/** Finds the groups of a batch's rows; where all keys are numbered columns, once per combination of numbers. */
function groupFinder(
  batch: Batch,
  plan: Aggregate,
  by: readonly Evaluator[],
  groupOf: (values: readonly Value[]) => Group | undefined,
): (row: number) => Group | undefined {
  const codes = plan.by.map(({ expression }) => codesOf(batch, expression));
  if (!codes.every((column) => column !== undefined)) {
    return (row) => groupOf(by.map((evaluate) => evaluate(row)));
  }
  const combinations = combinationsOf(codes, batch.baseLength);
  const known = new Map<number, Group | undefined>();
  return (row) => {
    const id = combinations[row] as number;
    if (known.has(id)) return known.get(id);
    const group = groupOf(codes.map((column) => column.value(column.numbers[row] as number)));
    known.set(id, group);
    return group;
  };
}

function codesOf(batch: Batch, expression: Expression): Codes | undefined {
  if (expression.kind !== 'column' || !isMostlyIn(batch)) return undefined;
  return batch.columns.get(expression.name)?.codes?.();
}

function resultOf(groups: Iterable<Group>, plan: Aggregate): Batch {
  const names = [...plan.by.map(({ name }) => name), ...plan.aggregates.flatMap(({ outputs }) => outputs)];
  const rows = new RowBuilder(names);
  for (const group of groups) {
    const cells: [string, Value][] = plan.by.map(({ name }, index) => [name, group.by[index] ?? null]);
    plan.aggregates.forEach(({ outputs }, index) => {
      const result = group.accumulators[index]?.result() ?? null;
      const [single] = outputs;
      if (outputs.length === 1 && single !== undefined) cells.push([single, result as Value]);
      else for (const [at, name] of outputs.entries()) cells.push([name, (result as readonly Value[])[at] ?? null]);
    });
    rows.add(cells, group.origins);
  }
  return rows.build();
}
