import type { KustoNode } from '../binding/kusto.ts';
import { elements, kindOf, nodeText, optionalPart, part, simpleName } from '../binding/nodes.ts';
import { asArgument, type Context, innerScope, lookUp, type Rows, type Scope, spanOf } from './context.ts';
import { lowerExpression } from './expressions.ts';
import { LoweringProblem } from './problem.ts';
import { lowerRows } from './rows.ts';
import { lowerStatement } from './statements.ts';

/** One line of a pattern: the values that a call must have, and what then takes its place. */
interface PatternMatch {
  readonly values: readonly string[];
  readonly path: string | undefined;
  readonly body: KustoNode;
}

/** A pattern that `declare pattern` has declared. */
export interface PatternBinding {
  readonly kind: 'pattern';
  readonly matches: readonly PatternMatch[];
  readonly scope: Scope;
}

/**
 * Keeps a pattern by its name.
 *
 * @see https://learn.microsoft.com/kusto/query/pattern-statement
 */
export function lowerPatternStatement(statement: KustoNode, context: Context): void {
  const declaration = optionalPart(statement, 'Pattern');
  const matches = (declaration ? elements(declaration, 'Patterns') : []).map((match): PatternMatch => {
    const path = optionalPart(match, 'PathValue');
    return {
      values: elements(part(match, 'ParameterValues'), 'Expressions').map((value) => constantText(value, context)),
      path: path && constantText(part(path, 'Value'), context),
      body: part(match, 'Body'),
    };
  });
  const name = simpleName(part(statement, 'Name'));
  context.scope.names.set(name, { kind: 'pattern', matches, scope: context.scope });
}

/** `country("Canada").Alberta`: the rows that the declaration names for these values. */
export function lowerPatternCall(node: KustoNode, context: Context): Rows {
  const isPath = kindOf(node) === 'PathExpression';
  const call = isPath ? part(node, 'Expression') : node;
  const path = isPath ? pathOf(part(node, 'Selector'), context) : undefined;
  const name = simpleName(part(call, 'Name'));
  const binding = lookUp(context.scope, name);
  const list = optionalPart(call, 'ArgumentList');
  const values = (list ? elements(list, 'Expressions') : []).map((value) => constantText(value, context));
  const found =
    binding?.kind === 'pattern'
      ? binding.matches.find(
          (match) =>
            match.path === path &&
            match.values.length === values.length &&
            match.values.every((value, at) => value === values[at]),
        )
      : undefined;
  if (!found || binding?.kind !== 'pattern') {
    const message = `The pattern "${name}" declares nothing for ${nodeText(node)}.`;
    throw new LoweringProblem('invalid-argument', message, spanOf(context, node));
  }
  const inner = { ...asArgument(context), scope: innerScope(binding.scope), callSpan: spanOf(context, node) };
  for (const statement of elements(found.body, 'Statements')) lowerStatement(statement, inner);
  return lowerRows(part(found.body, 'Expression'), inner);
}

function pathOf(selector: KustoNode, context: Context): string {
  if (kindOf(selector) === 'BracketedExpression') return constantText(part(selector, 'Expression'), context);
  return simpleName(selector);
}

function constantText(node: KustoNode, context: Context): string {
  const value = lowerExpression(node, context);
  if (value.kind === 'literal' && typeof value.value === 'string') return value.value;
  throw new LoweringProblem('unsupported-syntax', 'Patterns take constant texts alone.', spanOf(context, node));
}
