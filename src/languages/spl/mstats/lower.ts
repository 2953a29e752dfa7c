import { call, column, type Expression, literal } from '../../../plan/expression.ts';
import type { AggregateCall, Plan } from '../../../plan/plan.ts';
import { type AggregationNode, lowerAggregation } from '../aggregation-call.ts';
import { splAggregationNamed } from '../aggregations/index.ts';
import { isTrue } from '../command-arguments.ts';
import type { ChartOptions } from '../commands/chart.ts';
import { aggregateBy } from '../group-by.ts';
import { METRIC_PREFIX } from '../metrics.ts';
import type { LowerScope } from '../scope.ts';
import { lowerSearchFilter } from '../search/filter.ts';
import type { SearchNode } from '../search/nodes.ts';
import { isOfValues } from './parse.ts';

export interface MstatsArguments {
  /** By name: `prestats`, `append`, `chart`, `chart.…`, `fillnull_value`. */
  readonly options: ReadonlyMap<string, string>;
  readonly passed: ReadonlyMap<string, string>;
  readonly aggregations: readonly AggregationNode[];
  readonly where: SearchNode | undefined;
  readonly by: readonly string[];
  /** Absent: times make no groups. */
  readonly span: string | undefined;
}

/** What `spl.metric-wildcard` is told. */
export interface MetricWildcardOptions {
  readonly by: readonly string[];
  readonly aggregations: readonly {
    readonly call: AggregateCall;
    /** What names of columns of metrics are compared with; null where one is named. */
    readonly pattern: string | null;
  }[];
}

const DEFAULT_COLUMNS = 10;

/** The statistics over metric data points that a search asks for. */
export function lowerMstats(args: MstatsArguments, scope: LowerScope): Plan {
  const { aggregations, options, where, by, span } = args;
  const apart = isOfValues(aggregations) || by.includes('metric_name');
  const points: Plan = { op: 'Scan', source: 'splunk:metrics', options: { apart } };
  const found = where ? lowerSearchFilter(cased(where), points, scope) : points;
  const rows = inBuckets(withFilled(found, by, options.get('fillnull_value')), span);
  if (isTrue(options.get('prestats'), false)) return measurements(rows, args);
  const groups = span === undefined ? by : ['_time', ...by];
  const calls = aggregations.map((node) => ({ call: lowerCall(node, scope), pattern: patternOf(node) }));
  if (calls.some(({ pattern }) => pattern !== null)) {
    const wildcard: MetricWildcardOptions = { by: groups, aggregations: calls };
    return { op: 'Reshape', function: 'spl.metric-wildcard', input: rows, options: wildcard };
  }
  const aggregates = calls.map(({ call: one }) => one);
  if (isTrue(options.get('chart'), false))
    return {
      op: 'Reshape',
      function: 'spl.chart',
      input: measured(rows, aggregates),
      options: chartOf(args, aggregates),
    };
  return aggregateMetrics(rows, groups, aggregates);
}

/** Statistics over the data points that have one of the metrics. */
export const aggregateMetrics = (input: Plan, by: readonly string[], aggregates: readonly AggregateCall[]): Plan =>
  aggregateBy(measured(input, aggregates), by, aggregates, { single: new Set(['_time']) });

function measured(input: Plan, aggregates: readonly AggregateCall[]): Plan {
  const names = new Set(aggregates.flatMap(({ arguments: [first] }) => (first?.kind === 'column' ? [first.name] : [])));
  const known = [...names].map((name): Expression => call('spl.isnotnull', [column(name)]));
  const [only] = known;
  if (!only) return input;
  return { op: 'Filter', input, predicate: known.length === 1 ? only : call('spl.search-or', known) };
}

/** Values of fields are compared with their case, unlike in a search over events. */
function cased(node: SearchNode): SearchNode {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { ...node, terms: node.terms.map(cased) };
    case 'not':
      return { ...node, term: cased(node.term) };
    case 'compare':
      return { ...node, cased: true };
    default:
      return node;
  }
}

/** `fillnull_value=` writes its text into BY fields that are missing, so that no row is dropped for them. */
const withFilled = (input: Plan, by: readonly string[], text: string | undefined): Plan =>
  text === undefined || by.length === 0
    ? input
    : {
        op: 'Extend',
        input,
        columns: by.map((name) => ({ name, expression: call('spl.coalesce', [column(name), literal(text)]) })),
      };

function inBuckets(input: Plan, span: string | undefined): Plan {
  if (span === undefined) return input;
  if (span === 'auto') return { op: 'Window', function: 'spl.bin-auto-time', input, options: { field: '_time' } };
  const bucket: Expression = call('spl.bin-time', [column('_time')], undefined, { span });
  return { op: 'Extend', input, columns: [{ name: '_time', expression: bucket }] };
}

const fieldOf = ({ argument }: AggregationNode): string =>
  argument && 'field' in argument ? argument.field : '_value';

const columnNamed = (field: string): string => (field === '_value' ? field : METRIC_PREFIX + field);

const patternOf = (node: AggregationNode): string | null =>
  fieldOf(node).includes('*') ? columnNamed(fieldOf(node)) : null;

function lowerCall(node: AggregationNode, scope: LowerScope): AggregateCall {
  const field = columnNamed(fieldOf(node));
  return lowerAggregation({ ...node, argument: { field } }, scope);
}

/** The rows themselves, under the names that later functions give to metrics. */
function measurements(input: Plan, { aggregations, by }: MstatsArguments): Plan {
  const known = by.map((name) => call('spl.isnotnull', [column(name)]));
  const grouped: Plan = known.length === 0 ? input : { op: 'Filter', input, predicate: call('spl.search-and', known) };
  const patterns = [...new Set(aggregations.map((node) => columnNamed(fieldOf(node))))];
  return { op: 'Window', function: 'spl.metric-rows', input: grouped, options: { patterns } };
}

function chartOf({ options, by, span }: MstatsArguments, aggregates: readonly AggregateCall[]): ChartOptions {
  const limit = /^(top|bottom)?(\d+)$/i.exec(options.get('chart.limit') ?? '');
  const count = Number(limit?.[2] ?? DEFAULT_COLUMNS);
  const [first = '', second] = by;
  return {
    aggregates,
    outputs: aggregates.map(({ outputs: [name = ''] }) => ({ name, expression: null, perSeconds: null })),
    where: null,
    rank: splAggregationNamed(options.get('chart.agg')?.replace(/\(.*/s, '') ?? '')?.function ?? null,
    format: '$AGG$: $VAL$',
    once: false,
    row: span === undefined ? first : '_time',
    column: (span === undefined ? second : by[0]) ?? null,
    limit: limit?.[1]?.toLowerCase() === 'bottom' ? -count : count,
    useNull: isTrue(options.get('chart.usenull'), true),
    useOther: isTrue(options.get('chart.useother'), true),
    nullText: options.get('chart.nullstr') ?? 'NULL',
    otherText: options.get('chart.otherstr') ?? 'OTHER',
    time:
      span === undefined
        ? null
        : { span: span === 'auto' ? null : span, bins: 100, fill: true, minspan: null, aligntime: null },
  };
}
