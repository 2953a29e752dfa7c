import { call, column } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import {
  type AggregationNode,
  dependsOnOrder,
  type StatsOptions,
  lowerAggregation,
  parseAggregations,
  withSparklineRange,
} from '../aggregation-call.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { aggregateBy } from '../group-by.ts';
import type { LowerScope } from '../scope.ts';
import { printAggregations } from '../printer/aggregation.ts';
import { printOptions, unless, printBy, words } from '../printer/text.ts';
import { append } from '../../../util/append.ts';

export interface StatsArguments {
  readonly aggregations: readonly AggregationNode[];
  readonly by: readonly string[];
  readonly options?: StatsOptions;
}

export const stats = defineCommand<StatsArguments & { readonly once: boolean }>({
  name: 'stats',
  kind: 'transforming',
  summary: 'One row of statistics per combination of the BY fields.',
  syntax:
    'stats [allnum=<bool>] [delim=<text>] <function>(<field>) [AS <field>]... [BY <field-list>] [dedup_splitvals=<bool>]',
  reference: 'stats',
  passingOptions: ['partitions'],
  examples: [
    {
      title: 'Count per user',
      query: '| stats count by user',
      input: [{ user: 'bob' }, { user: 'alice' }, { user: 'bob' }, { host: 'a' }],
      output: [
        { user: 'alice', count: '1' },
        { user: 'bob', count: '2' },
      ],
    },
  ],
  parse: (args) => {
    const options = new Map(args.options(...OPTIONS));
    const aggregations: AggregationNode[] = [];
    for (;;) {
      append(aggregations, parseAggregations(args, 'by', ...OPTIONS));
      const found = args.options(...OPTIONS);
      if (found.size === 0) break;
      for (const [name, value] of found) options.set(name, value);
    }
    if (aggregations.length === 0) args.cursor.fail('Expected a statistical function');
    const by = args.keyword('by') ? groupFields(args) : [];
    const late = args.options('dedup_splitvals');
    const once = isTrue(late.get('dedup_splitvals') ?? options.get('dedup_splitvals'), false);
    return {
      aggregations,
      by,
      once,
      ...optionsFor(isTrue(options.get('allnum'), false), options.get('delim')),
    };
  },
  print: ({ aggregations, by, once, options }) =>
    words(
      printOptions({
        allnum: unless(false, options?.allnum ?? false),
        delim: options?.delim,
        dedup_splitvals: unless(false, once),
      }),
      printAggregations(aggregations),
      printBy(by),
    ),
  lower: (args, input, scope) => lowerStats(args, args.once ? withoutRepeats(input, args.by) : input, scope),
  order: ({ aggregations }) => (dependsOnOrder(aggregations) ? 'needs' : 'ignores'),
  columns: statsColumns,
});

function groupFields(args: CommandArguments): readonly string[] {
  args.cursor.skipSpace();
  const start = args.cursor.at;
  const fields = args.someFields('dedup_splitvals');
  return fields.some((name) => name.includes('*')) ? args.invalid('"stats" knows no wildcards in BY.', start) : fields;
}

const OPTIONS = ['partitions', 'allnum', 'delim', 'dedup_splitvals'] as const;

/** Nothing where nothing is said. */
const optionsFor = (allnum: boolean, delim: string | undefined): Pick<StatsArguments, 'options'> =>
  allnum || delim !== undefined
    ? { options: { ...(allnum && { allnum }), ...(delim !== undefined && { delim }) } }
    : {};

const hasWildcard = ({ argument }: AggregationNode): boolean =>
  argument !== undefined && 'field' in argument && argument.field.includes('*');

/** The columns of stats: the BY fields, then the aggregations; unknown with wildcards. */
export function statsColumns({ aggregations, by }: StatsArguments): readonly string[] | undefined {
  if (aggregations.some(hasWildcard)) return undefined;
  return [...new Set([...by, ...aggregations.map(({ output }) => output)])];
}

export function lowerStats({ aggregations, by, options }: StatsArguments, input: Plan, scope: LowerScope): Plan {
  if (aggregations.some(hasWildcard)) {
    return {
      op: 'Reshape',
      function: 'spl.stats-wildcard',
      input: withSparklineRange(input, aggregations),
      options: {
        by,
        aggregations: aggregations.map((node) => ({
          call: lowerAggregation(node, scope, { ...options, sparklines: true }),
          pattern: hasWildcard(node) ? (node.argument as { readonly field: string }).field : null,
          named: node.named,
        })),
      },
    };
  }
  return aggregateBy(
    withSparklineRange(input, aggregations),
    by,
    aggregations.map((node) => lowerAggregation(node, scope, { ...options, sparklines: true })),
  );
}

/** The fields with each of their values once. */
const withoutRepeats = (input: Plan, fields: readonly string[]): Plan => ({
  op: 'Extend',
  input,
  columns: fields.map((name) => ({ name, expression: call('spl.mvdedup', [column(name)]) })),
});
