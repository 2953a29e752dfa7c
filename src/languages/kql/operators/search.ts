import { call, column, type Expression, literal } from '../../../plan/expression.ts';
import type { NamedExpression, Plan } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, kindOf, optionalPart, part, simpleName } from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import { asArgument, type Context, type Rows, spanOf, staged, withRow } from '../lowering/context.ts';
import { lowerExpression, typedCall } from '../lowering/expressions.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { lowerClosedRows } from '../lowering/rows.ts';
import { defineOperator } from './definition.ts';
import { parameterOf, sourceName, valuesIn } from './union.ts';

const TABLE = '$table';

export const search = defineOperator({
  name: 'search',
  kinds: ['SearchOperator'],
  summary: 'Rows in which some column holds a term; `$table` says where they come from.',
  syntax: 'search [kind = case_sensitive] [in (table, …)] "term" [and | or | not …], column: "term"',
  status: 'partial',
  differences: 'Without `in` it must follow a table: a search of every table of the workspace is not supported.',
  examples: [
    {
      query: 'let T = datatable(a: string, b: long)["red fox", 1, "dog", 2]; search in (T) "fox" | project a, b',
      rows: [['red fox', 1]],
    },
  ],
  lower(node, input, context, piped) {
    const result = columnsOf(node.ResultType);
    const clause = optionalPart(node, 'InClause');
    const sources: readonly { readonly rows: Rows; readonly name: string }[] = clause
      ? elements(clause, 'Expressions').map((expression, at) => {
          const rows = lowerClosedRows(expression, asArgument(context));
          return { rows, name: rows.name ?? sourceName(expression) ?? `search_arg${at}` };
        })
      : [{ rows: input, name: input.name ?? tableOf(input.plan) ?? 'search_arg0' }];
    if (!clause && !piped) {
      const message = 'A search of every table is not supported: name tables with search in (…).';
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
    }
    const exact = parameterOf(node, 'kind')?.toLowerCase() === 'case_sensitive';
    const condition = part(node, 'Condition');
    const own = new Set(sources.flatMap(({ rows }) => rows.columns.map((known) => known.name)));
    const inputs = sources.map(({ rows, name }): Plan => {
      const inner = withRow(context, rows.columns);
      const predicate = conditionOf(condition, inner, exact);
      const kept: Plan = { op: 'Filter', input: rows.plan, predicate, ...staged(context) };
      const columnOf = valuesIn(rows.columns, own);
      const columns = result.map((wanted): NamedExpression => ({
        name: wanted.name,
        expression: wanted.name === TABLE ? literal(name) : columnOf(wanted),
      }));
      return { op: 'Project', input: kept, columns, ...staged(context) };
    });
    const [only] = inputs;
    const plan: Plan = inputs.length === 1 && only ? only : { op: 'Union', inputs, ...staged(context) };
    return { plan, columns: result };
  },
});

/** The name of the table that a plan reads, as long as it has only filtered it. */
function tableOf(plan: Plan): string | undefined {
  if (plan.op === 'Scan') return plan.source.startsWith('table:') ? plan.source.slice(6) : undefined;
  return plan.op === 'Filter' || plan.op === 'Limit' ? tableOf(plan.input) : undefined;
}

/** A predicate in which a text by itself is a term that some column holds. */
export function conditionOf(node: KustoNode, context: Context, exact: boolean): Expression {
  const inner = (name: string): Expression => conditionOf(part(node, name), context, exact);
  switch (kindOf(node)) {
    case 'AndExpression':
      return both('and', [inner('Left'), inner('Right')]);
    case 'OrExpression':
      return both('or', [inner('Left'), inner('Right')]);
    case 'ParenthesizedExpression':
      return inner('Expression');
    case 'StringLiteralExpression':
    case 'CompoundStringLiteralExpression':
      return anywhere(termOf(node, context), node, context, exact);
    case 'SearchExpression': {
      const term = termOf(part(node, 'Right'), context);
      const left = part(node, 'Left');
      if (kindOf(left) === 'StarExpression') return anywhere(term, node, context, exact);
      const known = context.row.find(({ name }) => name === simpleName(left));
      return known ? holds(known, term, exact) : literal(false);
    }
    case 'FunctionCallExpression':
      if (simpleName(part(node, 'Name')) === 'not') {
        const [negated] = elements(part(node, 'ArgumentList'), 'Expressions');
        if (negated) {
          const argument = { expression: conditionOf(negated, context, exact), type: 'bool' };
          return typedCall('not', [argument], 'bool', spanOf(context, node));
        }
      }
  }
  return lowerExpression(node, context);
}

const both = (name: 'and' | 'or', parts: readonly Expression[]): Expression =>
  call(`kql.${name}`, parts, undefined, { types: parts.map(() => 'bool'), result: 'bool' });

function termOf(node: KustoNode, context: Context): string {
  const value = lowerExpression(node, context);
  if (value.kind === 'literal' && typeof value.value === 'string') return value.value;
  throw new LoweringProblem('unsupported-syntax', 'Only a constant term is supported here.', spanOf(context, node));
}

/** Some column of text holds the term. Numbers and times are not looked at: a term that could be one is not supported. */
function anywhere(term: string, node: KustoNode, context: Context, exact: boolean): Expression {
  const texts = context.row.filter(({ type }) => type === 'string' || type === 'dynamic');
  if (texts.length < context.row.length && !/[G-Zg-z]/.test(term)) {
    const message = `A search for "${term}" in columns of numbers or times is not supported: name the column.`;
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  return texts.length === 0
    ? literal(false)
    : both(
        'or',
        texts.map((known) => holds(known, term, exact)),
      );
}

/** `*` at the ends of a term widens it; inside it stands for any text. */
function holds({ name, type }: KqlColumn, term: string, exact: boolean): Expression {
  const stem = term.replace(/^\*|\*$/g, '');
  const suffix = exact ? '-cs' : '';
  const matches = (operator: string, text: string): Expression =>
    typedCall(
      operator,
      [
        { expression: column(name), type },
        { expression: literal(text), type: 'string' },
      ],
      'bool',
    );
  if (term === '*') return typedCall('isnotempty', [{ expression: column(name), type }], 'bool');
  if (stem.includes('*')) {
    const escaped = stem.split('*').map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    const open = term.startsWith('*') ? '' : '\\b';
    const close = term.endsWith('*') ? '' : '\\b';
    return matches('matches-regex', `${exact ? '' : '(?i)'}${open}${escaped.join('.*')}${close}`);
  }
  if (term.startsWith('*') && term.endsWith('*') && term.length > 1) return matches(`contains${suffix}`, stem);
  if (term.startsWith('*')) return matches(`hassuffix${suffix}`, stem);
  if (term.endsWith('*')) return matches(`hasprefix${suffix}`, stem);
  return matches(`has${suffix}`, term);
}
