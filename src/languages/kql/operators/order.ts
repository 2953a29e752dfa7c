import type { Plan, Sort, SortKey } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, kindOf, nodeText, optionalPart, part, simpleName } from '../binding/nodes.ts';
import { type Context, spanOf, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { lowerKey } from '../lowering/key.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { defineOperator } from './definition.ts';
import { keepColumns } from './project.ts';

/** `x asc nulls last`; descending where nothing is said. Nulls count as the smallest. */
export function sortKeyOf(node: KustoNode, context: Context): SortKey {
  const ordered = kindOf(node) === 'OrderedExpression';
  const ordering = ordered ? (optionalPart(node, 'Ordering') ?? undefined) : undefined;
  const text = ordering ? nodeText(ordering).toLowerCase() : '';
  const descending = !/\basc\b/.test(text);
  const nulls = /nulls\s+first/.test(text) ? 'first' : /nulls\s+last/.test(text) ? 'last' : undefined;
  const nanHigh = descending ? nulls === 'first' : nulls === 'last';
  return {
    expression: lowerKey(ordered ? part(node, 'Expression') : node, 'sort', context),
    comparator: nanHigh ? 'kql.compare-nan-high' : 'kql.compare',
    descending,
    nulls: nulls ?? (descending ? 'last' : 'first'),
  };
}

/** A number of rows must be known before the query runs. */
export function constantCount(node: KustoNode, context: Context): number {
  const value = lowerExpression(node, context);
  if (value.kind === 'literal' && (typeof value.value === 'number' || typeof value.value === 'bigint')) {
    return Math.max(0, Number(value.value));
  }
  const message = 'Only a constant number of rows is supported here.';
  throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
}

export const sort = defineOperator({
  name: 'sort',
  kinds: ['SortOperator'],
  summary: 'Orders the rows; descending where nothing is said.',
  syntax: 'sort by expression [asc | desc] [nulls first | nulls last], …',
  examples: [{ query: 'range x from 1 to 3 step 1 | sort by x', rows: [[3], [2], [1]] }],
  lower: (node, input, context) => ({
    plan: {
      op: 'Sort',
      input: input.plan,
      keys: elements(node, 'Expressions').map((key) => sortKeyOf(key, context)),
      ...staged(context),
    },
    columns: input.columns,
  }),
});

export const top = defineOperator({
  name: 'top',
  kinds: ['TopOperator'],
  summary: 'The first rows in an order.',
  syntax: 'top count by expression [asc | desc] [nulls first | nulls last]',
  examples: [{ query: 'range x from 1 to 5 step 1 | top 2 by x', rows: [[5], [4]] }],
  lower(node, input, context) {
    const by = part(node, 'ByExpression');
    const keys = (kindOf(by) === 'ExpressionList' ? elements(by, 'Expressions') : [by]).map((key) =>
      sortKeyOf(key, context),
    );
    const sorted: Sort = { op: 'Sort', input: input.plan, keys, ...staged(context) };
    const plan = limited(sorted, node, context);
    const top: Plan = plan.op === 'Limit' ? { ...sorted, limit: plan.count } : plan;
    return { plan: top, columns: input.columns };
  },
});

export const take = defineOperator({
  name: 'take',
  kinds: ['TakeOperator'],
  summary: 'Some rows: here the first ones.',
  syntax: 'take count',
  examples: [{ query: 'range x from 1 to 5 step 1 | take 2', rows: [[1], [2]] }],
  lower(node, input, context) {
    return { plan: limited(input.plan, node, context), columns: input.columns };
  },
});

/** The first rows, as many as the operator's expression says; a number that another query computes is known late. */
function limited(input: Plan, node: KustoNode, context: Context): Plan {
  const expression = part(node, 'Expression');
  const count = lowerExpression(expression, { ...context, row: [] });
  return count.kind === 'literal'
    ? { op: 'Limit', input, count: constantCount(expression, context), ...staged(context) }
    : { op: 'Reshape', input, function: 'kql.take', options: { count }, ...staged(context) };
}

export const count = defineOperator({
  name: 'count',
  kinds: ['CountOperator'],
  summary: 'One row with the number of rows.',
  syntax: 'count',
  examples: [{ query: 'range x from 1 to 5 step 1 | count', rows: [[5]] }],
  lower(node, input, context) {
    const columns = columnsOf(node.ResultType);
    const name = columns[0]?.name ?? 'Count';
    const aggregates = [
      { outputs: [name], function: 'kql.count', arguments: [], options: { types: [], result: 'long' } },
    ];
    const plan: Plan = { op: 'Aggregate', input: input.plan, by: [], key: 'kql.group', aggregates, ...staged(context) };
    return { plan, columns };
  },
});

export const distinct = defineOperator({
  name: 'distinct',
  kinds: ['DistinctOperator'],
  summary: 'Each combination of values once.',
  syntax: 'distinct expression, … | *',
  examples: [{ query: 'datatable(a:long)[1, 1, 2] | distinct a', rows: [[1], [2]] }],
  lower(node, input, context) {
    const columns = columnsOf(node.ResultType);
    const kept = distinctInput(node, input, columns, context);
    return { plan: { op: 'Distinct', input: kept, key: 'kql.group', ...staged(context) }, columns };
  },
});

function distinctInput(
  node: KustoNode,
  input: Parameters<typeof keepColumns>[0],
  columns: Parameters<typeof keepColumns>[1],
  context: Context,
): Plan {
  const expressions = elements(node, 'Expressions');
  if (expressions.some((expression) => kindOf(expression) === 'StarExpression')) {
    return keepColumns(input, columns, context).plan;
  }
  const made = expressions.map((expression, at) => ({
    name: columns[at]?.name ?? simpleName(expression),
    expression: lowerKey(expression, 'distinct', context),
  }));
  return { op: 'Project', input: input.plan, columns: made, ...staged(context) };
}

export const sampleDistinct = defineOperator({
  name: 'sample-distinct',
  kinds: ['SampleDistinctOperator'],
  summary: 'Some distinct values of a column: here the first ones.',
  syntax: 'sample-distinct count of column',
  examples: [{ query: 'datatable(a:long)[1, 1, 2, 3] | sample-distinct 2 of a', rows: [[1], [2]] }],
  lower(node, input, context) {
    const columns = columnsOf(node.ResultType);
    const expression = lowerKey(part(node, 'OfExpression'), 'sample-distinct', context);
    const name = columns[0]?.name ?? 'Column1';
    const made: Plan = { op: 'Project', input: input.plan, columns: [{ name, expression }], ...staged(context) };
    const unique: Plan = { op: 'Distinct', input: made, key: 'kql.group', ...staged(context) };
    return { plan: limited(unique, node, context), columns };
  },
});
