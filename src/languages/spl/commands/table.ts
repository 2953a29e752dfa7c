import { column } from '../../../plan/expression.ts';
import { defineCommand } from '../define-command.ts';
import { printNames } from '../printer/text.ts';

export const table = defineCommand<readonly string[]>({
  name: 'table',
  kind: 'transforming',
  summary: 'Keeps these fields, as columns in this order.',
  syntax: 'table <field-list>',
  reference: 'table',
  examples: [
    {
      title: 'Two columns',
      query: '| table b a',
      input: [{ a: '1', b: '2', c: '3' }],
      output: [{ b: '2', a: '1' }],
    },
  ],
  parse: (args) => args.someFields(),
  print: (names) => printNames(names, ', '),
  lower: (names, input) =>
    names.some((name) => name.includes('*'))
      ? { op: 'Pick', input, only: names }
      : { op: 'Project', input, columns: [...new Set(names)].map((name) => ({ name, expression: column(name) })) },
  order: 'passes',
  columns: (names) => (names.some((name) => name.includes('*')) ? undefined : [...new Set(names)]),
});
