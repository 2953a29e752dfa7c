import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printNames, printOptions, unless, words } from '../printer/text.ts';

export interface AddtotalsOptions {
  readonly fields: readonly string[];
  readonly row: boolean;
  readonly column: boolean;
  readonly fieldName: string;
  readonly labelField: string | null;
  readonly label: string;
}

const OPTIONS = ['row', 'col', 'fieldname', 'labelfield', 'label'] as const;

export const addtotals = defineCommand<AddtotalsOptions>({
  name: 'addtotals',
  kind: 'dataset',
  summary: 'The sum of a result’s numeric fields beside it, and with col=true a result with the sum of each field.',
  syntax: 'addtotals [row=<bool>] [col=<bool>] [labelfield=<field>] [label=<text>] [fieldname=<field>] [<field-list>]',
  reference: 'addtotals',
  examples: [
    {
      title: 'Sum of two',
      query: '| addtotals',
      input: [{ a: '1', b: '2' }],
      output: [{ a: '1', b: '2', Total: '3' }],
    },
  ],
  parse: (args) => parseTotals(args, true, false),
  print: (args) => printTotals(args, true, false),
  lower: (options, input) => ({ op: 'Window', function: 'spl.addtotals', input, options }),
});

export const addcoltotals = defineCommand<AddtotalsOptions>({
  name: 'addcoltotals',
  kind: 'dataset',
  summary: 'A last result with the sum of each numeric field.',
  syntax: 'addcoltotals [labelfield=<field>] [label=<text>] [<field-list>]',
  reference: 'addcoltotals',
  examples: [
    {
      title: 'Sum below',
      query: '| addcoltotals',
      input: [{ a: '1' }, { a: '2' }],
      output: [{ a: '1' }, { a: '2' }, { a: '3' }],
    },
  ],
  parse: (args) => parseTotals(args, false, true),
  print: (args) => printTotals(args, false, true),
  lower: (options, input) => ({ op: 'Window', function: 'spl.addtotals', input, options }),
});

function printTotals({ fields, ...options }: AddtotalsOptions, row: boolean, column: boolean): string {
  return words(
    printOptions({
      row: unless(row, options.row),
      col: unless(column, options.column),
      fieldname: unless('Total', options.fieldName),
      labelfield: options.labelField,
      label: unless('Total', options.label),
    }),
    printNames(fields),
  );
}

function parseTotals(
  args: Parameters<Parameters<typeof defineCommand>[0]['parse']>[0],
  row: boolean,
  column: boolean,
): AddtotalsOptions {
  const options = new Map<string, string>();
  const fields: string[] = [];
  while (!args.done) {
    const option = args.option(...OPTIONS);
    if (option) options.set(option.name, option.value);
    else fields.push(args.field());
    args.cursor.skipSpaceAndCommas();
  }
  return {
    fields,
    row: row && isTrue(options.get('row'), true),
    column: column || isTrue(options.get('col'), false),
    fieldName: options.get('fieldname') ?? 'Total',
    labelField: options.get('labelfield') ?? null,
    label: options.get('label') ?? 'Total',
  };
}
