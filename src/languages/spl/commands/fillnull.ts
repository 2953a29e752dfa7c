import { call, column, literal } from '../../../plan/expression.ts';
import { defineCommand } from '../define-command.ts';
import { printNames, printOptions, unless, words } from '../printer/text.ts';

export interface FillnullArguments {
  readonly value: string;
  readonly fields: readonly string[];
}

export const fillnull = defineCommand<FillnullArguments>({
  name: 'fillnull',
  kind: 'streaming',
  summary:
    'Writes a value, 0 unless given, where a field is missing: in the named fields, or in every field that some result has.',
  syntax: 'fillnull [value=<text>] [<field-list>]',
  reference: 'fillnull',
  examples: [
    {
      title: 'Every field',
      query: '| fillnull value="-"',
      input: [{ a: '1' }, { b: '2' }],
      output: [
        { a: '1', b: '-' },
        { a: '-', b: '2' },
      ],
    },
  ],
  parse: (args) => {
    const { fields, options } = args.fieldsAndOptions('value');
    return { value: options.get('value') ?? '0', fields };
  },
  print: ({ value, fields }) => words(printOptions({ value: unless('0', value) }), printNames(fields)),
  lower: ({ value, fields }, input) =>
    fields.length === 0
      ? { op: 'Reshape', function: 'spl.fillnull-all', input, options: { value } }
      : {
          op: 'Extend',
          input,
          columns: fields.map((name) => ({ name, expression: call('spl.coalesce', [column(name), literal(value)]) })),
        },
  order: 'passes',
});
