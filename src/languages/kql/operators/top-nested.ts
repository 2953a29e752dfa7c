import { column } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Join, Plan, SortKey } from '../../../plan/plan.ts';
import { Batch } from '../../../table/batch.ts';
import type { Value } from '../../../table/value.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, kindOf, nodeText, optionalPart, part } from '../binding/nodes.ts';
import { compareValues, keyOfValues } from '../comparators.ts';
import type { KqlColumn } from '../environment.ts';
import { type Context, freshName, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { defineOperator } from './definition.ts';
import { constantCount } from './order.ts';
import { aggregatedExpression } from './summarize.ts';
import { type NestedLevel, othersOf } from './top-nested-others.ts';

interface Level extends NestedLevel {
  readonly count: number | undefined;
  readonly descending: boolean;
}

export const topNested = defineOperator({
  name: 'top-nested',
  kinds: ['TopNestedOperator'],
  summary: 'The greatest groups by an aggregation, within each of them the greatest by another, and so on.',
  syntax:
    'top-nested [count] of [name =] expression [with others = constant] by [name =] aggregation [asc | desc], top-nested …',
  examples: [
    {
      query:
        'datatable(a: string, b: string, v: long)["x", "p", 1, "x", "q", 5, "y", "p", 2] | top-nested 1 of a by n = sum(v), top-nested 1 of b by m = max(v)',
      rows: [['x', 6, 'q', 5]],
    },
    {
      query:
        'datatable(a: string, v: long)["x", 1, "x", 5, "y", 2, "z", 1] | top-nested 1 of a with others = "rest" by n = sum(v)',
      rows: [
        ['x', 6],
        ['rest', 3],
      ],
    },
  ],
  lower(node, input, context) {
    const columns = columnsOf(node.ResultType);
    const levels = elements(node, 'Clauses').map((clause, at) => levelOf(clause, columns, at, context));
    const name = freshName(context, 'nested');
    const rows: Plan = { op: 'Reference', name };
    const kept = levels.map(() => freshName(context, 'nested'));
    const bodies = levels.map((level, at): Plan => {
      const upper = levels.slice(0, at);
      const within = upper.map(({ value }) => value.name);
      const by = [...upper, level].map(({ value }) => value);
      const grouped: Plan = {
        op: 'Project',
        input: { op: 'Aggregate', input: rows, by, key: 'kql.group', aggregates: level.aggregates, ...staged(context) },
        columns: [
          ...by.map((value) => ({ name: value.name, expression: column(value.name) })),
          { name: level.aggregate.name, expression: level.result },
        ],
        ...staged(context),
      };
      const above: Plan = { op: 'Reference', name: kept[at - 1] ?? name };
      const joined: Plan = at === 0 ? grouped : joinOf(above, grouped, upper, level, context);
      return topWithin(joined, within, level, context);
    });
    const found: Plan = {
      op: 'Project',
      input: { op: 'Reference', name: kept.at(-1) ?? name },
      columns: columns.map((known) => ({ name: known.name, expression: column(known.name) })),
      ...staged(context),
    };
    const others = othersOf({ ...input, plan: rows }, levels, kept, context);
    const all: Plan = others.length === 0 ? found : { op: 'Union', inputs: [found, ...others], ...staged(context) };
    const plan = [input.plan, ...bodies].reduceRight(
      (body, value, at): Plan => ({
        op: 'Let',
        name: at === 0 ? name : (kept[at - 1] as string),
        value,
        body,
        ...staged(context),
      }),
      all,
    );
    return { plan, columns };
  },
});

function levelOf(clause: KustoNode, columns: readonly KqlColumn[], at: number, context: Context): Level {
  const by = part(clause, 'ByExpression');
  const ordered = kindOf(by) === 'OrderedExpression';
  const ordering = ordered ? optionalPart(by, 'Ordering') : undefined;
  const named = ordered ? part(by, 'Expression') : by;
  const { aggregates, expression } = aggregatedExpression(unnamed(named), context);
  const others = optionalPart(clause, 'WithOthersClause');
  const count = optionalPart(clause, 'Expression');
  const valueColumn = columns[at * 2] ?? { name: `value${at}`, type: 'dynamic' };
  return {
    value: { ...valueColumn, expression: lowerExpression(unnamed(part(clause, 'OfExpression')), context) },
    aggregate: columns[at * 2 + 1] ?? { name: `aggregated${at}`, type: 'real' },
    aggregates,
    result: expression,
    ...(others && { others: lowerExpression(part(others, 'Expression'), context) }),
    count: count && constantCount(count, context),
    descending: !(ordering && /\basc\b/i.test(nodeText(ordering))),
  };
}

/** `name = expression` → `expression`. */
const unnamed = (node: KustoNode): KustoNode =>
  kindOf(node) === 'SimpleNamedExpression' ? part(node, 'Expression') : node;

/** The groups of a level under those that the upper levels kept, with what these were ranked by. */
function joinOf(kept: Plan, grouped: Plan, upper: readonly Level[], level: Level, context: Context): Join {
  const keys = upper.map(({ value }) => value.name);
  return {
    op: 'Join',
    kind: 'inner',
    left: kept,
    right: grouped,
    on: keys.map((name) => ({ left: column(name), right: column(name) })),
    key: 'kql.group',
    output: [
      ...upper.flatMap(({ value, aggregate }) =>
        [value.name, aggregate.name].map((name) => ({ name, side: 'left' as const, column: name })),
      ),
      ...[level.value.name, level.aggregate.name].map((name) => ({ name, side: 'right' as const, column: name })),
    ],
    ...staged(context),
  };
}

const topWithin = (input: Plan, within: readonly string[], level: Level, context: Context): Plan => ({
  op: 'Reshape',
  input,
  function: 'kql.top-per-group',
  options: {
    within,
    of: level.value.name,
    by: level.aggregate.name,
    descending: level.descending,
    ...(level.count !== undefined && { count: level.count }),
  } satisfies TopOptions,
  ...staged(context),
});

interface TopOptions {
  readonly within: readonly string[];
  readonly of: string;
  readonly by: string;
  readonly descending: boolean;
  readonly count?: number;
}

/** The first rows by a column within each group, of equal ones the greatest value; groups keep their order. */
export const topPerGroupTable: TableFunction = {
  name: 'kql.top-per-group',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, compile }) {
    const { within, of, by, descending, count = Number.POSITIVE_INFINITY } = options as TopOptions;
    const frame = new Frame();
    const keys = within.map((name) => compile(column(name), frame));
    const rank = compile(column(by), frame);
    const own = compile(column(of), frame);
    const groups = new Map<string, { batch: Batch; row: number; value: Value; own: Value }[]>();
    for (const batch of input) {
      frame.load(batch);
      for (const row of batch.rows()) {
        const key = keyOfValues(keys.map((evaluate) => evaluate(row)));
        const list = groups.get(key) ?? [];
        list.push({ batch, row, value: rank(row), own: own(row) });
        groups.set(key, list);
      }
    }
    for (const list of groups.values()) {
      list.sort((left, right) => {
        const order = compareValues(left.value, right.value);
        return order === 0 ? compareValues(right.own, left.own) : descending ? -order : order;
      });
      for (const { batch, row } of list.slice(0, count)) yield batch.select(Uint32Array.of(row));
    }
    yield Batch.fromArrays(new Map(), 0);
  },
};

