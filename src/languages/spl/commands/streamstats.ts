import type { Expression } from '../../../plan/expression.ts';
import type { AggregateCall } from '../../../plan/plan.ts';
import { type AggregationNode, lowerAggregation, parseAggregations } from '../aggregation-call.ts';
import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { lowerEval } from '../eval/lower.ts';
import type { EvalNode } from '../eval/nodes.ts';
import { printEval } from '../printer/eval.ts';
import { printAggregations } from '../printer/aggregation.ts';
import { quoted, printOptions, unless, printBy, words } from '../printer/text.ts';
import { timeSpan } from '../runtime/bucket.ts';

export interface StreamstatsArguments {
  readonly aggregations: readonly AggregationNode[];
  readonly by: readonly string[];
  readonly current: boolean;
  readonly window: number;
  readonly timeWindow: string | undefined;
  readonly allnum: boolean;
  readonly global: boolean;
  readonly resetOnChange: boolean;
  readonly resetBefore: EvalNode | undefined;
  readonly resetAfter: EvalNode | undefined;
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

const OPTIONS = ['current', 'window', 'global', 'reset_on_change', 'time_window', 'allnum'] as const;

const CONDITIONS = ['reset_before', 'reset_after'] as const;

/** As the reference spells it; where that would cut the expression short, with quotation marks around all of it. */
function printCondition(node: EvalNode): string {
  const text = printEval(node);
  return /["\\|[\]`]/.test(text) ? quoted(`(${text})`) : `"("${text}")"`;
}

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
    const options = new Map<string, string>();
    const conditions = new Map<string, EvalNode>();
    const take = (): void => {
      for (;;) {
        const condition = args.cursor.takeMatch(/(reset_before|reset_after)\s*=/iy)?.[1]?.toLowerCase();
        const option = condition === undefined ? args.option(...OPTIONS) : undefined;
        if (condition !== undefined) conditions.set(condition, args.condition());
        else if (option) options.set(option.name, option.value);
        else return;
      }
    };
    take();
    const aggregations = parseAggregations(args, 'by', ...OPTIONS, ...CONDITIONS);
    take();
    const by = args.keyword('by') ? args.someFields(...OPTIONS, ...CONDITIONS) : [];
    take();
    if (aggregations.length === 0) args.cursor.fail('Expected a statistical function');
    return {
      aggregations,
      by,
      current: isTrue(options.get('current'), true),
      window: args.number(options, 'window') ?? 0,
      timeWindow: options.get('time_window'),
      global: isTrue(options.get('global'), true),
      allnum: isTrue(options.get('allnum'), false),
      resetOnChange: isTrue(options.get('reset_on_change'), false),
      resetBefore: conditions.get('reset_before'),
      resetAfter: conditions.get('reset_after'),
    };
  },
  print: (args) =>
    words(
      printOptions({
        current: unless(true, args.current),
        window: unless(0, args.window),
        time_window: args.timeWindow,
        allnum: unless(false, args.allnum),
        global: unless(true, args.global),
        reset_on_change: unless(false, args.resetOnChange),
      }),
      args.resetBefore && `reset_before=${printCondition(args.resetBefore)}`,
      args.resetAfter && `reset_after=${printCondition(args.resetAfter)}`,
      printAggregations(args.aggregations),
      printBy(args.by),
    ),
  lower: ({ aggregations, resetBefore, resetAfter, timeWindow, allnum, ...rest }, input, scope) => {
    const condition = (node: EvalNode | undefined) => (node === undefined ? null : lowerEval(node, scope));
    const options: StreamstatsOptions = {
      ...rest,
      timeWindow: timeWindow === undefined ? null : timeSpan(timeWindow).next(0),
      aggregates: aggregations.map((node) => lowerAggregation(node, scope, { allnum })),
      resetBefore: condition(resetBefore),
      resetAfter: condition(resetAfter),
    };
    return { op: 'Window', function: 'spl.streamstats', input, options };
  },
});
