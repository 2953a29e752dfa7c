import type { Expression } from '../../../plan/expression.ts';
import type { AggregateCall } from '../../../plan/plan.ts';
import { type AggregationNode, lowerAggregation, parseAggregations } from '../aggregation-call.ts';
import { isTrue } from '../command-arguments.ts';
import { Cursor } from '../cursor.ts';
import { defineCommand } from '../define-command.ts';
import { lowerEval } from '../eval/lower.ts';
import { parseEvalExpression } from '../eval/parse.ts';
import { timeSpan } from '../runtime/bucket.ts';

interface StreamstatsArguments {
  readonly aggregations: readonly AggregationNode[];
  readonly by: readonly string[];
  readonly current: boolean;
  readonly window: number;
  readonly timeWindow: string | undefined;
  readonly global: boolean;
  readonly resetOnChange: boolean;
  readonly resetBefore: string | undefined;
  readonly resetAfter: string | undefined;
}

export interface StreamstatsOptions {
  readonly aggregates: readonly AggregateCall[];
  readonly by: readonly string[];
  readonly current: boolean;
  readonly window: number;
  /** Seconds; null for no bound. */
  readonly timeWindow: number | null;
  readonly global: boolean;
  readonly resetOnChange: boolean;
  readonly resetBefore: Expression | null;
  readonly resetAfter: Expression | null;
}

const OPTIONS = [
  'current',
  'window',
  'global',
  'reset_on_change',
  'reset_before',
  'reset_after',
  'allnum',
  'time_window',
] as const;

export const streamstats = defineCommand<StreamstatsArguments>({
  name: 'streamstats',
  kind: 'streaming',
  summary: 'Running statistics: over all results so far, or over a window of the last ones.',
  syntax:
    'streamstats [current=<bool>] [window=<N>] [time_window=<span>] [global=<bool>] [reset_on_change=<bool>] [reset_before|reset_after="("<eval>")"] <function>(<field>) [AS <field>]... [BY <field-list>]',
  reference: 'streamstats',
  differences: ['Inferred: a row exactly one time_window away from the current row is outside of the window.'],
  examples: [
    {
      title: 'Running count',
      query: '| streamstats count',
      input: [{ a: 'x' }, { a: 'y' }],
      output: [
        { a: 'x', count: '1' },
        { a: 'y', count: '2' },
      ],
    },
  ],
  parse: (args) => {
    const options = args.options(...OPTIONS);
    const aggregations = parseAggregations(args, 'by', ...OPTIONS);
    const late = args.options(...OPTIONS);
    const by = args.keyword('by') ? args.someFields(...OPTIONS) : [];
    const last = args.options(...OPTIONS);
    const option = (name: string) => options.get(name) ?? late.get(name) ?? last.get(name);
    if (aggregations.length === 0) args.cursor.fail('Expected a statistical function');
    return {
      aggregations,
      by,
      current: isTrue(option('current'), true),
      window: Number(option('window') ?? 0),
      timeWindow: option('time_window'),
      global: isTrue(option('global'), true),
      resetOnChange: isTrue(option('reset_on_change'), false),
      resetBefore: option('reset_before'),
      resetAfter: option('reset_after'),
    };
  },
  lower: ({ aggregations, resetBefore, resetAfter, timeWindow, ...rest }, input, scope) => {
    const condition = (text: string | undefined) =>
      text === undefined ? null : lowerEval(parseEvalExpression(new Cursor(text)), scope);
    const options: StreamstatsOptions = {
      ...rest,
      timeWindow: timeWindow === undefined ? null : timeSpan(timeWindow).next(0),
      aggregates: aggregations.map((node) => lowerAggregation(node, scope)),
      resetBefore: condition(resetBefore),
      resetAfter: condition(resetAfter),
    };
    return { op: 'Window', function: 'spl.streamstats', input, options };
  },
});
