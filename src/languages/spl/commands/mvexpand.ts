import { call, column } from '../../../plan/expression.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printName, printOptions, unless, words } from '../printer/text.ts';

export const mvexpand = defineCommand<{ readonly field: string; readonly limit: number }>({
  name: 'mvexpand',
  kind: 'streaming',
  summary: 'A result for each value of a multivalue field.',
  syntax: 'mvexpand <field> [limit=<N>]',
  reference: 'mvexpand',
  examples: [
    {
      title: 'Two values',
      query: '| mvexpand a',
      input: [{ a: ['1', '2'], b: 'x' }],
      output: [
        { a: '1', b: 'x' },
        { a: '2', b: 'x' },
      ],
    },
  ],
  parse: (args) => ({ field: args.field(), limit: args.number(args.options('limit'), 'limit') ?? 0 }),
  print: ({ field, limit }) => words(printName(field), printOptions({ limit: unless(0, limit) })),
  lower: ({ field, limit }, input) => ({
    op: 'Expand',
    input,
    columns: [{ from: field, to: field }],
    empty: 'keep',
    ...(limit > 0 && { limit }),
  }),
  order: 'passes',
});

interface MakemvArguments {
  readonly field: string;
  readonly delim: string;
  readonly tokenizer: string | undefined;
  readonly allowEmpty: boolean;
}

/** The one field of a command. */
function onlyField(args: CommandArguments, fields: readonly string[]): string {
  const [field, another] = fields;
  if (field === undefined) return args.cursor.fail('Expected a field');
  if (another !== undefined) return args.invalid(`${args.command} takes one field.`, args.start);
  return field;
}

export const makemv = defineCommand<MakemvArguments>({
  name: 'makemv',
  kind: 'streaming',
  summary: 'Splits a field into several values.',
  syntax: 'makemv [delim=<text> | tokenizer=<regex>] [allowempty=<bool>] [setsv=<bool>] <field>',
  reference: 'makemv',
  passingOptions: ['setsv'],
  examples: [{ title: 'At commas', query: '| makemv delim="," a', input: [{ a: '1,2' }], output: [{ a: ['1', '2'] }] }],
  parse: (args) => {
    const { fields, options } = args.fieldsAndOptions('delim', 'tokenizer', 'allowempty', 'setsv');
    return {
      field: onlyField(args, fields),
      delim: options.get('delim') ?? ' ',
      tokenizer: options.get('tokenizer'),
      allowEmpty: isTrue(options.get('allowempty'), false),
    };
  },
  print: ({ field, delim, tokenizer, allowEmpty }) =>
    words(
      printOptions({ delim: unless(' ', delim), tokenizer, allowempty: unless(false, allowEmpty) }),
      printName(field),
    ),
  lower: ({ field, ...options }, input) => ({
    op: 'Extend',
    input,
    columns: [{ name: field, expression: call('spl.makemv', [column(field)], undefined, options) }],
  }),
  order: 'passes',
});

export const nomv = defineCommand<{ readonly field: string }>({
  name: 'nomv',
  kind: 'streaming',
  summary: 'Joins the values of a field into one, a line each.',
  syntax: 'nomv <field>',
  reference: 'nomv',
  examples: [{ title: 'Two values', query: '| nomv a', input: [{ a: ['1', '2'] }], output: [{ a: '1\n2' }] }],
  parse: (args) => ({ field: args.field() }),
  print: ({ field }) => printName(field),
  lower: ({ field }, input) => ({
    op: 'Extend',
    input,
    columns: [{ name: field, expression: call('spl.nomv', [column(field)]) }],
  }),
  order: 'passes',
});

export const mvcombine = defineCommand<{ readonly field: string; readonly delim: string }>({
  name: 'mvcombine',
  kind: 'dataset',
  summary: 'Makes one result of those that differ in one field alone, whose values it collects.',
  syntax: 'mvcombine [delim=<text>] <field>',
  reference: 'mvcombine',
  examples: [
    {
      title: 'Hosts of a user',
      query: '| mvcombine host',
      input: [
        { user: 'a', host: '1' },
        { user: 'a', host: '2' },
      ],
      output: [{ user: 'a', host: ['1', '2'] }],
    },
  ],
  parse: (args) => {
    const { fields, options } = args.fieldsAndOptions('delim');
    return { field: onlyField(args, fields), delim: options.get('delim') ?? '\n' };
  },
  print: ({ field, delim }) => words(printOptions({ delim: unless('\n', delim) }), printName(field)),
  lower: (options, input) => ({ op: 'Window', function: 'spl.mvcombine', input, options }),
});
