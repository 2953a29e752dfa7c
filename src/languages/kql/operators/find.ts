import { type Expression, literal } from '../../../plan/expression.ts';
import type { NamedExpression, Plan } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, kindOf, nodeText, optionalPart, part, simpleName, symbolKind } from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import { nullOf } from '../functions/define.ts';
import { packed } from '../lowering/calls.ts';
import { asArgument, type Context, type Rows, spanOf, staged, withRow } from '../lowering/context.ts';
import { typedCall } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { lowerClosedRows, lowerMembers } from '../lowering/rows.ts';
import { defineOperator } from './definition.ts';
import { conditionOf } from './search.ts';
import { isLast } from './summarize.ts';
import { parameterOf, sourceName, valuesIn } from './union.ts';

const PACKED = 'pack_';

export const find = defineOperator({
  name: 'find',
  kinds: ['FindOperator'],
  summary: 'Rows of several tables for which a predicate holds; a column says which table each comes from.',
  syntax:
    'find [withsource = name] in (table, …) where predicate [project column[: type], …[, pack(*)] | project-smart]',
  status: 'partial',
  differences: 'Tables must be named with `in`: a search of every table of the workspace is not supported.',
  examples: [
    {
      query:
        'let T = datatable(a: string)["x", "y"]; let U = datatable(a: string)["x"]; find in (T, U) where a == "x" project a',
      rows: [
        ['T', 'x'],
        ['U', 'x'],
      ],
    },
    {
      query:
        'let T = datatable(a: string, b: long)["x", 1]; let U = datatable(a: string, c: long)["x", 2]; find in (T, U) where a == "x"',
      rows: [
        ['T', 'x', { b: 1 }],
        ['U', 'x', { c: 2 }],
      ],
    },
  ],
  lower(node, _input, context) {
    const clause = optionalPart(node, 'InClause');
    if (!clause) {
      const message = 'A search of every table is not supported: name tables with find in (…).';
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
    }
    const source = parameterOf(node, 'withsource') ?? 'source_';
    const condition = part(node, 'Condition');
    const asked = columnsIn(condition);
    const all = elements(clause, 'Expressions').flatMap((expression, at) => tablesOf(expression, at, context));
    const tables = all.filter(({ rows }) => asked.size === 0 || rows.columns.some((known) => asked.has(known.name)));
    const own = new Set(tables.flatMap(({ rows }) => rows.columns.map((known) => known.name)));
    const casts = castsOf(node);
    const result = [...withTypes(node, all, casts, context), ...packedBySmart(node, context)];
    const shown = new Set(result.map((known) => known.name));
    const inputs = tables.map(({ rows, name }): Plan => {
      const missing = all
        .flatMap((table) => table.rows.columns)
        .filter((known) => asked.has(known.name) && !rows.columns.some((present) => present.name === known.name));
      const absent = missing.map((known) => ({ name: known.name, expression: literal(nullOf(known.type)) }));
      const completed: Plan =
        absent.length === 0 ? rows.plan : { op: 'Extend', input: rows.plan, columns: absent, ...staged(context) };
      const predicate = conditionOf(condition, withRow(context, [...rows.columns, ...missing]), false);
      const columnOf = valuesIn(rows.columns, own);
      const expressionOf = (wanted: KqlColumn): Expression => {
        if (wanted.name === source) return literal(name);
        const rest = rows.columns.filter(
          (known) => !shown.has(known.name) && !shown.has(`${known.name}_${known.type}`),
        );
        if (wanted.name === PACKED) return packed(rest, context, node, false);
        const known = rows.columns.find((present) => present.name === wanted.name);
        return known && casts.has(wanted.name) ? castTo(wanted.type, columnOf(known), known.type) : columnOf(wanted);
      };
      const columns = result.map((wanted): NamedExpression => ({
        name: wanted.name,
        expression: expressionOf(wanted),
      }));
      const kept: Plan = { op: 'Filter', input: completed, predicate, ...staged(context) };
      return { op: 'Project', input: kept, columns, ...staged(context) };
    });
    return { plan: { op: 'Union', inputs, ...staged(context) }, columns: result };
  },
});

/** A table of the list; several for a wildcard. */
function tablesOf(node: KustoNode, at: number, context: Context): readonly { rows: Rows; name: string }[] {
  if (symbolKind(node.ReferencedSymbol) === 'Group') {
    return lowerMembers(node, asArgument(context)).map(({ rows, name }) => ({ rows, name: name ?? `find_arg${at}` }));
  }
  const rows = lowerClosedRows(node, asArgument(context));
  return [{ rows, name: rows.name ?? sourceName(node) ?? `find_arg${at}` }];
}

/** The names of the columns that a predicate mentions: a table without any of them gives nothing. */
function columnsIn(node: KustoNode, found = new Set<string>()): ReadonlySet<string> {
  if (kindOf(node) === 'NameReference' && symbolKind(node.ReferencedSymbol) === 'Column') found.add(simpleName(node));
  for (let at = 0; at < node.ChildCount; at += 1) {
    const child = (node['GetChild'] as (at: number) => KustoNode | null).call(node, at);
    if (child) columnsIn(child, found);
  }
  return found;
}

/** The binder's columns; one that the tables give different types is one column a type, which it does not know. */
function withTypes(
  node: KustoNode,
  tables: readonly { readonly rows: Rows }[],
  casts: ReadonlySet<string>,
  context: Context,
): readonly KqlColumn[] {
  const typesOf = (name: string): readonly string[] => [
    ...new Set(tables.flatMap(({ rows }) => rows.columns.flatMap((known) => (known.name === name ? known.type : [])))),
  ];
  return columnsOf(node.ResultType).flatMap((wanted) => {
    const types = casts.has(wanted.name) ? [] : typesOf(wanted.name.replace(/_[a-z]+$/, ''));
    const own = casts.has(wanted.name) ? [] : typesOf(wanted.name);
    const isSplit = own.length === 0 && types.length > 1 && !types.some((type) => wanted.name.endsWith(`_${type}`));
    if (own.length < 2 && !isSplit) return wanted;
    if (isLast(node) && !isSplit) return own.map((type) => ({ name: `${wanted.name}_${type}`, type }));
    const message = `find over tables whose columns "${wanted.name}" have different types is not supported here.`;
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  });
}

/** `project-smart` is what no `project` at all means; the binder forgets the packed rest. */
function packedBySmart(node: KustoNode, context: Context): readonly KqlColumn[] {
  const project = optionalPart(node, 'Project');
  if (!project || !/^project-smart\b/.test(nodeText(project))) return [];
  if (isLast(node)) return [{ name: PACKED, type: 'dynamic' }];
  const message = 'project-smart before a further step is not supported: leave it out, it is the default.';
  throw new LoweringProblem('unsupported-syntax', message, spanOf(context, project));
}

/** The columns of `project` that name a type: values are cast to it. */
function castsOf(node: KustoNode): ReadonlySet<string> {
  const project = optionalPart(node, 'Project');
  const typed = (project ? elements(project, 'Columns') : []).filter(
    (wanted) => kindOf(wanted) === 'TypedColumnReference',
  );
  return new Set(typed.map((wanted) => simpleName(part(wanted, 'Column'))));
}

const castTo = (type: string, expression: Expression, from: string): Expression =>
  type === from ? expression : typedCall(`to${type === 'real' ? 'double' : type}`, [{ expression, type: from }], type);
