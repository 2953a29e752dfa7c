import { isDiagnosticName } from '../../../diagnostics/codes.ts';
import { call, column, type Expression, literal, type Span } from '../../../plan/expression.ts';
import { QueryFailure } from '../../../plan/failure.ts';
import type { KustoNode } from '../binding/kusto.ts';
import {
  elements,
  isTabular,
  kindOf,
  nodeText,
  part,
  simpleName,
  symbolKind,
  typeName,
  typeOf,
} from '../binding/nodes.ts';
import { compileKqlRegex } from '../regex.ts';
import { lowerCall } from './calls.ts';
import { asArgument, type Context, readName, spanOf, weigh } from './context.ts';
import { lowerDynamic, lowerLiteral } from './literals.ts';
import { LoweringProblem } from './problem.ts';
import { lowerRows } from './rows.ts';

/** Scalar operators, by the kind of their node: the function of the library that each one is. */
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['EqualExpression', 'equals'],
  ['NotEqualExpression', 'not-equals'],
  ['EqualTildeExpression', 'equals-ci'],
  ['BangTildeExpression', 'not-equals-ci'],
  ['LessThanExpression', 'less'],
  ['LessThanOrEqualExpression', 'less-or-equal'],
  ['GreaterThanExpression', 'greater'],
  ['GreaterThanOrEqualExpression', 'greater-or-equal'],
  ['AddExpression', 'add'],
  ['SubtractExpression', 'subtract'],
  ['MultiplyExpression', 'multiply'],
  ['DivideExpression', 'divide'],
  ['ModuloExpression', 'modulo'],
  ['AndExpression', 'and'],
  ['OrExpression', 'or'],
  ['HasExpression', 'has'],
  ['NotHasExpression', 'not-has'],
  ['HasCsExpression', 'has-cs'],
  ['NotHasCsExpression', 'not-has-cs'],
  ['HasPrefixExpression', 'hasprefix'],
  ['NotHasPrefixExpression', 'not-hasprefix'],
  ['HasPrefixCsExpression', 'hasprefix-cs'],
  ['NotHasPrefixCsExpression', 'not-hasprefix-cs'],
  ['HasSuffixExpression', 'hassuffix'],
  ['NotHasSuffixExpression', 'not-hassuffix'],
  ['HasSuffixCsExpression', 'hassuffix-cs'],
  ['NotHasSuffixCsExpression', 'not-hassuffix-cs'],
  ['ContainsExpression', 'contains'],
  ['NotContainsExpression', 'not-contains'],
  ['ContainsCsExpression', 'contains-cs'],
  ['NotContainsCsExpression', 'not-contains-cs'],
  ['StartsWithExpression', 'startswith'],
  ['NotStartsWithExpression', 'not-startswith'],
  ['StartsWithCsExpression', 'startswith-cs'],
  ['NotStartsWithCsExpression', 'not-startswith-cs'],
  ['EndsWithExpression', 'endswith'],
  ['NotEndsWithExpression', 'not-endswith'],
  ['EndsWithCsExpression', 'endswith-cs'],
  ['NotEndsWithCsExpression', 'not-endswith-cs'],
  ['MatchesRegexExpression', 'matches-regex'],
]);

/** Operators whose right side is a list. `in` minds case, `in~` does not: Kusto calls the first one "Cs". */
const LIST_OPERATORS: ReadonlyMap<string, (node: KustoNode) => string> = new Map<string, (node: KustoNode) => string>([
  ['InExpression', (node: KustoNode) => (isTilde(node) ? 'in-ci' : 'in')],
  ['InCsExpression', (node: KustoNode) => (isTilde(node) ? 'in-ci' : 'in')],
  ['NotInExpression', (node: KustoNode) => (isTilde(node) ? 'not-in-ci' : 'not-in')],
  ['NotInCsExpression', (node: KustoNode) => (isTilde(node) ? 'not-in-ci' : 'not-in')],
  ['HasAnyExpression', () => 'has-any'],
  ['HasAllExpression', () => 'has-all'],
]);

const isTilde = (node: KustoNode): boolean => nodeText(part(node, 'Operator')).endsWith('~');

/** The call of a scalar operator or function: its types go with it, since values alone do not tell them. */
export function typedCall(
  name: string,
  args: readonly { readonly expression: Expression; readonly type: string }[],
  result: string,
  span?: { readonly start: number; readonly end: number },
): Expression {
  const types = args.map(({ type }) => type);
  checkRegex(name, args, span);
  return call(
    `kql.${name}`,
    args.map(({ expression }) => expression),
    span,
    { types, result },
  );
}

