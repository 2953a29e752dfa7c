import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printNames, printOptions, unless, words } from '../printer/text.ts';
import { parseSortField, printSortField, type SortField, sortKey } from './sort.ts';

export interface DedupOptions {
  readonly count: number;
  readonly fields: readonly string[];
  readonly keepEvents: boolean;
  readonly keepEmpty: boolean;
  readonly consecutive: boolean;
}

export interface DedupArguments extends DedupOptions {
  readonly sortBy: readonly SortField[];
}

export const dedup = defineCommand<DedupArguments>({
  name: 'dedup',
  kind: 'streaming',
  summary: 'Keeps the first N results of each combination of fields; 1 when N is absent.',
  syntax: 'dedup [<N>] <field-list> [keepevents=<bool>] [keepempty=<bool>] [consecutive=<bool>] [sortby <fields>]',
  reference: 'dedup',
  examples: [
    {
      title: 'One result per user; results without one are left out',
      query: '| dedup user',
      input: [{ user: 'alice', n: '1' }, { user: 'alice', n: '2' }, { n: '3' }],
      output: [{ user: 'alice', n: '1' }],
    },
  ],
  parse: (args) => {
    const count = args.integer() ?? 1;
    const options = new Map<string, string>();
    const names: string[] = [];
    const sortBy: SortField[] = [];
    while (!args.done) {
      const option = args.option('keepevents', 'keepempty', 'consecutive');
      if (option) options.set(option.name, option.value);
      else if (args.keyword('sortby')) {
        while (!args.done) {
          sortBy.push(parseSortField(args));
          args.cursor.skipSpaceAndCommas();
        }
      } else names.push(args.field());
      args.cursor.skipSpaceAndCommas();
    }
    if (names.length === 0) args.cursor.fail('Expected a field');
    return {
      count,
      fields: names,
      keepEvents: isTrue(options.get('keepevents'), false),
      keepEmpty: isTrue(options.get('keepempty'), false),
      consecutive: isTrue(options.get('consecutive'), false),
      sortBy,
    };
  },
  print: ({ count, fields, sortBy, ...options }) =>
    words(
      count === 1 ? '' : String(count),
      printNames(fields),
      printOptions({
        keepevents: unless(false, options.keepEvents),
        keepempty: unless(false, options.keepEmpty),
        consecutive: unless(false, options.consecutive),
      }),
      sortBy.length === 0 ? '' : `sortby ${sortBy.map(printSortField).join(', ')}`,
    ),
  lower: ({ sortBy, ...options }, input) => ({
    op: 'Window',
    function: 'spl.dedup',
    options,
    input:
      sortBy.length === 0
        ? input
        : {
            op: 'Sort',
            input,
            keys: sortBy.map((field) => sortKey(field)),
          },
  }),
});
