import { defineCommand } from '../define-command.ts';
import { printNames, words } from '../printer/text.ts';

export interface FieldsArguments {
  readonly drop: boolean;
  readonly names: readonly string[];
}

export const fields = defineCommand<FieldsArguments>({
  name: 'fields',
  kind: 'streaming',
  summary: 'Keeps or, after a minus, removes fields. Internal fields stay unless they are named.',
  syntax: 'fields [+|-] <field-list>',
  reference: 'fields',
  examples: [
    {
      title: 'Remove fields',
      query: '| fields - b*',
      input: [{ a: '1', b1: '2', b2: '3' }],
      output: [{ a: '1' }],
    },
  ],
  parse: (args) => {
    const sign = args.cursor.takeMatch(/[+-]/y)?.[0];
    return { drop: sign === '-', names: args.someFields() };
  },
  print: ({ drop, names }) => words(drop ? '-' : '', printNames(names, ', ')),
  lower: ({ drop, names }, input) =>
    drop ? { op: 'Pick', input, drop: names } : { op: 'Pick', input, only: [...names, '_*'] },
  order: 'passes',
});
