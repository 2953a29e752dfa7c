import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printNames, printOptions, unless, words } from '../printer/text.ts';

export interface ContingencyOptions {
  readonly row: string;
  readonly column: string;
  readonly maxRows: number;
  readonly maxColumns: number;
  /** The name of the row and the column of totals; null for none. */
  readonly total: string | null;
}

const MOST_VALUES = 1000;
const TOTAL = 'TOTAL';
const OPTIONS = ['maxrows', 'maxcols', 'usetotal', 'totalstr', 'minrowcover', 'mincolcover'];

export const contingency = defineCommand<ContingencyOptions>({
  name: 'contingency',
  aliases: ['counttable', 'ctable'],
  kind: 'transforming',
  summary: 'How often each value of one field comes with each value of another, with totals; the most frequent first.',
  syntax: 'contingency [maxrows=<N>] [maxcols=<N>] [usetotal=<bool>] [totalstr=<text>] <row-field> <column-field>',
  reference: 'contingency',
  differences: ['`minrowcover` and `mincolcover` are unsupported.'],
  examples: [
    {
      title: 'Users and hosts',
      query: '| contingency host user',
      input: [
        { host: 'h', user: 'a' },
        { host: 'h', user: 'b' },
        { host: 'i', user: 'b' },
      ],
      output: [
        { host: 'h', b: '1', a: '1', TOTAL: '2' },
        { host: 'i', b: '1', a: '0', TOTAL: '1' },
        { host: 'TOTAL', b: '2', a: '1', TOTAL: '3' },
      ],
    },
  ],
  parse: (args) => {
    const { fields, options } = args.fieldsAndOptions(...OPTIONS);
    const [row, column, ...more] = fields;
    if (row === undefined || column === undefined || more.length > 0) return args.cursor.fail('Expected two fields');
    for (const name of ['minrowcover', 'mincolcover']) {
      if (Number(options.get(name) ?? 1) !== 1) args.unsupported(`"${name}" is not supported.`, args.start);
    }
    const most = (name: string): number => Math.min(MOST_VALUES, args.number(options, name) || MOST_VALUES);
    return {
      row,
      column,
      maxRows: most('maxrows'),
      maxColumns: most('maxcols'),
      total: isTrue(options.get('usetotal'), true) ? (options.get('totalstr') ?? TOTAL) : null,
    };
  },
  print: ({ row, column, maxRows, maxColumns, total }) =>
    words(
      printOptions({
        maxrows: unless(MOST_VALUES, maxRows),
        maxcols: unless(MOST_VALUES, maxColumns),
        usetotal: total === null ? false : undefined,
        totalstr: total === null ? undefined : unless(TOTAL, total),
      }),
      printNames([row, column]),
    ),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.contingency', input, options }),
});
