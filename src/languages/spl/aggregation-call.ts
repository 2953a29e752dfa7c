import { namesOf } from '../documented.ts';
import { DOCUMENTED_SPL } from './documented.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { column, type Expression } from '../../plan/expression.ts';
import type { AggregateCall, Plan } from '../../plan/plan.ts';
import { numericAggregationNames, splAggregationNamed, splAggregationNames } from './aggregations/index.ts';
import type { SparklineOptions } from './aggregations/sparkline.ts';
import type { CommandArguments } from './command-arguments.ts';
import { lowerEval } from './eval/lower.ts';
import type { EvalNode } from './eval/nodes.ts';
import { parseEvalExpression } from './eval/parse.ts';
import { SplProblem } from './problems.ts';
import type { LowerScope } from './scope.ts';

const DOCUMENTED: ReadonlySet<string> = new Set(namesOf(DOCUMENTED_SPL['statistical function']));

/** `count`, `sum(bytes)`, `count(eval(status=404)) AS errors`, as stats and its relatives write it. */
export interface AggregationNode {
  /** As written: `count`, `perc95`. */
  readonly name: string;
  /** The library's name: `spl.count`. */
  readonly function: string;
  readonly options?: unknown;
  /** A field, an eval expression, or nothing. */
  readonly argument: { readonly field: string } | { readonly eval: EvalNode } | undefined;
  /** Of `sparkline(…)`: what is drawn, per bucket of this span. */
  readonly sparkline?: { readonly inner: AggregationNode; readonly span: string | null };
  readonly output: string;
  /** The output's name does not follow from the call: AS gave it, or it is the text of an expression. */
  readonly named: boolean;
  readonly start: number;
  readonly end: number;
}

/** Aggregations that look at the order of events or at their time. */
const TIMED = /^spl\.(earliest|latest|earliest_time|latest_time|rate|per_\w+)$/;
const ORDERED = /^spl\.(first|last|list|earliest|latest|mode)$/;

export const dependsOnOrder = (aggregations: readonly AggregationNode[]): boolean =>
  aggregations.some((aggregation) => ORDERED.test(aggregation.function));

/** Aggregations up to the end, or one of the words that may follow them. */
export function parseAggregations(args: CommandArguments, ...stops: readonly string[]): readonly AggregationNode[] {
  const { cursor } = args;
  const nodes: AggregationNode[] = [];
  cursor.skipSpaceAndCommas();
  while (!args.done && !stops.some((stop) => cursor.peekKeyword(stop))) {
    nodes.push(parseAggregation(args, stops));
    cursor.skipSpaceAndCommas();
  }
  return nodes;
}

