import { suggest } from '../../../diagnostics/suggest.ts';
import { call, column, type Expression, literal } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import { defenderFunction, defenderProblem } from '../binding/defender.ts';
import type { KustoNode, KustoSymbol } from '../binding/kusto.ts';
import {
  columnsOf,
  elements,
  isAggregate,
  isTabular,
  kindOf,
  nodeText,
  optionalPart,
  part,
  simpleName,
  symbolKind,
  typeName,
  typeOf,
} from '../binding/nodes.ts';
import { cast } from '../convert.ts';
import { nullOf } from '../functions/define.ts';
import { kqlFunctionNamed } from '../functions/index.ts';
import { kqlWindowFunctionNamed } from '../functions/window.ts';
import {
  asArgument,
  type Binding,
  type Context,
  innerScope,
  lookUp,
  type Rows,
  readName,
  rootScope,
  type RowsBinding,
  type ScalarBinding,
  type Scope,
  spanOf,
  staged,
  weighed,
} from './context.ts';
import { argumentOf, lowerExpression, tableExpression, typedCall } from './expressions.ts';
import { openProblem } from './open-rows.ts';
import { LoweringProblem } from './problem.ts';
import { lowerRows } from './rows.ts';
import { lowerStatement } from './statements.ts';
import { scanOf } from './table-scan.ts';

/** ASIM parsers call parsers that call functions; nothing sensible goes deeper. */
const DEEPEST_CALL = 64;

const argumentsOf = (node: KustoNode): readonly KustoNode[] => {
  const list = optionalPart(node, 'ArgumentList');
  return list ? elements(list, 'Expressions') : [];
};

const nameOf = (node: KustoNode): string =>
  simpleName(kindOf(node) === 'FunctionCallExpression' ? part(node, 'Name') : node);

/** A scalar call: of a user's function (its body takes its place) or of a built-in one. */
export function lowerCall(node: KustoNode, context: Context): Expression {
  const ofPattern = context.pattern?.(node, context);
  if (ofPattern) return ofPattern;
  if (context.aggregate && isAggregate(context.shared.kusto, node)) return context.aggregate(node);
  const body = calledBody(node);
  if (body) return lowerBody(node, body, context, (expression, inner) => lowerExpression(expression, inner));
  const name = nameOf(node);
  const span = spanOf(context, node);
  const args = argumentsOf(node);
  switch (name) {
    case 'column_ifexists':
    case 'columnifexists':
      return lowerColumnIfExists(args, context);
    case 'ingestion_time':
      return context.row.some((known) => known.name === 'TimeGenerated')
        ? column('TimeGenerated', span)
        : literal(null);
    case 'bin_auto':
      return lowerBinAuto(node, args, context);
    case 'pack_all':
      return lowerPackAll(args, context, node);
    case 'bag_pack_columns':
      return lowerPackColumns(args, context, node);
    case 'column_names_of':
      if (args[0]) return literal(lowerRows(args[0], asArgument(context)).columns.map((known) => known.name));
      break;
    case 'toscalar':
    case 'materialize':
      if (args[0]) return lowerExpression(args[0], context);
      break;
  }
  const definition = kqlFunctionNamed(name) ?? kqlWindowFunctionNamed(name);
  if (!definition) throw new LoweringProblem('unsupported-function', `The function "${name}" is not supported.`, span);
  refuseOtherOrder(node, args, context);
  const lowered = args.flatMap((argument) => {
    if (kindOf(argument) === 'StarExpression') {
      if (context.open) throw openProblem('"*"', argument, context);
      const meant = context.row.filter((known) => !context.named?.has(known.name));
      return meant.map((known) => ({ expression: column(known.name, span), type: known.type }));
    }
    return isTabular(argument)
      ? { expression: tableExpression(argument, context), type: 'table' }
      : argumentOf(argument, context);
  });
  return typedCall(definition.name, lowered, typeName(node.ResultType), span);
}

/** A built-in function's arguments may have names; whether the service minds them is not documented. */
function refuseOtherOrder(node: KustoNode, args: readonly KustoNode[], context: Context): void {
  const signature = node['ReferencedSignature'] as KustoSymbol | null | undefined;
  const parameters = signature ? context.shared.kusto.list<KustoSymbol>(signature['Parameters']) : [];
  for (const [at, argument] of args.entries()) {
    if (kindOf(argument) !== 'SimpleNamedExpression') continue;
    const meant = parameters.findIndex((parameter) => parameter.Name === simpleName(part(argument, 'Name')));
    if (meant < 0 || meant === at) continue;
    const message = `Arguments of ${nameOf(node)}() by name, in another order than its parameters, are not supported.`;
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, argument));
  }
}

