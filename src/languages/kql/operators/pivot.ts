import { column } from '../../../plan/expression.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { AggregateCall, Plan } from '../../../plan/plan.ts';
import type { EventId } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, isAggregate, kindOf, optionalPart, part, simpleName } from '../binding/nodes.ts';
import { keyOfValues } from '../comparators.ts';
import { toDynamic } from '../dynamic.ts';
import { nullOf } from '../functions/define.ts';
import { type Context, freshName, type Rows, spanOf, staged } from '../lowering/context.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { stringOf } from '../print.ts';
import { Timespan } from '../values.ts';
import { keepColumns } from './project.ts';
import { aggregateCall } from './summarize.ts';
import { append } from '../../../util/append.ts';

interface PivotOptions {
  readonly keys: readonly string[];
  readonly pivot: string;
  readonly pivotType: string;
  readonly value: string;
  /** The type of the aggregation's results. */
  readonly type: string;
  /** What stands where no row is. */
  readonly empty: Value;
}

/** Aggregations that give zero over nothing. */
const ZERO = new Set(['count', 'countif', 'dcount', 'sum', 'sumif']);

/** `evaluate pivot(column [, aggregation [, key, …]])`. */
export function pivot(node: KustoNode, args: readonly KustoNode[], input: Rows, context: Context): Rows {
  const [pivoted, aggregate, ...others] = args;
  const known = pivoted && input.columns.find(({ name }) => name === simpleName(pivoted));
  if (!known || (aggregate && !isAggregate(context.shared.kusto, aggregate))) {
    const message = 'pivot is supported over a column, with an aggregation by itself.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  const used = new Set([known.name, ...(aggregate ? namesIn(aggregate) : [])]);
  const keys =
    others.length > 0
      ? others.map(simpleName)
      : input.columns.map(({ name }) => name).filter((name) => !used.has(name));
  const value = freshName(context, 'pivot');
  const call: AggregateCall = aggregate
    ? aggregateCall(aggregate, value, context)
    : { outputs: [value], function: 'kql.count', arguments: [], options: { types: [], result: 'long' } };
  const { result: type } = call.options as { readonly result: string };
  const options: PivotOptions = {
    keys,
    pivot: known.name,
    pivotType: known.type,
    value,
    type,
    empty: !aggregate || ZERO.has(simpleName(part(aggregate, 'Name'))) ? zeroOf(type) : nullOf(type),
  };
  const plan: Plan = {
    op: 'Reshape',
    input: {
      op: 'Aggregate',
      input: input.plan,
      by: [...keys, known.name].map((name) => ({ name, expression: column(name) })),
      key: 'kql.group',
      aggregates: [call],
      ...staged(context),
    },
    function: 'kql.pivot',
    options,
    ...staged(context),
  };
  if (optionalPart(node, 'Schema')) {
    const declared = columnsOf(node.ResultType);
    return keepColumns({ plan, columns: declared }, declared, context);
  }
  return { plan, columns: input.columns.filter(({ name }) => keys.includes(name)), open: true };
}

const zeroOf = (type: string): Value => (type === 'timespan' ? new Timespan(0n) : toDynamic(0, type));

function namesIn(aggregate: KustoNode): readonly string[] {
  const list = optionalPart(aggregate, 'ArgumentList');
  return (list ? elements(list, 'Expressions') : []).filter((node) => kindOf(node) === 'NameReference').map(simpleName);
}

/** A column for each value of the pivot column, in the order in which they appear. */
export const pivotTable: TableFunction = {
  name: 'kql.pivot',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { keys, pivot: by, pivotType, value, type, empty } = options as PivotOptions;
    const names = new Set<string>();
    const groups = new Map<string, { keys: Value[]; cells: Map<string, Value>; origins: EventId[] }>();
    for (const batch of input) {
      for (const row of batch.rows()) {
        const own = keys.map((name) => batch.columns.get(name)?.at(row) ?? null);
        const key = keyOfValues(own);
        let group = groups.get(key);
        if (!group) {
          group = { keys: own, cells: new Map(), origins: [] };
          groups.set(key, group);
        }
        const name = stringOf(batch.columns.get(by)?.at(row) ?? null, pivotType);
        names.add(name);
        // Such columns have the type of their values: a real must not look like a long.
        group.cells.set(name, toDynamic(batch.columns.get(value)?.at(row) ?? null, type));
        append(group.origins, batch.originsAt(row));
      }
    }
    const results = new RowBuilder([...keys, ...names]);
    for (const group of groups.values()) {
      const cells = keys.map((name, at): readonly [string, Value] => [name, group.keys[at] ?? null]);
      const pivoted = [...names].map((name): readonly [string, Value] => [name, group.cells.get(name) ?? empty]);
      results.add([...cells, ...pivoted], group.origins);
    }
    yield results.build();
  },
};
