import { column } from '../../../plan/expression.ts';
import type { SortKey } from '../../../plan/plan.ts';
import type { CommandArguments } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printName, words } from '../printer/text.ts';

export interface SortField {
  readonly field: string;
  readonly descending: boolean;
  readonly type: 'auto' | 'str' | 'num' | 'ip';
}

export interface SortArguments {
  readonly limit: number;
  readonly fields: readonly SortField[];
  readonly reverse: boolean;
}

const DEFAULT_LIMIT = 10_000;

export const printSortField = ({ field, descending, type }: SortField): string =>
  (descending ? '-' : '') + (type === 'auto' ? printName(field) : `${type}(${printName(field)})`);

export const sort = defineCommand<SortArguments>({
  name: 'sort',
  kind: 'dataset',
  summary:
    'Orders results: numbers as numbers, addresses by octet, anything else as text. 10,000 results unless a count is given.',
  syntax: 'sort [<count>] [-|+]<field> [, [-|+]<field>]... [d|desc]',
  reference: 'sort',
  examples: [
    {
      title: 'Largest first',
      query: '| sort - n',
      input: [{ n: '9' }, { n: '10' }],
      output: [{ n: '10' }, { n: '9' }],
    },
  ],
  parse: (args) => {
    const { cursor } = args;
    const explicit = cursor.takeMatch(/limit\s*=\s*(\d+)/iy)?.[1];
    const count = explicit === undefined ? args.integer() : Number(explicit);
    const sorted: SortField[] = [];
    let reverse = false;
    while (!args.done) {
      if (sorted.length > 0 && cursor.takeMatch(/(?:desc|d)(?=\s*$|\s*[\]|])/iy)) {
        reverse = true;
        break;
      }
      sorted.push(parseSortField(args));
      cursor.skipSpaceAndCommas();
    }
    if (sorted.length === 0) cursor.fail('Expected a field');
    return { limit: count ?? DEFAULT_LIMIT, fields: sorted, reverse };
  },
  print: ({ limit, fields: sorted, reverse }) =>
    words(limit === DEFAULT_LIMIT ? '' : String(limit), sorted.map(printSortField).join(', '), reverse ? 'desc' : ''),
  lower: ({ limit, fields: sorted, reverse }, input) => ({
    op: 'Sort',
    input,
    keys: sorted.map((field) => sortKey(field, reverse)),
    ...(limit > 0 && { limit }),
  }),
  order: 'ignores',
});

/** `[-|+]<field>`, or `[-|+]num(<field>)` with the way it is compared. */
export function parseSortField(args: CommandArguments): SortField {
  const { cursor } = args;
  const sign = cursor.takeMatch(/[+-]/y)?.[0];
  const typed = cursor.takeMatch(/(auto|str|num|ip)\(\s*/y)?.[1];
  const field = args.field();
  if (typed !== undefined) cursor.expect(')');
  return { field, descending: sign === '-', type: (typed ?? 'auto') as SortField['type'] };
}

export const sortKey = ({ field, descending, type }: SortField, reverse = false): SortKey => ({
  expression: column(field),
  comparator: type === 'auto' ? 'spl.sort' : `spl.sort-${type}`,
  descending: descending !== reverse,
  nulls: 'last',
});
