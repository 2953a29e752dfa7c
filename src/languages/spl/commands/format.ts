import { defineCommand } from '../define-command.ts';
import type { FormatOptions, ReturnOptions } from '../runtime/format.ts';
import { quoted, printName, printOptions, unless, words } from '../printer/text.ts';

const DEFAULT_PARTS = ['(', '(', 'AND', ')', 'OR', ')'] as const;

export const format = defineCommand<FormatOptions>({
  name: 'format',
  kind: 'transforming',
  summary: 'All results as one search expression in the field "search": the fields of a result AND, the results OR.',
  syntax:
    'format [mvsep=<text>] [maxresults=<N>] [emptystr=<text>] ["<row prefix>" "<column prefix>" "<column separator>" "<column end>" "<row separator>" "<row end>"]',
  reference: 'format',
  examples: [
    {
      title: 'Two results',
      query: '| format',
      input: [{ b: '1', a: 'x' }, { a: 'y' }],
      output: [{ search: '( ( a="x" AND b="1" ) OR ( a="y" ) )' }],
    },
  ],
  parse: (args) => {
    const before = args.options('mvsep', 'maxresults', 'emptystr');
    const parts: string[] = [];
    while (!args.done && args.cursor.peek() === '"') parts.push(args.cursor.takeQuoted() ?? '');
    if (parts.length !== 0 && parts.length !== 6) return args.cursor.fail('Expected six texts in quotes');
    const options = new Map([...before, ...args.options('mvsep', 'maxresults', 'emptystr')]);
    return {
      parts: (parts.length === 6 ? parts : DEFAULT_PARTS) as unknown as FormatOptions['parts'],
      multivalue: options.get('mvsep') ?? 'OR',
      maximum: Number(options.get('maxresults') ?? 0),
      empty: options.get('emptystr') ?? 'NOT ( )',
    };
  },
  print: ({ parts, multivalue, maximum, empty }) =>
    words(
      printOptions({
        mvsep: unless('OR', multivalue),
        maxresults: unless(0, maximum),
        emptystr: unless('NOT ( )', empty),
      }),
      parts.join(' ') === DEFAULT_PARTS.join(' ') ? '' : parts.map(quoted).join(' '),
    ),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.format', input, options }),
  columns: () => ['search'],
});

export const returnCommand = defineCommand<ReturnOptions>({
  name: 'return',
  kind: 'transforming',
  summary: 'The first results as a search expression: field="value", alias="value", or with $ the value alone.',
  syntax: 'return [<N>] (<field> | <alias>=<field> | $<field>) …',
  reference: 'return',
  examples: [
    {
      title: 'Under another name',
      query: '| return 2 src=ip',
      input: [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }, { ip: '192.0.2.3' }],
      output: [{ search: '(src="192.0.2.1") OR (src="192.0.2.2")' }],
    },
  ],
  parse: (args) => {
    const count = args.integer() ?? 1;
    const fields: { field: string; alias: string; bare: boolean }[] = [];
    args.cursor.skipSpaceAndCommas();
    while (!args.done) {
      const bare = args.cursor.take('$');
      const name = args.field();
      if (!bare && args.cursor.take('=')) fields.push({ field: args.field(), alias: name, bare: false });
      else fields.push({ field: name, alias: name, bare });
      args.cursor.skipSpaceAndCommas();
    }
    if (fields.length === 0) return args.cursor.fail('Expected a field');
    return { count, fields };
  },
  print: ({ count, fields }) =>
    words(
      count === 1 ? '' : String(count),
      ...fields.map(({ field, alias, bare }) =>
        bare ? `$${printName(field)}` : alias === field ? printName(field) : `${printName(alias)}=${printName(field)}`,
      ),
    ),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.return', input, options }),
  columns: () => ['search'],
});