export function parseAggregation(args: CommandArguments, stops: readonly string[] = []): AggregationNode {
  const { cursor } = args;
  cursor.skipSpace();
  const start = cursor.at;
  const written = cursor.takeMatch(/[a-z]+\d+\.\d+(?=\s*\()|[A-Za-z_]\w*/y)?.[0];
  if (written === undefined) return cursor.fail('Expected a statistical function');
  if (/^sparkline$/i.test(written) && cursor.match(/\(/y)) return parseSparkline(args, start);
  if (/^eval$/i.test(written)) args.unsupported(`"${written}(…)" as a statistic is not supported.`, start);
  const definition = splAggregationNamed(written.toLowerCase());
  if (!definition) {
    const end = cursor.at;
    if (DOCUMENTED.has(written.toLowerCase())) {
      const message = `The statistical function "${written}" is not supported.`;
      throw new SplProblem('unsupported-function', message, start, end);
    }
    const close = written.length > 2 ? suggest(written, [...splAggregationNames(), ...stops]) : undefined;
    const forgotten = cursor.match(/\(/y)
      ? '"firedrill help spl" lists the functions there are.'
      : `A field to group by stands behind BY: … BY ${written}.`;
    const hint = close === undefined ? forgotten : `Did you mean "${close}"?`;
    throw new SplProblem('unknown-function', `There is no statistical function "${written}".`, start, end, hint);
  }
  const nameEnd = cursor.at;
  const argument = cursor.match(/\(/y) ? parseArgument(args) : undefined;
  const end = cursor.text[cursor.at - 1] === ')' ? cursor.at : nameEnd;
  const text = cursor.text.slice(start, end);
  const alias = args.keyword('as') ? aliasOf(args) : undefined;
  if (!argument && definition.needsField) {
    throw new SplProblem('invalid-argument', `"${written}" needs a field.`, start, end, `Write ${written}(field).`);
  }
  return {
    name: written,
    function: definition.function,
    ...(definition.options !== undefined && { options: definition.options }),
    argument,
    output: alias ?? outputName(text, argument),
    named: alias !== undefined || (argument !== undefined && 'eval' in argument),
    start,
    end,
  };
}

/** `sparkline(count)`, `sparkline(avg(bytes), 1h)`. */
function parseSparkline(args: CommandArguments, start: number): AggregationNode {
  const { cursor } = args;
  cursor.expect('(');
  const inner = parseAggregation(args);
  const span = cursor.take(',') ? args.value() : null;
  cursor.expect(')');
  const end = cursor.at;
  const alias = args.keyword('as') ? aliasOf(args) : undefined;
  return {
    name: 'sparkline',
    function: 'spl.sparkline',
    argument: undefined,
    sparkline: { inner, span },
    output: alias ?? cursor.text.slice(start, end),
    named: alias !== undefined,
    start,
    end,
  };
}

/** The name behind AS: brackets may be part of it. */
function aliasOf(args: CommandArguments): string {
  args.cursor.skipSpace();
  return args.cursor.takeMatch(/[^\s,"'()[\]|=<>]+\([^\s,"'()[\]|]*\)/y)?.[0] ?? args.field();
}

function parseArgument(args: CommandArguments): AggregationNode['argument'] {
  const { cursor } = args;
  cursor.skipSpace();
  const open = cursor.at;
  cursor.expect('(');
  if (cursor.take(')')) return undefined;
  if (cursor.match(/eval\s*\(/iy)) {
    cursor.takeMatch(/eval\s*\(/iy);
    const node = parseEvalExpression(cursor);
    cursor.close(open + 1);
    cursor.close(open);
    return { eval: node };
  }
  // What tstats names after PREFIX(kbps=) ends with the sign.
  const field = cursor.takeMatch(/[^\s,"'()[\]|=<>]+=(?=\s*\))/y)?.[0] ?? args.fieldIfAny();
  if (field === undefined) return cursor.fail('Expected a field');
  cursor.close(open);
  return { field };
}

/** A column is named after the call as written; blanks around a field's name are no part of it. */
const outputName = (text: string, argument: AggregationNode['argument']): string =>
  argument && 'field' in argument ? `${text.slice(0, text.indexOf('(')).trim()}(${argument.field})` : text;

/** Options of stats and its relatives that hold for each of their functions. */
export interface StatsOptions {
  /** Numerical statistics only where all values are numbers. */
  readonly allnum?: boolean;
  /** The rows have their range of time beside them: {@link withSparklineRange}. */
  readonly sparklines?: boolean;
  /** How the values of `list` and `values` are joined, should they be. */
  readonly delim?: string | undefined;
}

const LISTS = /^spl\.(list|values)$/;

/** An aggregation over the rows of a plan. */
export function lowerAggregation(
  node: AggregationNode,
  scope: LowerScope,
  { allnum = false, delim, sparklines = false }: StatsOptions = {},
): AggregateCall {
  if (node.sparkline) {
    if (!sparklines)
      throw new SplProblem(
        'unsupported-option',
        '"sparkline" is supported in stats and chart alone.',
        node.start,
        node.end,
      );
    return lowerSparkline(node, node.sparkline, scope);
  }
  const value = argumentOf(node.argument, scope);
  const timed = TIMED.test(node.function) ? [column('_time')] : [];
  const condition = node.function === 'spl.count' && node.argument !== undefined && 'eval' in node.argument;
  const own = condition ? { condition: true } : node.options;
  const extra = {
    ...(allnum && numericAggregationNames.has(node.function) && { allnum }),
    ...(delim !== undefined && LISTS.test(node.function) && { delim }),
  };
  const options = Object.keys(extra).length === 0 ? own : { ...(own as object | undefined), ...extra };
  return {
    outputs: [node.output],
    function: node.function,
    arguments: value ? [value, ...timed] : timed,
    ...(options !== undefined && { options }),
    span: scope.span(node.start, node.end),
  };
}

/** The first and the last time of all rows, beside each of them. */
export const SPARKLINE_RANGE = ['_sparkline_first', '_sparkline_last'] as const;

function lowerSparkline(
  node: AggregationNode,
  { inner, span }: NonNullable<AggregationNode['sparkline']>,
  scope: LowerScope,
): AggregateCall {
  const call = lowerAggregation(inner, scope);
  const options: SparklineOptions = {
    inner: { function: call.function, ...(call.options !== undefined && { options: call.options }) },
    span,
    argument: call.arguments.length > 0,
  };
  return {
    outputs: [node.output],
    function: 'spl.sparkline',
    arguments: [...call.arguments.slice(0, 1), ...['_time', ...SPARKLINE_RANGE].map((name) => column(name))],
    options,
    span: scope.span(node.start, node.end),
  };
}

/** Rows with what sparklines over them need to know of all of them. */
export const withSparklineRange = (input: Plan, aggregations: readonly AggregationNode[]): Plan =>
  aggregations.some(({ sparkline }) => sparkline !== undefined)
    ? { op: 'Window', function: 'spl.sparkline-range', input, options: undefined, adds: SPARKLINE_RANGE }
    : input;

function argumentOf(argument: AggregationNode['argument'], scope: LowerScope): Expression | undefined {
  if (!argument) return undefined;
  return 'field' in argument ? column(argument.field) : lowerEval(argument.eval, scope);
}
