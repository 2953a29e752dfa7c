import { type AggregationNode, parseAggregations } from '../aggregation-call.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { SplProblem } from '../problems.ts';
import type { SearchNode } from '../search/nodes.ts';
import type { MstatsArguments } from './lower.ts';

/** They say how a search of Splunk goes about its work. */
export const MSTATS_PASSING = ['backfill', 'update_period', 'chunk_size'] as const;

const OPTIONS = ['chart', 'prestats', 'append', 'fillnull_value'] as const;
const CHART_OPTIONS = ['limit', 'agg', 'usenull', 'useother', 'nullstr', 'otherstr'].map((name) => `chart.${name}`);
/** Options that may stand behind any clause. */
const ANYWHERE = ['span', 'every', ...CHART_OPTIONS];
const STOPS = ['where', 'by', 'groupby', ...ANYWHERE];

const FUNCTIONS =
  /^(avg|count|c|max|median|min|(upper)?perc\d+(\.\d+)?|p\d+(\.\d+)?|range|stdevp?|sum|sumsq|varp?|earliest(_time)?|latest(_time)?|rate)$/i;
const SUBSECOND = /^\d*(us|ms|cs|ds)$/;

/** mstats [options] functions [WHERE search] [BY fields] [span=…], with span= and options of charts behind any of them. */
export function parseMstats(args: CommandArguments): MstatsArguments {
  const { cursor } = args;
  const options = new Map<string, string>();
  const late = (): void => takeOptions(args, ANYWHERE, options);
  takeOptions(args, [...OPTIONS, ...MSTATS_PASSING, ...ANYWHERE], options);
  const aggregations = parseAggregations(args, ...STOPS);
  if (aggregations.length === 0) cursor.fail('Expected a statistical function');
  late();
  const whereStart = cursor.at;
  const where = args.keyword('where')
    ? args.searchExpression(...STOPS.slice(1).map((stop) => stop.toUpperCase()))
    : undefined;
  late();
  const by = args.keyword('by') || args.keyword('groupby') ? fieldsOf(args) : [];
  late();
  if (cursor.peekKeyword('where')) cursor.fail('Expected a field', 'WHERE stands before BY.');
  const span = options.get('span');
  options.delete('span');
  const passed = new Map([...options].filter(([name]) => (MSTATS_PASSING as readonly string[]).includes(name)));
  for (const name of passed.keys()) options.delete(name);
  const parsed = { options, passed, aggregations, where, by, span };
  checkFunctions(parsed);
  if (where) checkFilter(where, isOfValues(aggregations), whereStart, cursor.at);
  else if (isOfValues(aggregations)) throw needsMetricName(whereStart, cursor.at);
  checkOptions(parsed, args);
  return parsed;
}

/** Whether the functions are over `_value`: of the metrics that WHERE names. */
export const isOfValues = (aggregations: readonly AggregationNode[]): boolean =>
  aggregations.some(({ argument }) => argument === undefined || ('field' in argument && argument.field === '_value'));

/** `name=value`, where names may have a period in them. */
function takeOptions(args: CommandArguments, names: readonly string[], options: Map<string, string>): void {
  const { cursor } = args;
  for (;;) {
    cursor.skipSpaceAndCommas();
    const start = cursor.at;
    const name = cursor.takeMatch(/([\w.]+)\s*=/y)?.[1]?.toLowerCase();
    if (name === undefined || !names.includes(name)) {
      cursor.at = start;
      return;
    }
    cursor.skipSpace();
    options.set(name, args.value());
    if (name === 'every') args.unsupported('"every" is not supported.', start);
  }
}

function fieldsOf(args: CommandArguments): readonly string[] {
  const { cursor } = args;
  const fields: string[] = [];
  cursor.skipSpaceAndCommas();
  while (!args.done && !['where', ...ANYWHERE].some((stop) => cursor.peekKeyword(stop))) {
    const start = cursor.at;
    const name = args.field();
    if (name === '_time' || name === '_value') args.invalid(`"mstats" does not group by "${name}".`, start);
    if (name.includes('*')) args.invalid('"mstats" knows no wildcards in BY.', start);
    fields.push(name);
    cursor.skipSpaceAndCommas();
  }
  return fields.length > 0 ? fields : cursor.fail('Expected a field');
}