/** The bound body of a user's function, for this call. */
export function calledBody(node: KustoNode): KustoNode | undefined {
  const get = node['GetCalledFunctionBody'];
  if (typeof get !== 'function' || symbolKind(node.ReferencedSymbol) !== 'Function') return undefined;
  return (get.call(node) as KustoNode | null) ?? undefined;
}

/** Lowers a function's body in place of its call; parameters stand for the arguments. */
export function lowerBody<Result>(
  node: KustoNode,
  body: KustoNode,
  context: Context,
  lower: (expression: KustoNode, context: Context) => Result,
  piped?: Binding,
): Result {
  const span = spanOf(context, node);
  if (defenderFunction(nameOf(node), context.shared.environment)) {
    const { name, message } = defenderProblem(nameOf(node), span.start);
    throw new LoweringProblem(name, message, span);
  }
  if (context.depth >= DEEPEST_CALL) {
    throw new LoweringProblem('unsupported-syntax', `Calls of "${nameOf(node)}" go too deep.`, span);
  }
  const inner: Context = {
    ...context,
    scope: innerScope(scopeOfBody(nameOf(node), context)),
    callSpan: span,
    steps: false,
    depth: context.depth + 1,
  };
  for (const [name, binding] of parameterBindings(node, context, inner, piped)) inner.scope.names.set(name, binding);
  for (const statement of elements(body, 'Statements')) lowerStatement(statement, inner);
  return lower(part(body, 'Expression'), inner);
}

/** Bodies see what stands around their declaration, not what stands around the call. */
function scopeOfBody(name: string, context: Context): Scope {
  const binding = lookUp(context.scope, name);
  return binding?.kind === 'function' ? binding.scope : rootScope(context.scope);
}

function* parameterBindings(
  node: KustoNode,
  outer: Context,
  inner: Context,
  piped: Binding | undefined,
): Iterable<readonly [string, Binding]> {
  const { kusto } = outer.shared;
  const symbol = node.ReferencedSymbol as KustoSymbol;
  const signature =
    (node['ReferencedSignature'] as KustoSymbol | null) ?? kusto.list<KustoSymbol>(symbol['Signatures'])[0];
  const parameters = signature ? kusto.list<KustoSymbol>(signature['Parameters']) : [];
  const given = new Map<string, KustoNode>();
  const args = kindOf(node) === 'FunctionCallExpression' ? argumentsOf(node) : [];
  // An argument without a name is the parameter at its own place, whatever names stand before it.
  args.forEach((argument, at) => {
    const name = kindOf(argument) === 'SimpleNamedExpression' ? simpleName(part(argument, 'Name')) : undefined;
    if (name !== undefined && parameters.some((parameter) => parameter.Name === name)) {
      given.set(name, part(argument, 'Expression'));
      return;
    }
    const parameter = parameters[piped ? at + 1 : at];
    if (parameter && !given.has(parameter.Name)) given.set(parameter.Name, argument);
  });
  for (const [at, parameter] of parameters.entries()) {
    if (piped && at === 0) {
      yield [parameter.Name, piped];
      continue;
    }
    const argument = given.get(parameter.Name);
    if (argument) yield [parameter.Name, weighed(outer, () => bindArgument(argument, parameter, outer))];
    else {
      const fallback = (parameter['DefaultValue'] as KustoNode | null) ?? undefined;
      if (fallback) yield [parameter.Name, weighed(inner, () => bindArgument(fallback, parameter, inner))];
    }
  }
}

type Unweighed = Omit<ScalarBinding, 'weight'> | Omit<RowsBinding, 'weight'>;

function bindArgument(argument: KustoNode, parameter: KustoSymbol, context: Context): Unweighed {
  const declared = declaredType(parameter, context);
  const { tables } = context;
  if (isTabular(argument)) {
    if (declared === undefined) return { kind: 'rows', rows: lowerRows(argument, asArgument(context)) };
    const list = columnAsList(argument, parameter, declared, context);
    return { kind: 'scalar', expression: list, type: declared, tables };
  }
  const { expression, type } = argumentOf(argument, context);
  if (declared === undefined || declared === type) return { kind: 'scalar', expression, type, tables };
  // Nobody has bound the default of a workspace's function: a text in it is that text.
  const isText = expression.kind === 'literal' && typeof expression.value === 'string';
  if (isText && declared === 'string' && type === 'dynamic') {
    return { kind: 'scalar', expression, type: declared, tables };
  }
  return { kind: 'scalar', expression: castTo(expression, type, declared), type: declared, tables };
}

