import { call, column, type Expression } from '../../plan/expression.ts';
import type { AggregateCall } from '../../plan/plan.ts';
import { type AggregationNode, lowerAggregation, parseAggregation } from './aggregation-call.ts';
import { splAggregationNamed } from './aggregations/index.ts';
import type { CommandArguments } from './command-arguments.ts';
import type { ChartOutput, SeriesFilter } from './commands/chart.ts';
import { lowerEval } from './eval/lower.ts';
import type { EvalNode } from './eval/nodes.ts';
import { parseEvalExpression } from './eval/parse.ts';
import { printAggregations } from './printer/aggregation.ts';
import { printEval } from './printer/eval.ts';
import { printName } from './printer/text.ts';
import { SplProblem } from './problems.ts';
import type { LowerScope } from './scope.ts';

/** One of the statistics of chart: a function, or an expression over several (`eval(avg(a)/max(b)) AS ratio`). */
export type ChartTerm =
  | { readonly kind: 'aggregate'; readonly node: AggregationNode }
  | {
      readonly kind: 'expression';
      /** As it was written. */
      readonly written: EvalNode;
      /** With a field in place of each statistical function. */
      readonly expression: EvalNode;
      readonly aggregations: readonly AggregationNode[];
      readonly output: string;
    };

/** Terms up to the end, or one of the words that may follow them. */
export function parseChartTerms(args: CommandArguments, ...stops: readonly string[]): readonly ChartTerm[] {
  const { cursor } = args;
  const terms: ChartTerm[] = [];
  cursor.skipSpaceAndCommas();
  while (!args.done && !stops.some((stop) => cursor.peekKeyword(stop))) {
    const bracket = cursor.match(/(?:eval\s*)?\(/iy);
    terms.push(bracket ? parseExpressionTerm(args, terms.length) : { kind: 'aggregate', node: parseAggregation(args) });
    cursor.skipSpaceAndCommas();
  }
  return terms;
}

function parseExpressionTerm(args: CommandArguments, count: number): ChartTerm {
  const { cursor } = args;
  cursor.skipSpace();
  const start = cursor.at;
  cursor.takeMatch(/(?:eval\s*)?\(/iy);
  const parsed = parseEvalExpression(cursor);
  cursor.expect(')');
  const text = cursor.text.slice(start, cursor.at);
  const aggregations: AggregationNode[] = [];
  const expression = withAggregates(parsed, cursor.text, (node) => {
    aggregations.push(node);
    return `_chart_${count}_${aggregations.length}`;
  });
  const output = args.keyword('as') ? args.field() : text;
  return { kind: 'expression', written: parsed, expression, aggregations, output };
}

/** The expression with a field in place of each statistical function. */
function withAggregates(node: EvalNode, text: string, add: (node: AggregationNode) => string): EvalNode {
  const replaced = (aggregation: AggregationNode): EvalNode => ({
    kind: 'field',
    name: add(aggregation),
    start: node.start,
    end: node.end,
  });
  const nested = (one: EvalNode): EvalNode => withAggregates(one, text, add);
  switch (node.kind) {
    case 'field':
      if (/^c(?:ount)?$/i.test(node.name)) return replaced(aggregation(node, 'count', undefined, text));
      throw new SplProblem(
        'invalid-argument',
        `The field "${node.name}" stands outside of a statistical function.`,
        node.start,
        node.end,
        'Only statistical functions and literals may stand in an expression of chart.',
      );
    case 'call': {
      const named = splAggregationNamed(node.name);
      const [first] = node.arguments;
      const fits = named && node.arguments.length <= 1 && !(first === undefined && named.needsField);
      if (!fits) return { ...node, arguments: node.arguments.map(nested) };
      return replaced(aggregation(node, node.name, argumentOf(first), text));
    }
    case 'unary':
      return { ...node, operand: nested(node.operand) };
    case 'binary':
      return { ...node, left: nested(node.left), right: nested(node.right) };
    case 'in':
      return { ...node, operand: nested(node.operand), values: node.values.map(nested) };
    default:
      return node;
  }
}

/** `avg(x)` reads a field, `avg(eval(x*2))` an expression. */
function argumentOf(node: EvalNode | undefined): AggregationNode['argument'] {
  if (!node) return undefined;
  if (node.kind === 'field') return { field: node.name };
  const [inner] = node.kind === 'call' && /^eval$/i.test(node.name) ? node.arguments : [node];
  return inner && { eval: inner };
}

function aggregation(
  node: EvalNode,
  name: string,
  argument: AggregationNode['argument'],
  text: string,
): AggregationNode {
  const named = splAggregationNamed(name);
  return {
    name: name.toLowerCase(),
    function: named?.function ?? '',
    ...(named?.options !== undefined && { options: named.options }),
    argument,
    output: text.slice(node.start, node.end),
    named: false,
    start: node.start,
    end: node.end,
  };
}

const PER_SECONDS: Readonly<Record<string, number>> = {
  'spl.per_second': 1,
  'spl.per_minute': 60,
  'spl.per_hour': 3600,
  'spl.per_day': 86_400,
};

/** The aggregates to compute, and what is shown of them. */
export function lowerChartTerms(
  terms: readonly ChartTerm[],
  time: boolean,
  scope: LowerScope,
): { readonly aggregates: readonly AggregateCall[]; readonly outputs: readonly ChartOutput[] } {
  const aggregates: AggregateCall[] = [];
  const outputs: ChartOutput[] = [];
  terms.forEach((term, at) => {
    if (term.kind === 'aggregate') {
      const perSeconds = (time ? PER_SECONDS[term.node.function] : undefined) ?? null;
      const node = perSeconds === null ? term.node : { ...term.node, function: 'spl.sum' };
      aggregates.push(lowerAggregation(node, scope, { sparklines: true }));
      outputs.push({ name: node.output, expression: null, perSeconds });
      return;
    }
    term.aggregations.forEach((node, index) => {
      aggregates.push(lowerAggregation({ ...node, output: `_chart_${at}_${index + 1}` }, scope));
    });
    outputs.push({ name: term.output, expression: lowerExpression(term.expression, scope), perSeconds: null });
  });
  return { aggregates, outputs };
}

/** The value of an expression; statistical functions stand in it as columns. */
const lowerExpression = (node: EvalNode, scope: LowerScope): Expression =>
  node.kind === 'field' ? call('spl.coalesce', [column(node.name)]) : lowerEval(node, scope);

/** What follows WHERE: `sum in top5`, `max notin bottom2`, `count > 10`. */
export function parseSeriesFilter(args: CommandArguments): SeriesFilter {
  const { cursor } = args;
  cursor.skipSpace();
  const start = cursor.at;
  const name = cursor.takeMatch(/[A-Za-z_]\w*/y)?.[0] ?? cursor.fail('Expected a statistical function');
  const named = splAggregationNamed(name);
  if (!named) throw new SplProblem('unknown-function', `There is no statistical function "${name}".`, start, cursor.at);
  cursor.takeMatch(/\(\s*[^()\s]*\s*\)/y);
  const base = { name, function: named.function, ...(named.options !== undefined && { options: named.options }) };
  const place = cursor.takeMatch(/(in|notin)\s+(top|bottom)\s*(\d+)/iy);
  if (place) {
    const count = Number(place[3]) * (place[2]?.toLowerCase() === 'bottom' ? -1 : 1);
    return { ...base, keep: { top: count, inside: place[1]?.toLowerCase() === 'in' } };
  }
  const bound = cursor.takeMatch(/([<>])\s*(-?\d+(?:\.\d+)?)/y);
  if (!bound) return cursor.fail('Expected in, notin, < or >');
  return { ...base, keep: { above: bound[1] === '>', bound: Number(bound[2]) } };
}

export const printChartTerms = (terms: readonly ChartTerm[]): string =>
  terms
    .map((term) =>
      term.kind === 'aggregate'
        ? printAggregations([term.node])
        : `eval(${printEval(term.written)}) AS ${printName(term.output)}`,
    )
    .join(' ');

export const printSeriesFilter = ({ name, keep }: SeriesFilter): string =>
  'bound' in keep
    ? `WHERE ${name} ${keep.above ? '>' : '<'} ${keep.bound}`
    : `WHERE ${name} ${keep.inside ? 'in' : 'notin'} ${keep.top < 0 ? 'bottom' : 'top'}${Math.abs(keep.top)}`;
