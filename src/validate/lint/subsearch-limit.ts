import type { CallExpression, Expression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import { callsOf, plansOf } from '../expressions.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

const rule = (search: string): string => `name: A\nsearch: '${search}'\ntype: TTP`;

/** https://docs.splunk.com/Documentation/Splunk/latest/Search/Aboutsubsearches */
export default defineRule({
  name: 'subsearch-limit',
  kinds: ESCU,
  readsQuery: true,
  why: 'Splunk cuts the rows of a joined subsearch off at 50,000, those of one that brings terms into a search at 10,000, and the time of either at 60 seconds, without an error: on a busy day the detection misses what it finds on a quiet one.',
  valid: [
    rule('index=a | join user [search index=b | stats count by user]'),
    rule('index=a | join user [| inputlookup l | fields user]'),
    rule('index=a | append [search index=b | stats count by user]'),
    rule('index=a [search index=b | dedup user | fields user] | stats count'),
    rule('index=a [search index=b | head 1 | fields user] | stats count'),
  ],
  invalid: [
    { content: rule('index=a | join user [search index=b | fields user]'), at: '2:20' },
    { content: rule('index=a | append [search index=b]'), at: '2:20' },
    { content: rule('index=a [search index=b | fields user] | stats count'), at: '2:18' },
  ],
  check({ query: text }, report, { query }) {
    if (!query || !text) return;
    for (const plan of plansOf(query.plan)) {
      for (const filter of subsearchesIn(plan)) {
        const [table] = filter.arguments;
        if (table?.kind !== 'table' || !filter.span || !returnsEvents(table.plan)) continue;
        report(
          text.locate(filter.span.start, filter.span.end),
          'The subsearch returns a row for each event, and is cut off at 10,000.',
          { hint: 'Aggregate within the subsearch, with stats or dedup.' },
        );
      }
      const span = query.stages[plan.stage ?? -1]?.span;
      if (!span || !rowsOfSubsearch(plan).some(returnsEvents)) continue;
      report(
        text.locate(span.start, span.end),
        'The subsearch returns an event for each row, and is cut off at 50,000.',
        {
          hint: `Aggregate within the subsearch, or use stats over both instead of ${plan.op === 'Join' ? 'join' : 'append'}.`,
        },
      );
    }
  },
});

/** What the brackets of `join` and `append` hold. */
function rowsOfSubsearch(plan: Plan): readonly Plan[] {
  const candidates = plan.op === 'Join' ? [plan.right] : plan.op === 'Union' ? plan.inputs.slice(1) : [];
  return candidates.flatMap((candidate) => (candidate.op === 'Limit' ? [candidate.input] : []));
}

/** Subsearches that bring terms into a search. */
function subsearchesIn(plan: Plan): readonly CallExpression[] {
  if (plan.op !== 'Window' || plan.function !== 'spl.subsearch-filter') return [];
  const { predicate } = plan.options as { readonly predicate: Expression };
  return [...callsOf(predicate)].filter((call) => call.function === 'spl.search-subsearch');
}

function returnsEvents(plan: Plan): boolean {
  const steps = [...plansOf(plan)];
  const readsEvents = steps.some((step) => step.op === 'Scan' && step.source === 'splunk:events');
  const isCut = steps.some(({ op }) => op === 'Aggregate' || op === 'Distinct' || op === 'Window' || op === 'Limit');
  return readsEvents && !isCut && !steps.some(({ op }) => op === 'Reshape');
}
