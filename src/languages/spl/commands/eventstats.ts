import type { AggregateCall } from '../../../plan/plan.ts';
import { type AggregationNode, lowerAggregation, parseAggregations } from '../aggregation-call.ts';
import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printAggregations } from '../printer/aggregation.ts';
import { printBy, printOptions, unless, words } from '../printer/text.ts';

export interface EventstatsArguments {
  /** Statistics of numbers only where all values are numbers. */
  readonly allnum?: boolean;
  readonly aggregations: readonly AggregationNode[];
  readonly by: readonly string[];
}

export interface EventstatsOptions {
  readonly aggregates: readonly AggregateCall[];
  readonly by: readonly string[];
}

export const eventstats = defineCommand<EventstatsArguments>({
  name: 'eventstats',
  kind: 'dataset',
  summary: 'Statistics as stats makes them, added to every result of the group.',
  syntax: 'eventstats [allnum=<bool>] <function>(<field>) [AS <field>]... [BY <field-list>]',
  reference: 'eventstats',
  examples: [
    {
      title: 'The group’s size beside each result; a result without the BY field gets nothing',
      query: '| eventstats count by user',
      input: [{ user: 'a' }, { user: 'a' }, { host: 'h' }],
      output: [{ user: 'a', count: '2' }, { user: 'a', count: '2' }, { host: 'h' }],
    },
  ],
  parse: (args) => {
    const allnum = isTrue(args.options('allnum').get('allnum'), false);
    const aggregations = parseAggregations(args, 'by');
    if (aggregations.length === 0) args.cursor.fail('Expected a statistical function');
    return { allnum, aggregations, by: args.keyword('by') ? args.someFields() : [] };
  },
  print: ({ allnum, aggregations, by }) =>
    words(printOptions({ allnum: unless(false, allnum ?? false) }), printAggregations(aggregations), printBy(by)),
  lower: ({ allnum, aggregations, by }, input, scope) => ({
    op: 'Window',
    function: 'spl.eventstats',
    input,
    options: {
      aggregates: aggregations.map((node) => lowerAggregation(node, scope, { allnum: allnum ?? false })),
      by,
    } satisfies EventstatsOptions,
  }),
});
