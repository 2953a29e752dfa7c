import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printName, printOptions, unless, words } from '../printer/text.ts';

export interface IplocationOptions {
  readonly field: string;
  readonly prefix: string;
  readonly allFields: boolean;
  /** The language of names, `en` for instance. */
  readonly language: string;
}

/** What the command adds, and what beside it with allfields=true. */
export const PLACE_FIELDS = ['City', 'Country', 'Region', 'lat', 'lon'] as const;
export const FURTHER_FIELDS = ['Continent', 'MetroCode', 'Timezone'] as const;

const ENGLISH = 'en';

export const iplocation = defineCommand<IplocationOptions>({
  name: 'iplocation',
  kind: 'streaming',
  summary: 'Adds the place of an address out of a geographic database.',
  syntax: 'iplocation [prefix=<text>] [allfields=<bool>] [lang=<text>] <field>',
  reference: 'iplocation',
  examples: [
    {
      title: 'An address that the database does not know',
      query: '| iplocation src',
      input: [{ src: '192.0.2.1' }],
      output: [{ src: '192.0.2.1' }],
    },
  ],
  differences: [
    'The database is an MMDB file that firedrill.yml names under knowledge.geo_database; a run without one ends as unsupported as soon as rows come.',
    'An address that is not in the database gets no fields.',
  ],
  parse: (args) => {
    const options = new Map<string, string>();
    let field: string | undefined;
    while (!args.done) {
      const option = args.option('prefix', 'allfields', 'lang');
      if (option) options.set(option.name, option.value);
      else field = args.field();
    }
    if (field === undefined) return args.cursor.fail('Expected a field');
    return {
      field,
      prefix: options.get('prefix') ?? '',
      allFields: isTrue(options.get('allfields'), false),
      language: options.get('lang') ?? ENGLISH,
    };
  },
  print: ({ field, prefix, allFields, language }) =>
    words(
      printOptions({
        prefix: unless('', prefix),
        allfields: unless(false, allFields),
        lang: unless(ENGLISH, language),
      }),
      printName(field),
    ),
  lower: (options, input) => ({ op: 'Window', function: 'spl.iplocation', input, options }),
  order: 'passes',
});
