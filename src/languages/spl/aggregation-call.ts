import { namesOf } from '../documented.ts';
import { DOCUMENTED_SPL } from './documented.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { column, type Expression } from '../../plan/expression.ts';
import type { AggregateCall } from '../../plan/plan.ts';
import { splAggregationNamed, splAggregationNames } from './aggregations/index.ts';
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
  const written = cursor.takeMatch(/[a-z]+\d+\.\d+(?=\s*\()|[A-Za-z_]\w*/)?.[0];
  if (written === undefined) return cursor.fail('Expected a statistical function');
  if (/^(?:eval|sparkline)$/i.test(written))
    args.unsupported(`"${written}(…)" as a statistic is not supported.`, start);
  const definition = splAggregationNamed(written.toLowerCase());
  if (!definition) {
    const end = cursor.at;
    if (DOCUMENTED.has(written.toLowerCase())) {
      const message = `The statistical function "${written}" is not supported.`;
      throw new SplProblem('unsupported-function', message, start, end);
    }
    const close = written.length > 2 ? suggest(written, [...splAggregationNames(), ...stops]) : undefined;
    const forgotten = cursor.match(/\(/)
      ? '"firedrill help spl" lists the functions there are.'
      : `A field to group by stands behind BY: … BY ${written}.`;
    const hint = close === undefined ? forgotten : `Did you mean "${close}"?`;
    throw new SplProblem('unknown-function', `There is no statistical function "${written}".`, start, end, hint);
  }
  const nameEnd = cursor.at;
  const argument = cursor.match(/\(/) ? parseArgument(args) : undefined;
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

/** The name behind AS: brackets may be part of it. */
function aliasOf(args: CommandArguments): string {
  args.cursor.skipSpace();
  return args.cursor.takeMatch(/[^\s,"'()[\]|=<>]+\([^\s,"'()[\]|]*\)/)?.[0] ?? args.field();
}

function parseArgument(args: CommandArguments): AggregationNode['argument'] {
  const { cursor } = args;
  cursor.skipSpace();
  const open = cursor.at;
  cursor.expect('(');
  if (cursor.take(')')) return undefined;
  if (cursor.match(/eval\s*\(/i)) {
    cursor.takeMatch(/eval\s*\(/i);
    const node = parseEvalExpression(cursor);
    cursor.close(open + 1);
    cursor.close(open);
    return { eval: node };
  }
  const field = args.fieldIfAny();
  if (field === undefined) return cursor.fail('Expected a field');
  cursor.close(open);
  return { field };
}

/** A column is named after the call as written; blanks around a field's name are no part of it. */
const outputName = (text: string, argument: AggregationNode['argument']): string =>
  argument && 'field' in argument ? `${text.slice(0, text.indexOf('(')).trim()}(${argument.field})` : text;

/** An aggregation over the rows of a plan. */
export function lowerAggregation(node: AggregationNode, scope: LowerScope): AggregateCall {
  const value = argumentOf(node.argument, scope);
  const timed = TIMED.test(node.function) ? [column('_time')] : [];
  const condition = node.function === 'spl.count' && node.argument !== undefined && 'eval' in node.argument;
  const options = condition ? { condition: true } : node.options;
  return {
    outputs: [node.output],
    function: node.function,
    arguments: value ? [value, ...timed] : timed,
    ...(options !== undefined && { options }),
    span: scope.span(node.start, node.end),
  };
}

function argumentOf(argument: AggregationNode['argument'], scope: LowerScope): Expression | undefined {
  if (!argument) return undefined;
  return 'field' in argument ? column(argument.field) : lowerEval(argument.eval, scope);
}
