import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printName, printOptions, unless, words } from '../printer/text.ts';

export interface OutputlookupOptions {
  readonly name: string;
  readonly append: boolean;
  readonly keyField: string | null;
  readonly maximum: number;
  readonly overrideIfEmpty: boolean;
}

const LOOKUP_OPTIONS = [
  'append',
  'create_empty',
  'override_if_empty',
  'max',
  'key_field',
  'allow_updates',
  'createinapp',
  'create_context',
  'output_format',
] as const;
const DEFAULT_MAXIMUM = 1_000_000;

export const outputlookup = defineCommand<OutputlookupOptions>({
  name: 'outputlookup',
  kind: 'dataset',
  summary: 'Writes the results to a lookup, for later stages and later searches of the same run.',
  syntax: 'outputlookup [append=<bool>] [override_if_empty=<bool>] [max=<N>] [key_field=<field>] <lookup>',
  reference: 'outputlookup',
  examples: [
    {
      title: 'Written, and passed on',
      query: '| outputlookup seen.csv',
      input: [{ user: 'alice' }],
      output: [{ user: 'alice' }],
    },
  ],
  passingOptions: ['create_empty', 'allow_updates', 'createinapp', 'create_context', 'output_format'],
  differences: ['The lookup is kept for the run; no file is written.'],
  parse: (args) => {
    const options = new Map(args.options(...LOOKUP_OPTIONS));
    const name = args.field();
    for (const [option, value] of args.options(...LOOKUP_OPTIONS)) options.set(option, value);
    return {
      name,
      append: isTrue(options.get('append'), false),
      keyField: options.get('key_field') ?? null,
      maximum: args.number(options, 'max') ?? DEFAULT_MAXIMUM,
      overrideIfEmpty: isTrue(options.get('override_if_empty'), true),
    };
  },
  print: ({ name, append, keyField, maximum, overrideIfEmpty }) =>
    words(
      printOptions({
        append: unless(false, append),
        override_if_empty: unless(true, overrideIfEmpty),
        max: unless(DEFAULT_MAXIMUM, maximum),
        key_field: keyField,
      }),
      printName(name),
    ),
  lower: (options, input, scope) => {
    const exists = scope.environment.lookup(options.name) !== undefined;
    return { op: 'Window', function: 'spl.outputlookup', input, options: { ...options, exists } };
  },
});

/** A command that acts on the world: noted, never done; its results pass. */
const sideEffect = (name: string, summary: string, example: string, aliases: readonly string[] = []) =>
  defineCommand<{ readonly text: string }>({
    name,
    aliases,
    kind: 'dataset',
    summary,
    syntax: `${name} <arguments>`,
    reference: name,
    examples: [{ title: 'Results pass', query: example, input: [{ user: 'alice' }], output: [{ user: 'alice' }] }],
    differences: ['Nothing is written or sent; a note says that it would have been.'],
    parse: (args) => {
      const text = args.cursor.rest().trim();
      args.cursor.at = args.cursor.end;
      return { text };
    },
    print: ({ text }) => text,
    lower: ({ text }, input) => ({ op: 'Window', function: 'spl.side-effect', input, options: { name, text } }),
    order: 'passes',
  });

export const collect = sideEffect('collect', 'Would add the results to a summary index.', '| collect index=summary', [
  'summaryindex',
  'sumindex',
  'stash',
]);
export const outputcsv = sideEffect('outputcsv', 'Would write the results to a CSV file.', '| outputcsv seen.csv');
export const outputtext = sideEffect(
  'outputtext',
  'Would write the raw text of the results.',
  '| outputtext usexml=false',
);
export const sendalert = sideEffect(
  'sendalert',
  'Would run an alert action.',
  '| sendalert notable param.severity=high',
);
export const sendemail = sideEffect('sendemail', 'Would send the results by mail.', '| sendemail to=soc@example.com');
export const mcollect = sideEffect('mcollect', 'Would add the results to a metric index.', '| mcollect index=metrics');
