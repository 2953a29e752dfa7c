import { call, column, type Expression } from '../../../plan/expression.ts';
import type { NamedExpression, Plan } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, kindOf, optionalPart, part, simpleName, typeOf } from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import { type Context, freshName, type Rows, staged } from '../lowering/context.ts';
import { lowerExpression, typedCall } from '../lowering/expressions.ts';
import { lowerSubquery } from '../lowering/rows.ts';
import { defineOperator } from './definition.ts';
import { constantCount } from './order.ts';
import { keepColumns } from './project.ts';
import { parameterOf } from './union.ts';
import { append } from '../../../util/append.ts';

interface Expansion {
  readonly name: string;
  readonly expression: Expression;
  /** What the elements become. */
  readonly type: string;
}

export const mvExpand = defineOperator({
  name: 'mv-expand',
  kinds: ['MvExpandOperator'],
  summary: 'One row for each element of an array or bag; several columns are zipped.',
  syntax:
    'mv-expand [bagexpansion = bag | array] [with_itemindex = name] [name =] array [to typeof(type)], … [limit n]',
  examples: [
    {
      query: 'print a = dynamic([1, 2]), b = "x" | mv-expand a',
      rows: [
        [1, 'x'],
        [2, 'x'],
      ],
    },
    { query: 'print a = dynamic([]) | mv-expand a', rows: [] },
  ],
  lower(node, input, context) {
    const result = columnsOf(node.ResultType);
    const expansions = expansionsOf(node, result, input, context);
    const expanded = expandRows(node, expansions, input, result, context);
    return keepColumns(expanded, result, context);
  },
});

/** The arrays that a row is expanded by; one without a name gets the binder's next new column. */
function expansionsOf(
  node: KustoNode,
  result: readonly KqlColumn[],
  input: Rows,
  context: Context,
): readonly Expansion[] {
  const index = parameterOf(node, 'with_itemindex');
  const nodes = elements(node, 'Expressions').map((element) => ({ element, value: part(element, 'Expression') }));
  const known = nodes.map(({ value }) => nameOf(value));
  const taken = new Set([...input.columns.map(({ name }) => name), ...known, index]);
  const unnamed = result.filter(({ name }) => !taken.has(name)).map(({ name }) => name);
  const arrays = parameterOf(node, 'bagexpansion') === 'array' || parameterOf(node, 'kind') === 'array';
  return nodes.map(({ element, value }, at) => {
    const name = known[at] ?? unnamed.shift() ?? freshName(context, 'element');
    const source = kindOf(value) === 'SimpleNamedExpression' ? part(value, 'Expression') : value;
    const args = [{ expression: lowerExpression(source, context), type: typeOf(source) }];
    const expression = typedCall(arrays ? 'mv-pairs' : 'mv-elements', args, 'dynamic');
    const clause = optionalPart(element, 'ToTypeOf');
    const type = clause
      ? String((lowerExpression(part(clause, 'TypeOf'), context) as { readonly value: unknown }).value)
      : (result.find((candidate) => candidate.name === name)?.type ?? 'dynamic');
    return { name, expression, type };
  });
}

function nameOf(value: KustoNode): string | undefined {
  if (kindOf(value) === 'SimpleNamedExpression') return simpleName(part(value, 'Name'));
  return kindOf(value) === 'NameReference' ? (value.ReferencedSymbol?.Name ?? simpleName(value)) : undefined;
}

/** All columns of the input, with the elements in place of the arrays. */
function expandRows(
  node: KustoNode,
  expansions: readonly Expansion[],
  input: Rows,
  result: readonly KqlColumn[],
  context: Context,
): Rows {
  const hidden = expansions.map(() => freshName(context, 'elements'));
  const arrays = expansions.map(({ expression }, at) => ({ name: hidden[at] as string, expression }));
  const index = parameterOf(node, 'with_itemindex');
  const limit = optionalPart(node, 'RowLimitClause');
  const expanded: Plan = {
    op: 'Expand',
    input: { op: 'Extend', input: input.plan, columns: arrays, ...staged(context) },
    columns: hidden.map((name) => ({ from: name, to: name })),
    ...(index !== undefined && { indexColumn: index }),
    ...(limit && { limit: constantCount(part(limit, 'RowLimit'), context) }),
    empty: 'drop',
    ...staged(context),
  };
  const columns = expansions.map(({ name, type }, at): NamedExpression => ({
    name,
    expression:
      type === 'dynamic'
        ? column(hidden[at] as string)
        : call('kql.mv-typed', [column(hidden[at] as string)], undefined, { type }),
  }));
  return { plan: { op: 'Extend', input: expanded, columns, ...staged(context) }, columns: result };
}

export const mvApply = defineOperator({
  name: 'mv-apply',
  kinds: ['MvApplyOperator'],
  summary: 'Expands arrays of each row and runs a subquery over its elements.',
  syntax: 'mv-apply [with_itemindex = name] [name =] array [to typeof(type)], … [limit n] on (subquery)',
  examples: [
    {
      query: 'datatable(l:dynamic)[dynamic([1, 5, 3])] | mv-apply e = l to typeof(long) on (top 1 by e) | project e',
      rows: [[5]],
    },
  ],
  lower(node, input, context) {
    const result = columnsOf(node.ResultType);
    const index = parameterOf(node, 'with_itemindex');
    const subquery = part(node, 'Subquery');
    const expansions = expansionsOf(node, result, input, context);
    const inner: KqlColumn[] = input.columns.filter(({ name }) => !expansions.some((made) => made.name === name));
    append(
      inner,
      expansions.map(({ name, type }) => ({ name, type })),
    );
    if (index !== undefined) inner.push({ name: index, type: 'long' });
    const row = freshName(context, 'row');
    const name = freshName(context, 'elements');
    const reference: Plan = { op: 'Reference', name };
    const numbered: Rows = { plan: { op: 'Extend', input: input.plan, columns: [] }, columns: input.columns };
    const expanded = expandRows(node, expansions, numbered, inner, context);
    const subContext = { ...context, row: inner, open: false, stage: undefined, steps: false };
    const rows = lowerSubquery(subquery, { plan: reference, columns: inner }, subContext);
    const options = {
      name,
      row,
      expand: rebased(expanded.plan, input.plan, { op: 'Reference', name: row }),
      subquery: rows.plan,
      fromSubquery: rows.columns.map((made) => made.name),
      columns: result.map((made) => made.name),
    };
    const plan: Plan = { op: 'Reshape', input: input.plan, function: 'kql.mv-apply', options, ...staged(context) };
    return { plan, columns: result };
  },
});

/** The plan with another input at its foot. */
function rebased(plan: Plan, from: Plan, to: Plan): Plan {
  if (plan === from) return to;
  return 'input' in plan ? ({ ...plan, input: rebased(plan.input, from, to) } as Plan) : plan;
}
