import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printNames, printOptions, unless, words } from '../printer/text.ts';

export interface SelfjoinOptions {
  readonly fields: readonly string[];
  /** Whether the other results' fields replace those of the main one. */
  readonly overwrite: boolean;
  /** How many other results a main one is joined with; 0 for all. */
  readonly maximum: number;
  readonly keepSingle: boolean;
}

export const selfjoin = defineCommand<SelfjoinOptions>({
  name: 'selfjoin',
  kind: 'dataset',
  summary: 'Joins results with earlier results that have the same values in the given fields.',
  syntax: 'selfjoin [overwrite=<bool>] [max=<N>] [keepsingle=<bool>] <field-list>',
  reference: 'selfjoin',
  differences: [
    'Inferred: the first result of a group is the other one, each later result a main one. A group of more than two is unsupported unless max=0.',
  ],
  examples: [
    {
      title: 'Two results of one id',
      query: '| selfjoin id',
      input: [
        { id: '1', name: 'a', owner: 'x' },
        { id: '2', name: 'b' },
        { id: '1', city: 'y' },
      ],
      output: [{ id: '1', name: 'a', owner: 'x', city: 'y' }],
    },
  ],
  parse: (args) => {
    const options = new Map(args.options('overwrite', 'max', 'keepsingle'));
    const fields: string[] = [];
    while (!args.done) {
      const option = args.option('overwrite', 'max', 'keepsingle');
      if (option) options.set(option.name, option.value);
      else fields.push(args.field());
      args.cursor.skipSpaceAndCommas();
    }
    if (fields.length === 0) args.cursor.fail('Expected a field');
    return {
      fields,
      overwrite: isTrue(options.get('overwrite'), true),
      maximum: Number(options.get('max') ?? 1),
      keepSingle: isTrue(options.get('keepsingle'), false),
    };
  },
  print: ({ fields, overwrite, maximum, keepSingle }) =>
    words(
      printOptions({
        overwrite: unless(true, overwrite),
        max: unless(1, maximum),
        keepsingle: unless(false, keepSingle),
      }),
      printNames(fields),
    ),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.selfjoin', input, options }),
});
