import type { Plan } from '../../../plan/plan.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { printNames, printOptions, unless, printBy, words } from '../printer/text.ts';

export interface TopOptions {
  readonly fields: readonly string[];
  readonly by: readonly string[];
  readonly limit: number;
  readonly descending: boolean;
  readonly countField: string | null;
  readonly percentField: string | null;
  readonly useOther: boolean;
  readonly otherText: string;
}

const DEFAULT_LIMIT = 10;

/** Fields, with options anywhere between them. */
function fieldsAndOptions(args: CommandArguments, take: () => void, ...stops: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (;;) {
    take();
    if (args.done || stops.some((stop) => args.cursor.peekKeyword(stop))) return names;
    names.push(args.field());
    args.cursor.skipSpaceAndCommas();
  }
}

const parseTop =
  (descending: boolean) =>
  (args: CommandArguments): TopOptions => {
    const options = new Map<string, string>();
    const take = () => {
      for (const [name, value] of args.options(
        'limit',
        'countfield',
        'percentfield',
        'showcount',
        'showperc',
        'useother',
        'otherstr',
      ))
        options.set(name, value);
    };
    take();
    const count = args.integer();
    take();
    const names = [...fieldsAndOptions(args, take, 'by')];
    if (names.length === 0) args.cursor.fail('Expected a field');
    const by = args.keyword('by') ? fieldsAndOptions(args, take) : [];
    return {
      fields: names,
      by,
      limit: args.number(options, 'limit') ?? count ?? DEFAULT_LIMIT,
      descending,
      countField: isTrue(options.get('showcount'), true) ? (options.get('countfield') ?? 'count') : null,
      percentField: isTrue(options.get('showperc'), true) ? (options.get('percentfield') ?? 'percent') : null,
      useOther: isTrue(options.get('useother'), false),
      otherText: options.get('otherstr') ?? 'OTHER',
    };
  };

const printTop = ({ fields, by, limit, countField, percentField, useOther, otherText }: TopOptions): string =>
  words(
    printOptions({
      limit: unless(DEFAULT_LIMIT, limit),
      showcount: countField === null ? false : undefined,
      countfield: unless('count', countField),
      showperc: percentField === null ? false : undefined,
      percentfield: unless('percent', percentField),
      useother: unless(false, useOther),
      otherstr: unless('OTHER', otherText),
    }),
    printNames(fields),
    printBy(by),
  );

const lowerTop = (options: TopOptions, input: Plan): Plan => ({ op: 'Reshape', function: 'spl.top', input, options });

const columnsOf = ({ by, fields, countField, percentField }: TopOptions): readonly string[] =>
  [...by, ...fields, countField, percentField].filter((name) => name !== null);

export const top = defineCommand<TopOptions>({
  name: 'top',
  kind: 'transforming',
  summary: 'The most frequent combinations of field values, with count and percentage.',
  syntax:
    'top [limit=<N>] [countfield=<text>] [percentfield=<text>] [showcount=<bool>] [showperc=<bool>] [useother=<bool>] <field-list> [BY <field-list>]',
  reference: 'top',
  examples: [
    {
      title: 'Most frequent user',
      query: '| top limit=1 user',
      input: [{ user: 'a' }, { user: 'a' }, { user: 'b' }, { user: 'a' }],
      output: [{ user: 'a', count: '3', percent: '75.000000' }],
    },
  ],
  parse: parseTop(true),
  print: printTop,
  lower: lowerTop,
  order: 'ignores',
  columns: columnsOf,
});

export const rare = defineCommand<TopOptions>({
  name: 'rare',
  kind: 'transforming',
  summary: 'The least frequent combinations of field values, with count and percentage.',
  syntax:
    'rare [limit=<N>] [countfield=<text>] [percentfield=<text>] [showcount=<bool>] [showperc=<bool>] <field-list> [BY <field-list>]',
  reference: 'rare',
  examples: [
    {
      title: 'Least frequent user',
      query: '| rare limit=1 user',
      input: [{ user: 'a' }, { user: 'a' }, { user: 'b' }, { user: 'a' }],
      output: [{ user: 'b', count: '1', percent: '25.000000' }],
    },
  ],
  parse: parseTop(false),
  print: printTop,
  lower: lowerTop,
  order: 'ignores',
  columns: columnsOf,
});
