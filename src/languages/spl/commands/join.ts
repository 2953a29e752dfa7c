import { column } from '../../../plan/expression.ts';
import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { GROUP_KEY } from '../group-by.ts';
import type { Subsearch } from '../pipeline.ts';
import { printSubsearch } from '../printer/pipeline.ts';
import { printNames, printOptions, unless, words } from '../printer/text.ts';

export interface JoinArguments {
  readonly type: 'inner' | 'left';
  readonly overwrite: boolean;
  readonly max: number;
  readonly fields: readonly string[];
  readonly subsearch: Subsearch;
}

/** Rows that a join's subsearch may give: limits.conf's subsearch_maxout. */
const JOIN_ROWS = 50_000;

export const join = defineCommand<JoinArguments>({
  name: 'join',
  kind: 'dataset',
  summary:
    'Adds the fields of a subsearch’s results to the results with the same values in the given fields; the first match only, unless max says more.',
  syntax: 'join [type=inner|left|outer] [overwrite=<bool>] [max=<N>] [<field-list>] [<subsearch>]',
  reference: 'join',
  examples: [
    {
      title: 'The inner join leaves out what has no partner',
      query: '| join user [| makeresults format=csv data="user,team\nalice,red" | table user team]',
      input: [{ user: 'alice' }, { user: 'bob' }],
      output: [{ user: 'alice', team: 'red' }],
    },
  ],
  passingOptions: ['usetime', 'earlier'],
  parse: (args) => {
    const options = new Map<string, string>();
    const names: string[] = [];
    while (!args.done && args.cursor.peek() !== '[') {
      const option = args.option('type', 'overwrite', 'max', 'usetime', 'earlier');
      if (option) options.set(option.name, option.value);
      else names.push(args.field());
      args.cursor.skipSpaceAndCommas();
    }
    const start = args.start;
    if (isTrue(options.get('usetime'), false)) args.unsupported('"usetime=true" is not supported.', start);
    if (names.length === 0) args.unsupported('"join" without fields is not supported.', start);
    const type = (options.get('type') ?? 'inner').toLowerCase();
    if (type !== 'inner' && type !== 'left' && type !== 'outer')
      args.invalid(`There is no join type "${type}".`, start);
    return {
      type: type === 'inner' ? 'inner' : 'left',
      overwrite: isTrue(options.get('overwrite'), true),
      max: Number(options.get('max') ?? 1),
      fields: names,
      subsearch: args.subsearch(),
    };
  },
  print: ({ type, overwrite, max, fields, subsearch }) =>
    words(
      printOptions({ type: unless('inner', type), overwrite: unless(true, overwrite), max: unless(1, max) }),
      printNames(fields, ', '),
      printSubsearch(subsearch),
    ),
  lower: ({ type, overwrite, max, fields, subsearch }, input, scope) => ({
    op: 'Join',
    kind: type === 'inner' ? 'inner' : 'leftouter',
    left: input,
    right: { op: 'Limit', count: JOIN_ROWS, input: scope.lowerSubsearch(subsearch) },
    on: fields.map((name) => ({ left: column(name), right: column(name) })),
    key: GROUP_KEY,
    output: 'overlay',
    overwrite,
    ...(max > 0 && { maximum: max }),
  }),
});
