import { column, type Expression } from '../../../plan/expression.ts';
import type { AggregateCall, Plan } from '../../../plan/plan.ts';
import { withSparklineRange } from '../aggregation-call.ts';
import { splAggregationNamed } from '../aggregations/index.ts';
import {
  type ChartTerm,
  lowerChartTerms,
  parseChartTerms,
  parseSeriesFilter,
  printChartTerms,
  printSeriesFilter,
} from '../chart-terms.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { SplProblem } from '../problems.ts';
import type { LowerScope } from '../scope.ts';
import { printName, printOptions, words } from '../printer/text.ts';

interface Split {
  readonly field: string;
  readonly span: string | undefined;
  readonly bins: number | undefined;
}

interface ChartArguments {
  readonly terms: readonly ChartTerm[];
  readonly where: SeriesFilter | undefined;
  readonly row: Split | undefined;
  readonly column: Split | undefined;
  readonly options: ReadonlyMap<string, string>;
  readonly time: boolean;
}

/** What a column shows: an aggregate, or an expression over several of them. */
export interface ChartOutput {
  readonly name: string;
  readonly expression: Expression | null;
  /** Of `per_minute` and its kin in timechart: the sum is spread over the bucket, per so many seconds. */
  readonly perSeconds: number | null;
}

/** Which series stay: those whose values, put together, are among the highest, or beyond a bound. */
export interface SeriesFilter {
  /** The function as written. */
  readonly name: string;
  readonly function: string;
  readonly options?: unknown;
  readonly keep:
    { readonly top: number; readonly inside: boolean } | { readonly above: boolean; readonly bound: number };
}

export interface ChartOptions {
  readonly aggregates: readonly AggregateCall[];
  readonly outputs: readonly ChartOutput[];
  readonly where: SeriesFilter | null;
  /** Puts the values of a series together for `limit`; null: the sum, or with several statistics the number of rows. */
  readonly rank: string | null;
  /** `$AGG$` and `$VAL$` in the name of a column. */
  readonly format: string;
  readonly once: boolean;
  readonly row: string;
  readonly column: string | null;
  /** Columns beyond this many are put together; 0 for all of them; negative keeps those with the lowest totals. */
  readonly limit: number;
  readonly useNull: boolean;
  readonly useOther: boolean;
  readonly nullText: string;
  readonly otherText: string;
  /** Of timechart. */
  readonly time: {
    readonly span: string | null;
    readonly bins: number;
    readonly fill: boolean;
    readonly minspan: string | null;
    readonly aligntime: string | null;
  } | null;
}

const SPLIT_OPTIONS = [
  'span',
  'bins',
  'minspan',
  'start',
  'end',
  'aligntime',
  'usenull',
  'useother',
  'nullstr',
  'otherstr',
  'limit',
  'agg',
];
const OPTIONS = [...SPLIT_OPTIONS, 'sep', 'format', 'cont', 'partial', 'fixedrange', 'dedup_splitvals'];
const REFUSED = ['start', 'end'];
const DEFAULT_COLUMNS = 10;
const TIME_BINS = 100;

export const chart = defineCommand<ChartArguments>({
  name: 'chart',
  kind: 'transforming',
  summary: 'Statistics in a table: one field makes rows, another columns.',
  syntax:
    'chart [limit=[top|bottom]<N>] [agg=<function>] [usenull=<bool>] [useother=<bool>] [sep=<text>|format=<text>] (<function>(<field>)|eval(<expression>))... [OVER <field>] [BY <field> [<field>]] [WHERE <function> (in|notin) (top|bottom)<N>|(<|>)<N>]',
  reference: 'chart',
  examples: [
    {
      title: 'Hosts by user',
      query: '| chart count over host by user',
      input: [
        { host: 'h', user: 'a' },
        { host: 'h', user: 'b' },
        { host: 'i', user: 'b' },
      ],
      output: [
        { host: 'h', a: '1', b: '1' },
        { host: 'i', a: '0', b: '1' },
      ],
    },
  ],
  parse: (args) => parseChart(args, false),
  print: printChart,
  lower: lowerChart,
});

export const timechart = defineCommand<ChartArguments>({
  name: 'timechart',
  kind: 'transforming',
  summary: 'Statistics per bucket of time; a field makes columns.',
  syntax:
    'timechart [span=<span>] [minspan=<span>] [aligntime=<time>] [bins=<N>] [limit=[top|bottom]<N>] [agg=<function>] [cont=<bool>] [partial=<bool>] (<function>(<field>)|eval(<expression>))... [BY <field> [WHERE <function> (in|notin) (top|bottom)<N>|(<|>)<N>]]',
  reference: 'timechart',
  examples: [
    {
      title: 'Hours, those without events too',
      query: '| timechart span=1h sum(n) AS total',
      input: [
        { _time: '7200', n: '1' },
        { _time: '7300', n: '2' },
        { _time: '15000', n: '4' },
      ],
      output: [{ _time: '7200', total: '3' }, { _time: '10800' }, { _time: '14400', total: '4' }],
    },
  ],
  differences: ['Buckets reach from the first to the last event, as fixedrange=false has it.'],
  parse: (args) => parseChart(args, true),
  print: printChart,
  lower: lowerChart,
});