/** Where a function takes a regular expression. */
const REGEX_ARGUMENT: Readonly<Record<string, number>> = {
  'matches-regex': 1,
  extract: 0,
  extract_all: 0,
  replace_regex: 1,
  trim: 0,
  trim_start: 0,
  trim_end: 0,
};

/** A constant expression that cannot be compiled is a fault of the text, not of the run. */
function checkRegex(name: string, args: readonly { readonly expression: Expression }[], span: Span | undefined): void {
  const at = Object.hasOwn(REGEX_ARGUMENT, name) ? REGEX_ARGUMENT[name] : undefined;
  const expression = at === undefined ? undefined : args[at]?.expression;
  if (expression?.kind !== 'literal' || typeof expression.value !== 'string') return;
  try {
    compileKqlRegex(expression.value);
  } catch (error) {
    if (!(error instanceof QueryFailure) || !isDiagnosticName(error.name)) throw error;
    throw new LoweringProblem(error.name, error.message, expression.span ?? span);
  }
}

export function lowerExpression(node: KustoNode, context: Context): Expression {
  weigh(context, node);
  const kind = kindOf(node);
  const operator = OPERATORS.get(kind);
  if (operator !== undefined) return lowerBinary(operator, node, context);
  const listOperator = LIST_OPERATORS.get(kind);
  if (listOperator) return lowerListOperator(listOperator(node), node, context);
  switch (kind) {
    case 'NameReference':
      return lowerName(node, context);
    case 'FunctionCallExpression':
      return lowerCall(node, context);
    case 'ParenthesizedExpression':
    case 'SimpleNamedExpression':
      return lowerExpression(part(node, 'Expression'), context);
    case 'DynamicExpression':
      return lowerDynamic(node, context);
    case 'UnaryMinusExpression':
      return typedCall('negate', [argumentOf(part(node, 'Expression'), context)], typeOf(node), spanOf(context, node));
    case 'UnaryPlusExpression':
      return lowerExpression(part(node, 'Expression'), context);
    case 'BetweenExpression':
    case 'NotBetweenExpression':
      return lowerBetween(kind === 'BetweenExpression' ? 'between' : 'not-between', node, context);
    case 'PathExpression':
      return lowerPath(node, context);
    case 'ElementExpression':
      return lowerElement(node, context);
    case 'ToScalarExpression':
      return lowerToScalar(node, context);
    case 'DateTimeLiteralExpression':
      // `datetime()` is now.
      return /^[a-z]+\s*\(\s*\)$/i.test(nodeText(node))
        ? typedCall('now', [], 'datetime', spanOf(context, node))
        : lowerLiteral(node, kind, context);
    default:
      if (kind.endsWith('LiteralExpression')) return lowerLiteral(node, kind, context);
      throw new LoweringProblem('unsupported-syntax', `"${kind}" is not supported here.`, spanOf(context, node));
  }
}

/** The name under which `scan` offers a column of the state of one of its steps. */
export const stateColumn = (step: string, name: string): string => `$state ${step} ${name}`;

export const argumentOf = (node: KustoNode, context: Context) => ({
  expression: lowerExpression(node, context),
  type: typeOf(node),
});

/** Operators that may ask any column: `where * has "text"`. */
const ANY_COLUMN = /^(?:has|contains|startswith|endswith|hasprefix|hassuffix)(?:-cs)?$|^matches-regex$/;

/** `* has "text"`: some column, as a string, holds it. */
function lowerAnyColumn(operator: string, node: KustoNode, context: Context): Expression {
  const span = spanOf(context, node);
  if (!ANY_COLUMN.test(operator)) {
    throw new LoweringProblem('unsupported-syntax', 'This operator over all columns is not supported.', span);
  }
  const right = argumentOf(part(node, 'Right'), context);
  const tests = context.row.map(({ name, type }) => {
    const text =
      type === 'string' ? column(name) : typedCall('tostring', [{ expression: column(name), type }], 'string');
    return {
      expression: typedCall(operator, [{ expression: text, type: 'string' }, right], 'bool', span),
      type: 'bool',
    };
  });
  return tests.length === 0 ? literal(false) : typedCall('or', tests, 'bool', span);
}

function lowerBinary(operator: string, node: KustoNode, context: Context): Expression {
  if (kindOf(part(node, 'Left')) === 'StarExpression') return lowerAnyColumn(operator, node, context);
  const args = [argumentOf(part(node, 'Left'), context), argumentOf(part(node, 'Right'), context)];
  return typedCall(operator, args, typeOf(node), spanOf(context, node));
}

