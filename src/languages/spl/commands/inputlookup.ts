import { suggest } from '../../../diagnostics/suggest.ts';
import type { Plan } from '../../../plan/plan.ts';
import { isTrue } from '../command-arguments.ts';
import { defineCommand } from '../define-command.ts';
import { SplProblem } from '../problems.ts';
import type { LowerScope } from '../scope.ts';
import { lowerSearchFilter } from '../search/filter.ts';
import type { SearchNode } from '../search/nodes.ts';
import { printSearchExpression } from '../printer/search.ts';
import { printName, printOptions, unless, words } from '../printer/text.ts';

interface InputlookupArguments {
  readonly name: string;
  readonly append: boolean;
  /** Rows left out at the beginning. */
  readonly skip: number;
  readonly max: number | undefined;
  readonly where: SearchNode | undefined;
  readonly at: number;
}

export const inputlookup = defineCommand<InputlookupArguments>({
  name: 'inputlookup',
  kind: 'generating',
  summary: 'The rows of a lookup table.',
  syntax: 'inputlookup [append=<bool>] [start=<N>] [max=<N>] <lookup> [WHERE <search-expression>]',
  reference: 'inputlookup',
  examples: [
    {
      title: 'Some rows',
      query: '| inputlookup input where user=a*',
      input: [{ user: 'alice' }, { user: 'bob' }],
      output: [{ user: 'alice' }],
    },
  ],
  passingOptions: ['strict'],
  parse: (args) => {
    const options = args.options('append', 'start', 'max', 'strict');
    args.cursor.skipSpace();
    const at = args.cursor.at;
    const name = args.field();
    const late = args.options('append', 'start', 'max', 'strict');
    const where = args.keyword('where') ? args.searchExpression() : undefined;
    const all = new Map([...options, ...late]);
    return {
      name,
      append: isTrue(all.get('append'), false),
      skip: args.number(all, 'start') ?? 0,
      max: args.number(all, 'max'),
      where,
      at,
    };
  },
  print: ({ name, append, skip, max, where }) =>
    words(
      printOptions({ append: unless(false, append), start: unless(0, skip), max }),
      printName(name),
      where && `WHERE ${printSearchExpression(where)}`,
    ),
  leads: ({ append }) => !append,
  lower: ({ name, append, skip, max, where, at }, input, scope) => {
    const scan = lookupScan(name, scope, at);
    let rows: Plan = where ? lowerSearchFilter(where, scan, scope) : scan;
    if (skip > 0) rows = { op: 'Window', function: 'spl.skip', input: rows, options: { count: skip } };
    if (max !== undefined) rows = { op: 'Limit', input: rows, count: max };
    return append ? { op: 'Union', inputs: [input, rows] } : rows;
  },
});

/** The rows of a lookup; a name without a definition is a problem at its place. */
export function lookupScan(name: string, scope: LowerScope, at: number): Plan {
  if (!scope.environment.lookup(name)) {
    const close = suggest(name, scope.environment.lookupNames());
    const hint =
      close === undefined
        ? 'Define it under lookups/ of the content, or in transforms.conf.'
        : `Did you mean "${close}"?`;
    throw new SplProblem('unknown-lookup', `There is no lookup "${name}".`, at, at + name.length, hint);
  }
  return { op: 'Scan', source: 'splunk:lookup', options: { name }, span: scope.span(at, at + name.length) };
}