const invalid = (message: string, { start, end }: { start: number; end: number }, hint?: string): SplProblem =>
  new SplProblem('invalid-argument', message, start, end, hint);

function checkFunctions({ aggregations, options }: MstatsArguments): void {
  const prestats = isTrue(options.get('prestats'), false);
  const overValues = isOfValues(aggregations);
  for (const node of aggregations) {
    const { name, argument } = node;
    if (!FUNCTIONS.test(name)) throw invalid(`"mstats" does not compute "${name}".`, node);
    if (argument === undefined && !prestats)
      throw invalid(`"${name}" needs a metric here.`, node, `Write ${name}(_value), and WHERE metric_name=….`);
    if (argument && 'eval' in argument) throw invalid('"mstats" knows no expressions in its functions.', node);
    if (argument === undefined) continue;
    const isValue = argument.field === '_value';
    if (overValues !== isValue)
      throw invalid('Functions over _value and over names of metrics cannot stand together.', node);
    if (!isValue && node.named && stars(argument.field) !== stars(node.output))
      throw invalid(`The name "${node.output}" has other wildcards than "${argument.field}".`, node);
  }
}

const stars = (text: string): number => text.split('*').length;

const needsMetricName = (start: number, end: number): SplProblem =>
  invalid('Functions over _value need metric_name= in WHERE.', { start, end: Math.max(end, start + 1) });

function checkFilter(where: SearchNode, overValues: boolean, start: number, end: number): void {
  let named = false;
  visit(where, (node) => {
    if (node.kind === 'subsearch')
      throw new SplProblem('unsupported-option', '"mstats" takes no subsearch in WHERE.', node.start, node.end);
    if (node.kind === 'text') throw invalid('"mstats" finds no words or phrases: there is no text.', node);
    if (node.kind !== 'compare') return;
    const { field } = node;
    if (/^(starttime|endtime|timeformat)$/.test(field))
      throw new SplProblem(
        'unsupported-option',
        `"${field}" is not supported.`,
        node.start,
        node.end,
        'Write earliest= and latest=.',
      );
    if (field !== 'metric_name') return;
    named = true;
    if (!overValues)
      throw invalid(
        'WHERE cannot filter by metric_name where functions name their metrics.',
        node,
        'Write functions over _value.',
      );
  });
  if (overValues && !named) throw needsMetricName(start, end);
}

function visit(node: SearchNode, found: (node: SearchNode) => void): void {
  found(node);
  if (node.kind === 'and' || node.kind === 'or') for (const term of node.terms) visit(term, found);
  if (node.kind === 'not') visit(node.term, found);
}

function checkOptions({ options, by, span, aggregations }: MstatsArguments, args: CommandArguments): void {
  const is = (name: string): boolean => isTrue(options.get(name), false);
  const { start } = args;
  if (is('append') && !is('prestats')) args.invalid('"append=true" needs "prestats=true".', start);
  if (is('chart') && is('prestats')) args.invalid('"chart=true" and "prestats=true" cannot stand together.', start);
  if (span !== undefined && SUBSECOND.test(span)) args.unsupported('Spans below a second are not supported.', start);
  if (!is('chart')) return;
  if (span !== undefined && by.length > 1) args.invalid('"chart=true" with a span takes one field in BY.', start);
  if (span === undefined && (by.length === 0 || by.length > 2))
    args.invalid('"chart=true" without a span takes one or two fields in BY.', start);
  const wild = aggregations.some(({ argument }) => argument && 'field' in argument && argument.field.includes('*'));
  if (wild) args.unsupported('"chart=true" over metrics with wildcards is not supported.', start);
  if (by.includes('metric_name')) args.unsupported('"chart=true" by metric_name is not supported.', start);
}
