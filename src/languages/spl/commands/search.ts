import { column } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import { defineCommand } from '../define-command.ts';
import { lowerSearchFilter } from '../search/filter.ts';
import type { SearchNode } from '../search/nodes.ts';
import { printSearchExpression } from '../printer/search.ts';

export const search = defineCommand<SearchNode>({
  name: 'search',
  kind: 'streaming',
  summary: 'Keeps events that a search expression describes; as the first command it reads events, newest first.',
  syntax: '[search] <search-expression>',
  reference: 'search',
  examples: [
    {
      title: 'A field with a value, whatever its case',
      query: '| search user=ALICE',
      input: [{ user: 'alice' }, { user: 'bob' }],
      output: [{ user: 'alice' }],
    },
    {
      title: 'OR binds tighter than the implied AND',
      query: '| search host=a user=alice OR user=bob',
      input: [
        { host: 'a', user: 'bob' },
        { host: 'b', user: 'bob' },
      ],
      output: [{ host: 'a', user: 'bob' }],
    },
  ],
  parse: (args) => args.searchExpression(),
  print: printSearchExpression,
  lower: (node, input, scope) => lowerSearchFilter(node, input, scope),
  order: 'passes',
});

/** What a search that begins with `search` reads: every event. */
export const EVENTS: Plan = { op: 'Scan', source: 'splunk:events' };

/** Events come back newest first. */
export const newestFirst = (input: Plan): Plan => ({
  op: 'Sort',
  input,
  keys: [{ expression: column('_time'), comparator: 'spl.sort-num', descending: true }],
});
