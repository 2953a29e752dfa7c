import type { Plan } from '../../../plan/plan.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { lowerOver } from '../lower-over.ts';
import type { Subsearch } from '../pipeline.ts';
import { printSubsearch } from '../printer/pipeline.ts';
import { printOptions, unless, words } from '../printer/text.ts';

/** Rows that a subsearch may give without `maxout`. */
const DEFAULT_ROWS = 50_000;

export interface AppendArguments {
  /** `maxout`: the most rows that the subsearch gives. */
  readonly maximum?: number;
  readonly subsearch: Subsearch;
}

export const append = defineCommand<AppendArguments>({
  name: 'append',
  kind: 'dataset',
  summary: 'Puts the results of a subsearch behind the results.',
  syntax: 'append [maxtime=<N>] [maxout=<N>] [timeout=<N>] <subsearch>',
  reference: 'append',
  examples: [
    {
      title: 'A result behind the others',
      query: '| append [| makeresults | eval n=3 | table n]',
      input: [{ n: '1' }, { n: '2' }],
      output: [{ n: '1' }, { n: '2' }, { n: '3' }],
    },
  ],
  passingOptions: ['extendtimerange', 'maxtime', 'timeout'],
  parse: (args) => {
    const start = args.start;
    const options = args.options('extendtimerange', 'maxtime', 'maxout', 'timeout');
    return { ...maximumRows(args, options.get('maxout'), start), subsearch: args.subsearch() };
  },
  print: ({ maximum, subsearch }) => words(printOptions({ maxout: maximum }), printSubsearch(subsearch)),
  lower: ({ maximum, subsearch }, input, scope) => ({
    op: 'Union',
    inputs: [input, { op: 'Limit', count: maximum ?? DEFAULT_ROWS, input: scope.lowerSubsearch(subsearch) }],
  }),
});

export const appendpipe = defineCommand<{ readonly subsearch: Subsearch }>({
  name: 'appendpipe',
  kind: 'dataset',
  summary: 'Runs a pipeline over the results so far and puts what comes out behind them.',
  syntax: 'appendpipe [run_in_preview=<bool>] [<subpipeline>]',
  reference: 'appendpipe',
  passingOptions: ['run_in_preview'],
  examples: [
    {
      title: 'A total',
      query: '| appendpipe [stats sum(n) as n]',
      input: [{ n: '1' }, { n: '2' }],
      output: [{ n: '1' }, { n: '2' }, { n: '3' }],
    },
  ],
  parse: (args) => {
    args.options('run_in_preview');
    return { subsearch: args.subsearch() };
  },
  print: ({ subsearch }) => printSubsearch(subsearch),
  lower: ({ subsearch }, input, scope) => {
    const results: Plan = { op: 'Reference', name: 'results' };
    return {
      op: 'Let',
      name: 'results',
      value: input,
      body: { op: 'Union', inputs: [results, lowerOver(subsearch, results, scope)] },
    };
  },
});

export const appendcols = defineCommand<AppendArguments & { readonly override: boolean }>({
  name: 'appendcols',
  kind: 'dataset',
  summary: 'Puts the fields of a subsearch’s results beside the results, row by row.',
  syntax: 'appendcols [override=<bool>] [maxtime=<N>] [maxout=<N>] [timeout=<N>] <subsearch>',
  reference: 'appendcols',
  examples: [
    {
      title: 'A field beside the first result',
      query: '| appendcols [| makeresults | eval total=3 | table total]',
      input: [{ n: '1' }, { n: '2' }],
      output: [{ n: '1', total: '3' }, { n: '2' }],
    },
  ],
  passingOptions: ['maxtime', 'timeout'],
  parse: (args) => {
    const start = args.start;
    const options = args.options('override', 'maxtime', 'maxout', 'timeout');
    return {
      override: isTrue(options.get('override'), false),
      ...maximumRows(args, options.get('maxout'), start),
      subsearch: args.subsearch(),
    };
  },
  print: ({ override, maximum, subsearch }) =>
    words(printOptions({ override: unless(false, override), maxout: maximum }), printSubsearch(subsearch)),
  lower: ({ override, maximum, subsearch }, input, scope) => ({
    op: 'Window',
    function: 'spl.appendcols',
    input,
    options: {
      override,
      plan: { op: 'Limit', count: maximum ?? DEFAULT_ROWS, input: scope.lowerSubsearch(subsearch) },
    },
  }),
});

export function maximumRows(args: CommandArguments, maxout: string | undefined, start: number): { maximum?: number } {
  if (maxout === undefined) return {};
  if (!/^[1-9]\d*$/.test(maxout)) args.invalid(`"maxout" takes a number of rows, not "${maxout}".`, start);
  return { maximum: Number(maxout) };
}
