import { call, column } from '../../../plan/expression.ts';
import { defineCommand } from '../define-command.ts';
import type { RangeOptions, Replacement } from '../runtime/replace.ts';
import { printValue, printNames, printOptions, unless, words } from '../printer/text.ts';

interface ReplaceArguments {
  readonly replacements: readonly Replacement[];
  readonly fields: readonly string[];
}

export const replace = defineCommand<ReplaceArguments>({
  name: 'replace',
  kind: 'streaming',
  summary: 'Replaces whole values; a `*` stands for any text, which the replacement can carry over.',
  syntax: 'replace (<text> WITH <text>) [, …] [IN <field-list>]',
  reference: 'replace',
  examples: [
    {
      title: 'The wildcard moves',
      query: '| replace "* localhost" WITH "localhost *" IN host',
      input: [{ host: 'foo localhost' }, { host: 'localhost' }],
      output: [{ host: 'localhost foo' }, { host: 'localhost' }],
    },
  ],
  parse: (args) => {
    const replacements: Replacement[] = [];
    while (!args.done && !args.cursor.peekKeyword('IN')) {
      const from = args.value();
      args.expectKeyword('WITH');
      replacements.push({ from, to: args.value() });
      args.cursor.skipSpaceAndCommas();
    }
    if (replacements.length === 0) return args.cursor.fail('Expected a text and WITH');
    return { replacements, fields: args.keyword('IN') ? args.someFields() : [] };
  },
  print: ({ replacements, fields }) =>
    words(
      replacements.map(({ from, to }) => `${printValue(from)} WITH ${printValue(to)}`).join(', '),
      fields.length === 0 ? '' : `IN ${printNames(fields)}`,
    ),
  lower: ({ replacements, fields }, input) =>
    fields.length === 0
      ? { op: 'Reshape', function: 'spl.replace-all', input, options: { replacements } }
      : {
          op: 'Extend',
          input,
          columns: fields.map((name) => ({
            name,
            expression: call('spl.replace-value', [column(name)], undefined, { replacements }),
          })),
        },
  order: 'passes',
});

export const rangemap = defineCommand<RangeOptions & { readonly field: string }>({
  name: 'rangemap',
  kind: 'streaming',
  summary: 'Writes into "range" the names of the ranges that a number lies in.',
  syntax: 'rangemap field=<field> (<name>=<low>-<high>) … [default=<text>]',
  reference: 'rangemap',
  examples: [
    {
      title: 'Two ranges',
      query: '| rangemap field=n low=0-9 high=10-99 default=none',
      input: [{ n: '5' }, { n: '10' }, { n: '100' }],
      output: [
        { n: '5', range: 'low' },
        { n: '10', range: 'high' },
        { n: '100', range: 'none' },
      ],
    },
  ],
  parse: (args) => {
    let field: string | undefined;
    let otherwise = 'None';
    const ranges: { name: string; low: number; high: number }[] = [];
    while (!args.done) {
      const name = args.cursor.takeMatch(/([\w.-]+)\s*=/y)?.[1];
      if (name === undefined) return args.cursor.fail('Expected a range');
      if (name === 'field') field = args.field();
      else if (name === 'default') otherwise = args.value();
      else {
        const found = args.cursor.takeMatch(/"?(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)"?/y);
        if (!found) return args.cursor.fail('Expected two numbers');
        ranges.push({ name, low: Number(found[1]), high: Number(found[2]) });
      }
      args.cursor.skipSpaceAndCommas();
    }
    if (field === undefined) return args.cursor.fail('Expected field=');
    return { field, ranges, otherwise };
  },
  print: ({ field, ranges, otherwise }) =>
    words(
      printOptions({ field }),
      ...ranges.map(({ name, low, high }) => `${name}=${low}-${high}`),
      printOptions({ default: unless('None', otherwise) }),
    ),
  lower: ({ field, ranges, otherwise }, input) => ({
    op: 'Extend',
    input,
    columns: [{ name: 'range', expression: call('spl.range-name', [column(field)], undefined, { ranges, otherwise }) }],
  }),
  order: 'passes',
});
