import { call } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { CommandArguments } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printOptions, unless } from '../printer/text.ts';

export interface GentimesArguments {
  /** `MM/DD/YYYY[:HH:MM:SS]`, or days from today. */
  readonly start: string;
  readonly end: string | undefined;
  readonly increment: string;
}

const TIMESTAMP = /^(?:-?\d+|\d{1,2}\/\d{1,2}\/\d{2,4}(?::\d{1,2}:\d{1,2}:\d{1,2})?)$/;
const INCREMENT = /^\d+[smhd]$/i;
const DAY = '1d';

export const gentimes = defineCommand<GentimesArguments>({
  name: 'gentimes',
  kind: 'generating',
  summary: 'A result for each of adjacent ranges of time: its first and last second, as numbers and as text.',
  syntax: 'gentimes start=<MM/DD/YYYY[:HH:MM:SS]|days> [end=<MM/DD/YYYY[:HH:MM:SS]|days>] [increment=<N>(s|m|h|d)]',
  reference: 'gentimes',
  examples: [
    {
      title: 'Two days',
      query: '| gentimes start=4/4/21 end=4/6/21 | table starttime endtime',
      input: [],
      output: [
        { starttime: '1617494400', endtime: '1617580799' },
        { starttime: '1617580800', endtime: '1617667199' },
      ],
    },
  ],
  parse: (args) => {
    const at = args.cursor.at;
    const options = args.options('start', 'end', 'increment');
    const start = options.get('start');
    if (start === undefined) return args.cursor.fail('Expected start=');
    const increment = options.get('increment') ?? DAY;
    if (!INCREMENT.test(increment)) args.invalid(`"${increment}" is no number of s, m, h or d.`, at);
    return { start: timestamp(start, args, at), end: checked(options.get('end'), args, at), increment };
  },
  print: ({ start, end, increment }) => printOptions({ start, end, increment: unless(DAY, increment) }),
  lower: (options): Plan => ({
    op: 'Window',
    function: 'spl.gentimes',
    input: {
      op: 'Extend',
      input: { op: 'Values', columns: [], rows: [[]] },
      columns: [{ name: 'now', expression: call('spl.now', []) }],
    },
    options,
  }),
  columns: () => ['endhuman', 'endtime', 'starthuman', 'starttime'],
});

function timestamp(text: string, args: CommandArguments, at: number): string {
  if (!TIMESTAMP.test(text)) args.invalid(`"${text}" is neither MM/DD/YYYY:HH:MM:SS nor a number of days.`, at);
  return text;
}

const checked = (text: string | undefined, args: CommandArguments, at: number): string | undefined =>
  text === undefined ? undefined : timestamp(text, args, at);
