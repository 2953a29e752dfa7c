import { defineCommand } from '../define-command.ts';
import { printNames, printOptions, unless, words } from '../printer/text.ts';

export interface TransposeOptions {
  readonly count: number;
  readonly columnName: string;
  readonly headerField: string | null;
  readonly includeEmpty: boolean;
}

const DEFAULT_ROWS = 5;

export const transpose = defineCommand<TransposeOptions>({
  name: 'transpose',
  kind: 'transforming',
  summary: 'Turns rows into columns.',
  syntax: 'transpose [<N>] [column_name=<text>] [header_field=<field>] [include_empty=<bool>]',
  reference: 'transpose',
  examples: [
    {
      title: 'Two rows',
      query: '| transpose',
      input: [{ a: '1' }, { a: '2' }],
      output: [{ column: 'a', 'row 1': '1', 'row 2': '2' }],
    },
  ],
  parse: (args) => {
    const options = new Map(args.options('column_name', 'header_field', 'include_empty'));
    const count = args.integer();
    for (const [name, value] of args.options('column_name', 'header_field', 'include_empty')) options.set(name, value);
    return {
      count: count ?? DEFAULT_ROWS,
      columnName: options.get('column_name') ?? 'column',
      headerField: options.get('header_field') ?? null,
      includeEmpty: !/^(f|false|0|no)$/i.test(options.get('include_empty') ?? 't'),
    };
  },
  print: ({ count, columnName, headerField, includeEmpty }) =>
    words(
      count === DEFAULT_ROWS ? '' : String(count),
      printOptions({
        column_name: unless('column', columnName),
        header_field: headerField,
        include_empty: unless(true, includeEmpty),
      }),
    ),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.transpose', input, options }),
});

export interface UntableOptions {
  readonly row: string;
  readonly name: string;
  readonly value: string;
}

export const untable = defineCommand<UntableOptions>({
  name: 'untable',
  kind: 'streaming',
  summary: 'A result for each cell of a table: the inverse of xyseries.',
  syntax: 'untable <x-field> <y-name-field> <y-data-field>',
  reference: 'untable',
  examples: [
    {
      title: 'Two cells',
      query: '| untable h k n',
      input: [{ h: 'a', x: '1', y: '2' }],
      output: [
        { h: 'a', k: 'x', n: '1' },
        { h: 'a', k: 'y', n: '2' },
      ],
    },
  ],
  parse: (args) => {
    const [row, name, value, ...more] = args.fields();
    if (row === undefined || name === undefined || value === undefined || more.length > 0)
      return args.invalid('untable takes three fields.', args.start);
    return { row, name, value };
  },
  print: ({ row, name, value }) => printNames([row, name, value]),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.untable', input, options }),
  columns: ({ row, name, value }) => [row, name, value],
});

export interface XyseriesOptions {
  readonly row: string;
  readonly name: string;
  readonly values: readonly string[];
  readonly separator: string;
  readonly format: string | null;
}

export const xyseries = defineCommand<XyseriesOptions>({
  name: 'xyseries',
  aliases: ['maketable'],
  kind: 'transforming',
  summary: 'A table out of results: one field makes rows, another columns, a third the cells.',
  syntax: 'xyseries [grouped=<bool>] <x-field> <y-name-field> <y-data-field>... [sep=<text>] [format=<text>]',
  reference: 'xyseries',
  passingOptions: ['grouped'],
  examples: [
    {
      title: 'One row',
      query: '| xyseries h k n',
      input: [
        { h: 'a', k: 'x', n: '1' },
        { h: 'a', k: 'y', n: '2' },
      ],
      output: [{ h: 'a', x: '1', y: '2' }],
    },
  ],
  parse: (args) => {
    const { fields, options } = args.fieldsAndOptions('sep', 'format', 'grouped');
    const [row, name, ...values] = fields;
    if (row === undefined || name === undefined || values.length === 0)
      return args.invalid('xyseries takes at least three fields.', args.start);
    return { row, name, values, separator: options.get('sep') ?? ': ', format: options.get('format') ?? null };
  },
  print: ({ row, name, values, separator, format }) =>
    words(printOptions({ sep: unless(': ', separator), format }), printNames([row, name, ...values])),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.xyseries', input, options }),
});
