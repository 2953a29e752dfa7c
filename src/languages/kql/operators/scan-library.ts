import type { Expression } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { Evaluator, TableFunction } from '../../../plan/library.ts';
import { Batch } from '../../../table/batch.ts';
import type { Column } from '../../../table/column.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { keyOfValues } from '../comparators.ts';
import { stateColumn } from '../lowering/expressions.ts';

export interface ScanStep {
  readonly name: string;
  /** Whether rows that match the step come out. */
  readonly emits: boolean;
  readonly condition: Expression;
  readonly assignments: readonly { readonly name: string; readonly expression: Expression }[];
}

export interface ScanOptions {
  /** The input's columns, then the declared ones, with what stands for them where nothing is known. */
  readonly columns: readonly { readonly name: string; readonly missing: Expression }[];
  readonly inputs: number;
  readonly partition: readonly Expression[];
  readonly steps: readonly ScanStep[];
  readonly matchId?: string;
}

/** A row that matched a step: its cells, declared columns too. */
type Matched = readonly Value[];

/** What a step remembers: the rows that matched the steps up to it, and the sequence that they are of. */
interface State {
  rows: (Matched | undefined)[];
  matchId: number;
}

interface Partition {
  readonly states: (State | undefined)[];
}

/**
 * Each row is put to the steps from the last to the first. A step is entered from the one before it, whose state moves
 * on; where it cannot be entered, its own state takes the row.
 *
 * @see https://learn.microsoft.com/kusto/query/scan-operator
 */
export const scanTable: TableFunction = {
  name: 'kql.scan',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, context, compile }) {
    const { columns, inputs, partition, steps, matchId } = options as ScanOptions;
    const frame = new Frame();
    const missingFrame = new Frame();
    missingFrame.load(Batch.fromArrays(new Map(), 1));
    const missing = columns.map((known) => compile(known.missing, missingFrame)(0));
    let seen: readonly (Matched | undefined)[] = [];
    const offered = new Map<string, Column>();
    steps.forEach((step, stepAt) => {
      columns.forEach(({ name }, columnAt) => {
        offered.set(stateColumn(step.name, name), {
          at: () => (seen[stepAt] ? (seen[stepAt][columnAt] ?? null) : (missing[columnAt] ?? null)),
        });
      });
    });
    for (const [at, { name }] of columns.entries()) {
      if (at >= inputs) offered.set(name, { at: () => missing[at] ?? null });
    }
    const keys = partition.map((key) => compile(key, frame));
    const compiled = steps.map((step) => ({
      emits: step.emits,
      condition: compile(step.condition, frame),
      assignments: new Map(
        step.assignments.map(({ name, expression }) => [
          columns.findIndex((known) => known.name === name),
          compile(expression, frame),
        ]),
      ),
    }));
    const partitions = new Map<string, Partition>();
    let nextId = 0;

    for (const batch of input) {
      context.budget.check();
      const wide = batch.extend(offered);
      frame.load(wide);
      const results = new RowBuilder([...columns.map(({ name }) => name), ...(matchId === undefined ? [] : [matchId])]);
      for (const row of batch.rows()) {
        const current = partitionOf(partitions, keys, row, steps.length);
        const cells = columns.map(({ name }, at) => (at < inputs ? (batch.columns.get(name)?.at(row) ?? null) : null));
        const extended = (assignments: ReadonlyMap<number, Evaluator>): Matched =>
          columns.map((_, at) => {
            const evaluate = assignments.get(at);
            if (evaluate) return evaluate(row);
            return at < inputs ? (cells[at] ?? null) : (missing[at] ?? null);
          });
        const emit = (matched: Matched, id: number): void => {
          const named = columns.map(({ name }, at): readonly [string, Value] => [name, matched[at] ?? null]);
          if (matchId !== undefined) named.push([matchId, id]);
          results.add(named, batch.originsAt(row));
        };
        for (let at = compiled.length - 1; at >= 0; at -= 1) {
          const step = compiled[at] as (typeof compiled)[number];
          const before = at > 0 ? current.states[at - 1] : undefined;
          if (before) {
            seen = before.rows;
            if (step.condition(row) === true) {
              const matched = extended(step.assignments);
              current.states[at - 1] = undefined;
              before.rows[at] = matched;
              current.states[at] = before;
              if (step.emits) emit(matched, before.matchId);
              continue;
            }
          }
          let own = current.states[at];
          if (!own && at > 0) continue;
          seen = own?.rows ?? [];
          if (step.condition(row) !== true) continue;
          const matched = extended(step.assignments);
          if (!own) {
            own = { rows: [], matchId: nextId };
            nextId += 1;
            current.states[at] = own;
          }
          own.rows[at] = matched;
          if (step.emits) emit(matched, own.matchId);
        }
      }
      yield results.build();
    }
  },
};

function partitionOf(
  partitions: Map<string, Partition>,
  keys: readonly Evaluator[],
  row: number,
  steps: number,
): Partition {
  const key = keyOfValues(keys.map((evaluate) => evaluate(row)));
  let found = partitions.get(key);
  if (!found) {
    found = { states: new Array<State | undefined>(steps).fill(undefined) };
    partitions.set(key, found);
  }
  return found;
}