function printChart({ terms, where, row, column: split, options, time }: ChartArguments): string {
  const printed = [row, split].filter((one) => one !== undefined).map(printSplit);
  const [first, second] = printed;
  const over = !time && row ? `OVER ${first}` : '';
  const by = time ? first : second;
  return words(
    printOptions(options),
    printChartTerms(terms),
    over,
    by && `BY ${by}`,
    where && printSeriesFilter(where),
  );
}

const printSplit = ({ field, span, bins }: Split): string => words(printName(field), printOptions({ span, bins }));

function parseChart(args: CommandArguments, time: boolean): ChartArguments {
  const start = args.cursor.at;
  const options = new Map(args.options(...OPTIONS));
  const terms = parseChartTerms(args, 'over', 'by', 'where', ...OPTIONS);
  if (terms.length === 0) args.cursor.fail('Expected a statistical function');
  const late = (): void => {
    for (const [name, value] of args.options(...OPTIONS)) options.set(name, value);
  };
  late();
  let row: Split | undefined;
  let columnSplit: Split | undefined;
  if (!time && args.keyword('over')) row = parseSplit(args);
  late();
  if (args.keyword('by')) {
    if (time || row) columnSplit = parseSplit(args);
    else {
      row = parseSplit(args);
      args.cursor.skipSpaceAndCommas();
      if (!args.done && !args.cursor.peekKeyword('where')) columnSplit = parseSplit(args);
    }
  }
  late();
  const where = args.keyword('where') ? parseSeriesFilter(args) : undefined;
  late();
  for (const name of REFUSED) if (options.has(name)) args.unsupported(`"${name}" is not supported.`, start);
  return { terms, where, row, column: columnSplit, options, time };
}

function parseSplit(args: CommandArguments): Split {
  const field = args.field();
  const options = args.options('span', 'bins');
  const bins = options.get('bins');
  return { field, span: options.get('span'), bins: bins === undefined ? undefined : Number(bins) };
}

function lowerChart(
  { terms, where, row, column: split, options, time }: ChartArguments,
  input: Plan,
  scope: LowerScope,
): Plan {
  const limit = /^(top|bottom)?(\d+)$/i.exec(options.get('limit') ?? String(DEFAULT_COLUMNS));
  const count = Number(limit?.[2] ?? DEFAULT_COLUMNS);
  const chartOptions: ChartOptions = {
    ...lowerChartTerms(terms, time, scope),
    where: where ?? null,
    rank: rankOf(options.get('agg'), scope),
    format: options.get('format') ?? `$AGG$${options.get('sep') ?? ': '}$VAL$`,
    once: isTrue(options.get('dedup_splitvals'), false),
    row: time ? '_time' : (row?.field ?? ''),
    column: split?.field ?? null,
    limit: limit?.[1]?.toLowerCase() === 'bottom' ? -count : count,
    useNull: isTrue(options.get('usenull'), true),
    useOther: isTrue(options.get('useother'), true),
    nullText: options.get('nullstr') ?? 'NULL',
    otherText: options.get('otherstr') ?? 'OTHER',
    time: time
      ? {
          span: options.get('span') ?? null,
          bins: Number(options.get('bins') ?? TIME_BINS),
          fill: isTrue(options.get('cont'), true),
          minspan: options.get('minspan') ?? null,
          aligntime: options.get('aligntime') ?? null,
        }
      : null,
  };
  let plan = withSparklineRange(
    input,
    terms.flatMap((term) => (term.kind === 'aggregate' ? [term.node] : [])),
  );
  const bins = options.get('bins');
  const rowSplit = time
    ? undefined
    : {
        ...row,
        span: row?.span ?? options.get('span'),
        bins: row?.bins ?? (bins === undefined ? undefined : Number(bins)),
      };
  for (const one of [rowSplit, split]) if (one?.field !== undefined) plan = binned(plan, one as Split);
  if (!time && row === undefined) {
    const aggregated: Plan = {
      op: 'Aggregate',
      input: plan,
      by: [],
      key: 'spl.group',
      aggregates: chartOptions.aggregates,
    };
    if (chartOptions.outputs.every(({ expression }) => expression === null)) return aggregated;
    return {
      op: 'Project',
      input: aggregated,
      columns: chartOptions.outputs.map(({ name, expression }) => ({ name, expression: expression ?? column(name) })),
    };
  }
  return { op: 'Reshape', function: 'spl.chart', input: plan, options: chartOptions };
}

/** The function that `agg=` ranks series by; brackets behind it say nothing more. */
function rankOf(text: string | undefined, _scope: LowerScope): string | null {
  if (text === undefined) return null;
  const named = splAggregationNamed(text);
  if (!named || named.options !== undefined)
    throw new SplProblem('unsupported-option', `"agg=${text}" is not supported.`, 0, 1);
  return named.function;
}

function binned(input: Plan, { field, span, bins }: Split): Plan {
  if (span !== undefined) {
    const name = field === '_time' ? 'spl.bin-time' : 'spl.bin-number';
    const bucket = { kind: 'call', function: name, arguments: [column(field)], options: { span } } as const;
    return { op: 'Extend', input, columns: [{ name: field, expression: bucket }] };
  }
  if (bins === undefined) return input;
  return { op: 'Window', function: 'spl.bin-auto', input, options: { field, output: field, bins } };
}
