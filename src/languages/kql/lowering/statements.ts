import type { KustoNode } from '../binding/kusto.ts';
import { elements, isTabular, kindOf, optionalPart, part, simpleName, typeOf } from '../binding/nodes.ts';
import type { Context } from './context.ts';
import { spanOf, weighed } from './context.ts';
import { lowerExpression } from './expressions.ts';
import { lowerPatternStatement } from './patterns.ts';
import { LoweringProblem } from './problem.ts';
import { lowerRows } from './rows.ts';

/** Binds what a statement before the query's expression declares. */
export function lowerStatement(statement: KustoNode, context: Context): void {
  switch (kindOf(statement)) {
    case 'LetStatement':
      lowerLet(statement, context);
      return;
    case 'SetOptionStatement':
      keepOption(statement, context);
      return;
    case 'PatternStatement':
      lowerPatternStatement(statement, context);
      return;
    case 'QueryParametersStatement':
      lowerQueryParameters(statement, context);
      return;
    default: {
      const message = `"${kindOf(statement)}" is not supported.`;
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, statement));
    }
  }
}

/** `set name = value`: what a function like `bin_auto` reads. */
function keepOption(statement: KustoNode, context: Context): void {
  const value = optionalPart(statement, 'ValueClause');
  if (value) context.shared.options.set(simpleName(part(statement, 'Name')), part(value, 'Expression'));
}

/** Of a function's declaration only the place is kept: each call brings its bound body. */
function lowerLet(statement: KustoNode, context: Context): void {
  const name = simpleName(part(statement, 'Name'));
  const expression = part(statement, 'Expression');
  if (kindOf(expression) === 'FunctionDeclaration') {
    context.scope.names.set(name, { kind: 'function', scope: context.scope, declaration: expression });
    return;
  }
  if (isTabular(expression)) {
    const rows = () => ({ kind: 'rows', rows: lowerRows(expression, { ...context, row: [], open: false }) }) as const;
    context.scope.names.set(name, weighed(context, rows));
  } else bindValue(name, expression, context);
}

function bindValue(name: string, value: KustoNode, context: Context): void {
  const { tables } = context;
  const scalar = () =>
    ({ kind: 'scalar', expression: lowerExpression(value, context), type: typeOf(value), tables }) as const;
  context.scope.names.set(name, weighed(context, scalar));
}

function lowerQueryParameters(statement: KustoNode, context: Context): void {
  for (const parameter of elements(statement, 'Parameters')) {
    const name = simpleName(part(part(parameter, 'NameAndType'), 'Name'));
    const fallback = parameter['DefaultValue'] as KustoNode | null;
    if (!fallback) {
      const message = `The query parameter "${name}" has no default value.`;
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, parameter));
    }
    const value = part(fallback, 'Value');
    bindValue(name, value, context);
  }
}
