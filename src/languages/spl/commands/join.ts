import { column } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import { type CommandArguments, isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { GROUP_KEY } from '../group-by.ts';
import type { Subsearch } from '../pipeline.ts';
import { printSubsearch } from '../printer/pipeline.ts';
import { printName, printNames, printOptions, unless, words } from '../printer/text.ts';

export interface JoinArguments {
  readonly type: 'inner' | 'left';
  readonly overwrite: boolean;
  readonly max: number;
  readonly fields: readonly string[];
  /** Of the form with aliases: the names before the fields of each side. */
  readonly sides: JoinSides | undefined;
  readonly subsearch: Subsearch;
}

interface JoinSides {
  readonly left: string;
  readonly right: string;
  readonly pairs: readonly { readonly left: string; readonly right: string }[];
}

/** Rows that a join's subsearch may give: limits.conf's subsearch_maxout. */
const JOIN_ROWS = 50_000;

export const join = defineCommand<JoinArguments>({
  name: 'join',
  kind: 'dataset',
  summary:
    'Adds the fields of a subsearch’s results to the results with the same values in the given fields; the first match only, unless max says more.',
  syntax:
    'join [type=inner|left|outer] [overwrite=<bool>] [max=<N>] [<field-list>] [<subsearch>] | join [<options>] left=<alias> right=<alias> where <alias>.<field>=<alias>.<field>... [<subsearch>]',
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
    let pairs: JoinSides['pairs'] | undefined;
    while (!args.done && args.cursor.peek() !== '[') {
      const option = args.option('type', 'overwrite', 'max', 'usetime', 'earlier', 'left', 'right');
      if (option) options.set(option.name, option.value);
      else if (options.has('left') && args.keyword('where')) pairs = parsePairs(args, options);
      else names.push(args.field());
      args.cursor.skipSpaceAndCommas();
    }
    const start = args.start;
    if (isTrue(options.get('usetime'), false)) args.unsupported('"usetime=true" is not supported.', start);
    const type = (options.get('type') ?? 'inner').toLowerCase();
    if (type !== 'inner' && type !== 'left' && type !== 'outer')
      args.invalid(`There is no join type "${type}".`, start);
    return {
      type: type === 'inner' ? 'inner' : 'left',
      overwrite: isTrue(options.get('overwrite'), true),
      max: Number(options.get('max') ?? 1),
      fields: names,
      sides: pairs && { left: options.get('left') ?? '', right: options.get('right') ?? '', pairs },
      subsearch: args.subsearch(),
    };
  },
  print: ({ type, overwrite, max, fields, sides, subsearch }) =>
    words(
      printOptions({ type: unless('inner', type), overwrite: unless(true, overwrite), max: unless(1, max) }),
      printNames(fields, ', '),
      sides && printOptions({ left: sides.left, right: sides.right }),
      sides && `where ${sides.pairs.map(({ left, right }) => `${printName(left)}=${printName(right)}`).join(' ')}`,
      printSubsearch(subsearch),
    ),
  lower: ({ type, overwrite, max, fields, sides, subsearch }, input, scope) => {
    const right: Plan = { op: 'Limit', count: JOIN_ROWS, input: scope.lowerSubsearch(subsearch) };
    const how = { type, overwrite, max };
    if (fields.length === 0 && !sides) {
      return {
        op: 'Reshape',
        function: 'spl.join-shared',
        input,
        options: { ...how, right } satisfies SharedJoinOptions,
      };
    }
    const prefixed = (plan: Plan, alias: string | undefined): Plan =>
      alias === undefined ? plan : { op: 'Pick', input: plan, rename: [{ from: '*', to: `${alias}.*` }] };
    const keys = sides?.pairs ?? fields.map((name) => ({ left: name, right: name }));
    return joinOn(keys, prefixed(input, sides?.left), prefixed(right, sides?.right), how);
  },
});

export type JoinKind = Pick<JoinArguments, 'type' | 'overwrite' | 'max'>;

/** Of a join that names no field: the fields that both sides have are known when they are there. */
export interface SharedJoinOptions extends JoinKind {
  readonly right: Plan;
}

/** Rows of both sides whose keys are the same. */
export const joinOn = (
  keys: JoinSides['pairs'],
  left: Plan,
  right: Plan,
  { type, overwrite, max }: JoinKind,
): Plan => ({
  op: 'Join',
  kind: type === 'inner' ? 'inner' : 'leftouter',
  left,
  right,
  on: keys.map((pair) => ({ left: column(pair.left), right: column(pair.right) })),
  key: GROUP_KEY,
  output: 'overlay',
  overwrite,
  ...(max > 0 && { maximum: max }),
});

/** `L.id = R.id, L.a = R.b`: either side may come first. */
function parsePairs(args: CommandArguments, options: ReadonlyMap<string, string>): JoinSides['pairs'] {
  const pairs: { left: string; right: string }[] = [];
  const [left, right] = [`${options.get('left')}.`, `${options.get('right')}.`];
  while (!args.done && args.cursor.peek() !== '[') {
    const start = args.cursor.at;
    const one = args.field();
    args.cursor.expect('=');
    const other = args.field();
    if (one.startsWith(left) && other.startsWith(right)) pairs.push({ left: one, right: other });
    else if (one.startsWith(right) && other.startsWith(left)) pairs.push({ left: other, right: one });
    else args.invalid('A condition of join compares a field of each side.', start);
    args.keyword('and');
    args.cursor.skipSpaceAndCommas();
  }
  return pairs;
}