/** A table where a list is asked for is the list of its first column, as on the right of `in` and `has_any`. */
function columnAsList(argument: KustoNode, parameter: KustoSymbol, declared: string, context: Context): Expression {
  const span = spanOf(context, argument);
  if (declared !== 'dynamic') {
    const message = `The parameter "${parameter.Name}" takes a ${declared}, not a table.`;
    throw new LoweringProblem('type-mismatch', message, span);
  }
  const { plan, columns } = lowerRows(argument, { ...asArgument(context), stage: undefined });
  const [first] = columns;
  if (!first) throw new LoweringProblem('invalid-argument', 'This table has no column to take a list from.', span);
  const list: Plan = {
    op: 'Aggregate',
    input: plan,
    by: [],
    key: 'kql.group',
    aggregates: [
      {
        outputs: ['list'],
        function: 'kql.make_list',
        arguments: [column(first.name)],
        options: { types: [first.type], result: 'dynamic', results: ['dynamic'] },
        span,
      },
    ],
  };
  const table = { expression: { kind: 'table', plan: list, span } satisfies Expression, type: 'table' };
  return typedCall('toscalar', [table], 'dynamic', span);
}

function declaredType(parameter: KustoSymbol, context: Context): string | undefined {
  const [type] = context.shared.kusto.list<KustoSymbol>(parameter['DeclaredTypes']);
  return type && symbolKind(type) !== 'Table' ? typeName(type) : undefined;
}

/** The value in another type, where the language converts by itself. */
export function castTo(expression: Expression, from: string, to: string): Expression {
  if (from === to || from === 'table') return expression;
  // The constants that some operators ask for may be arguments of a user's function.
  if (expression.kind === 'literal') {
    const { value, span } = expression;
    return literal(value === null ? nullOf(to) : cast(value, from, to), span);
  }
  return call('kql.cast', [expression], expression.span, { types: [from], result: to });
}

/** The column of that name, or the other argument: decided now where the columns are known, else by the run. */
function lowerColumnIfExists(args: readonly KustoNode[], context: Context): Expression {
  const [name, fallback] = args as readonly [KustoNode, KustoNode];
  const wanted = lowerExpression(name, context);
  if (wanted.kind !== 'literal') {
    const message = 'The name in column_ifexists() must be a constant.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, name));
  }
  const asked = plainName(String(wanted.value));
  const isKnown = context.row.some((candidate) => candidate.name === asked);
  if (isKnown) return column(asked, spanOf(context, name));
  const otherwise = lowerExpression(fallback, context);
  if (!context.open) return otherwise;
  const options = { types: ['dynamic', typeOf(fallback)], result: 'dynamic' };
  return call('kql.column_ifexists', [column(asked), otherwise], spanOf(context, name), options);
}