export const topHitters = defineOperator({
  name: 'top-hitters',
  kinds: ['TopHittersOperator'],
  summary: 'The values that occur most often, or whose expression has the greatest sum.',
  syntax: 'top-hitters count of expression [by expression]',
  differences: 'The service estimates; here the numbers are exact.',
  examples: [
    {
      query: 'datatable(a: string)["x", "y", "x"] | top-hitters 1 of a',
      rows: [['x', 2]],
    },
  ],
  lower(node, input, context) {
    const columns = columnsOf(node.ResultType);
    const [value, counted] = columns.map(({ name }) => name);
    const by = optionalPart(node, 'ByClause');
    const total = counted ?? 'approximate_count';
    const of = part(node, 'OfExpression');
    const type = columns[1]?.type ?? 'long';
    const weight = by && lowerExpression(part(by, 'Expression'), context);
    const key: SortKey = { expression: column(total), comparator: 'kql.compare', descending: true, nulls: 'last' };
    const plan: Plan = {
      op: 'Sort',
      input: {
        op: 'Aggregate',
        input: input.plan,
        by: [{ name: value ?? 'value', expression: lowerExpression(of, context) }],
        key: 'kql.group',
        aggregates: [
          weight
            ? { outputs: [total], function: 'kql.sum', arguments: [weight], options: { types: [type], result: type } }
            : { outputs: [total], function: 'kql.count', arguments: [], options: { types: [], result: 'long' } },
        ],
        ...staged(context),
      },
      keys: [key],
      limit: constantCount(part(node, 'Expression'), context),
      ...staged(context),
    };
    return { plan, columns };
  },
});
