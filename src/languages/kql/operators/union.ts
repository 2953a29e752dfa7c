import { column, type Expression, literal } from '../../../plan/expression.ts';
import type { NamedExpression, Plan } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, kindOf, nodeText, part, simpleName, symbolKind } from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import { nullOf } from '../functions/define.ts';
import { asArgument, type Context, type Rows, staged, weigh } from '../lowering/context.ts';
import { lowerClosedRows, lowerMembers } from '../lowering/rows.ts';
import { defineOperator } from './definition.ts';

/** `kind=inner` → `inner`; values in lower case. */
export function parameterOf(node: KustoNode, name: string): string | undefined {
  for (const parameter of elements(node, 'Parameters')) {
    if (simpleName(part(parameter, 'Name')).toLowerCase() !== name) continue;
    return nodeText(part(parameter, 'Expression')).replace(/^['"]|['"]$/g, '');
  }
  return undefined;
}

export const union = defineOperator({
  name: 'union',
  kinds: ['UnionOperator'],
  summary: 'The rows of several tables. A name with two types becomes two columns, `name_string` and `name_long`.',
  syntax: 'union [kind = inner | outer] [withsource = name] [isfuzzy = true] table, …',
  examples: [
    {
      query: 'union (print a = 1), (print b = "x")',
      rows: [
        [1, ''],
        [null, 'x'],
      ],
    },
  ],
  lower(node, input, context, piped) {
    const bound = columnsOf(node.ResultType);
    const withSource = parameterOf(node, 'withsource') ?? parameterOf(node, 'with_source');
    const sources = elements(node, 'Expressions').flatMap((expression) =>
      symbolKind(expression.ReferencedSymbol) === 'Group'
        ? lowerMembers(expression, asArgument(context))
        : [{ rows: lowerClosedRows(expression, asArgument(context)), name: sourceName(expression) }],
    );
    const all = piped ? [{ rows: input, name: undefined }, ...sources] : sources;
    const every = withMembers(
      bound,
      all.flatMap(({ rows }) => rows.columns),
    );
    const isCommon = ({ name }: KqlColumn): boolean =>
      name === withSource || all.every(({ rows }) => rows.columns.some((candidate) => candidate.name === name));
    const result = parameterOf(node, 'kind')?.toLowerCase() === 'inner' ? every.filter(isCommon) : every;
    const own = new Set(all.flatMap(({ rows }) => rows.columns.map(({ name }) => name)));
    weigh(context, node, all.length * result.length);
    const inputs = all.map(({ rows, name }, at) => {
      const label =
        withSource === undefined ? undefined : { column: withSource, text: rows.name ?? name ?? `union_arg${at}` };
      return fitted(rows, result, own, label, context);
    });
    return { plan: { op: 'Union', inputs, ...staged(context) }, columns: result };
  },
});

export function sourceName(node: KustoNode): string | undefined {
  switch (kindOf(node)) {
    case 'NameReference':
      return simpleName(node);
    case 'PathExpression':
      return nodeText(node);
    case 'ParenthesizedExpression':
    case 'PipeExpression':
      return sourceName(part(node, 'Expression'));
    default:
      return undefined;
  }
}

/** The columns of the union; of views that a wildcard names the binder knows none. */
function withMembers(bound: readonly KqlColumn[], own: readonly KqlColumn[]): readonly KqlColumn[] {
  const known = new Set(bound.map(({ name }) => name));
  if (own.every(({ name, type }) => known.has(name) || known.has(`${name}_${type}`))) return bound;
  const types = new Map<string, Set<string>>();
  for (const { name, type } of own) types.set(name, (types.get(name) ?? new Set()).add(type));
  const columns = [...types].flatMap(([name, several]) =>
    Array.from(several, (type) => ({ name: several.size > 1 ? `${name}_${type}` : name, type })),
  );
  const extra = bound.filter(({ name }) => !columns.some((column) => column.name === name) && !types.has(name));
  return [...extra, ...columns];
}

/** The rows of one input with the columns of the union; `own` are the names that any input has. */
function fitted(
  rows: Rows,
  result: readonly KqlColumn[],
  own: ReadonlySet<string>,
  source: { readonly column: string; readonly text: string } | undefined,
  context: Context,
): Plan {
  const columnOf = valuesIn(rows.columns, own);
  const columns = result.map((wanted): NamedExpression => {
    const expression = source?.column === wanted.name ? literal(source.text) : columnOf(wanted);
    return { name: wanted.name, expression };
  });
  return { op: 'Project', input: rows.plan, columns, ...staged(context) };
}

/** What rows with `columns` give for a column of a union; `own` are the names that any of its inputs has. */
export function valuesIn(columns: readonly KqlColumn[], own: ReadonlySet<string>): (wanted: KqlColumn) => Expression {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  return ({ name, type }) => {
    if (types.get(name) === type) return column(name);
    const stem = stemOf(name, type, own);
    if (stem !== undefined && types.get(stem) === type && !types.has(name)) return column(stem);
    return types.has(name) && (type === 'dynamic' || types.get(name) === 'dynamic')
      ? column(name)
      : literal(nullOf(type));
  };
}

const endings = new Map<string, RegExp>();

/** `x` of `x_long`, and of `x_long1` where an input has an `x_long` of its own. */
function stemOf(name: string, type: string, own: ReadonlySet<string>): string | undefined {
  const ending = endings.get(type) ?? new RegExp(`^(.+)_${type}(\\d*)$`);
  endings.set(type, ending);
  const [, stem, number] = ending.exec(name) ?? [];
  if (stem === undefined) return undefined;
  return own.has(`${stem}_${type}`) === (number !== '') ? stem : undefined;
}