function lowerListOperator(operator: string, node: KustoNode, context: Context): Expression {
  const left = argumentOf(part(node, 'Left'), context);
  const right = part(node, 'Right');
  const items = kindOf(right) === 'ExpressionList' ? elements(right, 'Expressions') : [right];
  const args = items.map((item) =>
    isTabular(item) ? { expression: tableExpression(item, context), type: 'table' } : argumentOf(item, context),
  );
  return typedCall(operator, [left, ...args], 'bool', spanOf(context, node));
}

/** A table as an argument; its stages are nobody's. */
export const tableExpression = (node: KustoNode, context: Context): Expression => ({
  kind: 'table',
  plan: lowerRows(node, { ...asArgument(context), stage: undefined, tables: context.tables + 1 }).plan,
  span: spanOf(context, node),
});

function lowerName(node: KustoNode, context: Context): Expression {
  const name = simpleName(node);
  const symbol = node.ReferencedSymbol;
  const span = spanOf(context, node);
  switch (symbolKind(symbol)) {
    case 'Column':
      return column(symbol?.Name ?? name, span);
    case 'Variable':
    case 'Parameter': {
      const binding = readName(name, node, context);
      if (binding?.kind === 'scalar') {
        const hidden = binding.tables < context.tables && columnIn(binding.expression);
        if (!hidden) return binding.expression;
        const message = `"${name}" stands for the column "${hidden}" of rows outside, which a table inside toscalar() does not see.`;
        throw new LoweringProblem('invalid-argument', message, span);
      }
      break;
    }
    case 'Function':
      return lowerCall(node, context);
    default:
      if (context.row.some((known) => known.name === name)) return column(name, span);
  }
  const message =
    context.callSpan && !symbol
      ? `A function that is called here names "${name}", which is not known there.`
      : `The name "${name}" is not supported here.`;
  throw new LoweringProblem('unsupported-syntax', message, span);
}

/** The name of a column that an expression reads. */
function columnIn(expression: Expression): string | undefined {
  if (expression.kind === 'column') return expression.name;
  if (expression.kind !== 'call') return undefined;
  for (const argument of expression.arguments) {
    const name = columnIn(argument);
    if (name !== undefined) return name;
  }
  return undefined;
}

function lowerBetween(operator: string, node: KustoNode, context: Context): Expression {
  const couple = part(node, 'Right');
  const args = [part(node, 'Left'), part(couple, 'First'), part(couple, 'Second')].map((argument) =>
    argumentOf(argument, context),
  );
  return typedCall(operator, args, 'bool', spanOf(context, node));
}

/** `bag.key`; `$left.x` and `$right.x` are columns, and only joins have them. */
function lowerPath(node: KustoNode, context: Context): Expression {
  const ofPattern = context.pattern?.(node, context);
  if (ofPattern) return ofPattern;
  const holder = part(node, 'Expression');
  const selector = part(node, 'Selector');
  const span = spanOf(context, node);
  if (symbolKind(holder.ResultType) === 'Tuple' && symbolKind(holder.ReferencedSymbol) === 'Variable') {
    return column(stateColumn(simpleName(holder), simpleName(selector)), span);
  }
  if (symbolKind(node.ReferencedSymbol) === 'Column' || symbolKind(selector.ReferencedSymbol) === 'Column') {
    return column(simpleName(selector), span);
  }
  const key =
    kindOf(selector) === 'BracketedExpression'
      ? argumentOf(part(selector, 'Expression'), context)
      : { expression: literal(simpleName(selector)), type: 'string' };
  return typedCall('path', [argumentOf(holder, context), key], 'dynamic', span);
}

function lowerElement(node: KustoNode, context: Context): Expression {
  const selector = part(node, 'Selector');
  const index = kindOf(selector) === 'BracketedExpression' ? part(selector, 'Expression') : selector;
  const args = [argumentOf(part(node, 'Expression'), context), argumentOf(index, context)];
  return typedCall('index', args, typeName(node.ResultType), spanOf(context, node));
}

function lowerToScalar(node: KustoNode, context: Context): Expression {
  const inner = part(node, 'Expression');
  if (!isTabular(inner)) return lowerExpression(inner, context);
  const args = [{ expression: tableExpression(inner, context), type: 'table' }];
  return typedCall('toscalar', args, typeOf(node), spanOf(context, node));
}
