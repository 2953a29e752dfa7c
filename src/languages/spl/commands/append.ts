import type { Plan } from '../../../plan/plan.ts';
import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { lowerOver } from '../lower-over.ts';
import type { Subsearch } from '../pipeline.ts';
import { printSubsearch } from '../printer/pipeline.ts';
import { printOptions, unless, words } from '../printer/text.ts';

/** Rows that the subsearch of append may give: limits.conf's maxout. */
const APPEND_ROWS = 50_000;

export const append = defineCommand<{ readonly subsearch: Subsearch }>({
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
  passingOptions: ['extendtimerange', 'maxtime', 'maxout', 'timeout'],
  parse: (args) => {
    args.options('extendtimerange', 'maxtime', 'maxout', 'timeout');
    return { subsearch: args.subsearch() };
  },
  print: ({ subsearch }) => printSubsearch(subsearch),
  lower: ({ subsearch }, input, scope) => ({
    op: 'Union',
    inputs: [input, { op: 'Limit', count: APPEND_ROWS, input: scope.lowerSubsearch(subsearch) }],
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

export const appendcols = defineCommand<{ readonly override: boolean; readonly subsearch: Subsearch }>({
  name: 'appendcols',
  kind: 'dataset',
  summary: 'Puts the fields of a subsearch’s results beside the results, row by row.',
  syntax: 'appendcols [override=<bool>] <subsearch>',
  reference: 'appendcols',
  examples: [
    {
      title: 'A field beside the first result',
      query: '| appendcols [| makeresults | eval total=3 | table total]',
      input: [{ n: '1' }, { n: '2' }],
      output: [{ n: '1', total: '3' }, { n: '2' }],
    },
  ],
  passingOptions: ['maxtime', 'maxout', 'timeout'],
  parse: (args) => {
    const options = args.options('override', 'maxtime', 'maxout', 'timeout');
    return { override: isTrue(options.get('override'), false), subsearch: args.subsearch() };
  },
  print: ({ override, subsearch }) =>
    words(printOptions({ override: unless(false, override) }), printSubsearch(subsearch)),
  lower: ({ override, subsearch }, input, scope) => ({
    op: 'Window',
    function: 'spl.appendcols',
    input,
    options: { override, plan: scope.lowerSubsearch(subsearch) },
  }),
});