/** `['Calling-Station-ID']` → `Calling-Station-ID`. */
const plainName = (name: string): string => /^\[(['"])(.*)\1\]$/.exec(name)?.[2] ?? name;

/** A bin whose size and fixed point `set` statements give. */
function lowerBinAuto(node: KustoNode, args: readonly KustoNode[], context: Context): Expression {
  const { options } = context.shared;
  const [size, at] = [options.get('query_bin_auto_size'), options.get('query_bin_auto_at')];
  const span = spanOf(context, node);
  if (!size || !args[0]) {
    throw new LoweringProblem('invalid-argument', 'bin_auto() needs "set query_bin_auto_size=…".', span);
  }
  const given = [args[0], size, ...(at ? [at] : [])].map((argument) => argumentOf(argument, context));
  return typedCall(at ? 'bin_at' : 'bin', given, typeOf(args[0]), span);
}

/** All columns as a bag; with `true` without those that are null or empty in the row. */
function lowerPackAll(args: readonly KustoNode[], context: Context, node: KustoNode): Expression {
  if (context.open) throw openProblem('pack_all()', node, context);
  const ignores = args[0] && lowerExpression(args[0], context);
  if (ignores && (ignores.kind !== 'literal' || typeof ignores.value !== 'boolean')) {
    const message = 'The argument of pack_all() must be a constant.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
  }
  return packed(context.row, context, node, ignores?.kind === 'literal' && ignores.value === true);
}

/** The named columns as a bag. */
function lowerPackColumns(args: readonly KustoNode[], context: Context, node: KustoNode): Expression {
  const named = args.map((argument) => {
    const known = context.row.find(({ name }) => name === plainName(nodeText(argument).trim()));
    if (known) return known;
    const message = 'bag_pack_columns() takes names of columns alone.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, argument));
  });
  return packed(named, context, node, false);
}

/** Columns as a bag. */
export function packed(
  columns: readonly { readonly name: string; readonly type: string }[],
  context: Context,
  node: KustoNode,
  withoutEmpty: boolean,
): Expression {
  const pairs = columns.flatMap(({ name, type }) => [
    { expression: literal(name) as Expression, type: 'string' },
    { expression: column(name) as Expression, type },
  ]);
  const args = pairs.map(({ expression }) => expression);
  const types = pairs.map(({ type }) => type);
  return call('kql.bag_pack', args, spanOf(context, node), { types, result: 'dynamic', withoutEmpty });
}

/** A tabular call: a user's function, or one of the few built-in ones. */
export function lowerTabularCall(node: KustoNode, context: Context): Rows {
  const body = calledBody(node);
  const name = nameOf(node);
  if (body) {
    const rows = lowerBody(node, body, context, (expression, inner) => lowerRows(expression, inner));
    return lookUp(context.scope, name) ? rows : { ...rows, plan: { ...rows.plan, called: name } };
  }
  const args = argumentsOf(node);
  if (name === '_GetWatchlist') return watchlistRows(node, args, context);
  if (name === 'table' && args[0]) return tableNamed(node, args[0], context);
  if (name === 'materialize' && args[0]) return lowerRows(args[0], context);
  if (isUnresolved(node)) return missingRows(node, context);
  throw new LoweringProblem('unsupported-function', `The function "${name}" is not supported.`, spanOf(context, node));
}

/** What `union isfuzzy=true` forgives: the binder has warned that there is no such table or function. */
export const isUnresolved = (node: KustoNode): boolean => ['None', 'Error'].includes(symbolKind(node.ReferencedSymbol));

export const missingRows = (node: KustoNode, context: Context): Rows => ({
  plan: { op: 'Values', columns: [], rows: [], ...staged(context) },
  columns: columnsOf(node.ResultType),
});

export function constantText(node: KustoNode, context: Context): string {
  const value = lowerExpression(node, context);
  if (value.kind === 'literal' && typeof value.value === 'string') return value.value;
  throw new LoweringProblem('unsupported-syntax', 'Only a constant name is supported here.', spanOf(context, node));
}

/** A workspace makes these only to leave parsers out: https://learn.microsoft.com/azure/sentinel/normalization-manage-parsers */
const OPTIONAL_WATCHLISTS = /^ASim(?:DisabledParsers|SourceType)$/i;

function watchlistRows(node: KustoNode, args: readonly KustoNode[], context: Context): Rows {
  const alias = constantText(args[0] as KustoNode, context);
  const known = context.shared.environment.watchlist(alias);
  const names = ['SearchKey', ...(known ?? [])];
  const span = spanOf(context, node);
  if (!known && !context.callSpan && !OPTIONAL_WATCHLISTS.test(alias)) {
    const message = `There is no watchlist "${alias}"; it reads as empty.`;
    const close = suggest(alias, context.shared.environment.watchlistAliases?.() ?? []);
    const hint = close === undefined ? {} : { hint: `Did you mean "${close}"?` };
    const place = args[0] ? spanOf(context, args[0]) : span;
    context.shared.warnings.push({ name: 'unknown-watchlist', message, ...place, ...hint });
  }
  return {
    plan: { op: 'Scan', source: `watchlist:${alias}`, span, ...staged(context) },
    columns: [...new Set(names)].map((name) => ({ name, type: 'string' })),
  };
}

/** `table("SigninLogs")`, whose name may be a function's parameter; rows of a `let` statement have names too. */
function tableNamed(node: KustoNode, argument: KustoNode, context: Context): Rows {
  const name = constantText(argument, context);
  const binding = readName(name, node, context);
  return binding?.kind === 'rows' ? binding.rows : scanOf(name, node, context);
}
