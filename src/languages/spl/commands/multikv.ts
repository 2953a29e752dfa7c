import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printNames, printOptions, quoted, unless, words } from '../printer/text.ts';
import { append } from '../../../util/append.ts';

export interface MultikvOptions {
  /** The only fields to make; none for all. */
  readonly fields: readonly string[];
  /** A row stays when it holds one of these. */
  readonly filter: readonly string[];
  /** The line of the header, from 1; 0 to find it. */
  readonly headerLine: number;
  readonly noHeader: boolean;
  readonly severalTables: boolean;
  readonly keepOriginal: boolean;
  readonly copyFields: boolean;
}

const OPTIONS = ['copyattrs', 'forceheader', 'multitable', 'noheader', 'rmorig', 'conf'] as const;

export const multikv = defineCommand<MultikvOptions>({
  name: 'multikv',
  kind: 'streaming',
  summary: 'An event for each row of the table that _raw holds; the table’s header names the fields.',
  syntax:
    'multikv [copyattrs=<bool>] [forceheader=<N>] [multitable=<bool>] [noheader=<bool>] [rmorig=<bool>] [fields <field-list>] [filter <term-list>]',
  reference: 'multikv',
  differences: [
    'Stanzas of multikv.conf are not supported.',
    'Inferred: a header with tabs or commas is cut at them; else columns are told by the blanks that all rows share, or by the order of their words.',
  ],
  examples: [
    {
      title: 'An aligned table',
      query: '| multikv | table Name Age',
      input: [{ _raw: 'Name     Age\nJosh     42\nFrancine 35' }],
      output: [
        { Name: 'Josh', Age: '42' },
        { Name: 'Francine', Age: '35' },
      ],
    },
  ],
  parse: (args) => {
    const options = new Map<string, string>();
    const fields: string[] = [];
    const filter: string[] = [];
    const stops = ['fields', 'filter', ...OPTIONS];
    while (!args.done) {
      const start = args.cursor.at;
      const option = args.option(...OPTIONS);
      if (option?.name === 'conf') args.unsupported('Stanzas of multikv.conf are not supported.', start);
      if (option) options.set(option.name, option.value);
      else if (args.keyword('fields')) append(fields, args.fields(...stops));
      else if (args.keyword('filter')) append(filter, args.fields(...stops));
      else args.cursor.fail('Expected fields, filter or an option');
    }
    return {
      fields,
      filter,
      headerLine: Number(options.get('forceheader') ?? 0),
      noHeader: isTrue(options.get('noheader'), false),
      severalTables: isTrue(options.get('multitable'), true),
      keepOriginal: !isTrue(options.get('rmorig'), true),
      copyFields: isTrue(options.get('copyattrs'), true),
    };
  },
  print: ({ fields, filter, headerLine, noHeader, severalTables, keepOriginal, copyFields }) =>
    words(
      printOptions({
        copyattrs: unless(true, copyFields),
        forceheader: unless(0, headerLine),
        multitable: unless(true, severalTables),
        noheader: unless(false, noHeader),
        rmorig: unless(true, !keepOriginal),
      }),
      fields.length === 0 ? '' : `fields ${printNames(fields)}`,
      filter.length === 0 ? '' : `filter ${filter.map(quoted).join(' ')}`,
    ),
  lower: (options, input) => ({ op: 'Reshape', function: 'spl.multikv', input, options }),
  order: 'passes',
});
