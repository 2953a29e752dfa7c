import { plansOf } from '../expressions.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

const rule = (search: string): string => `name: A\nsearch: '${search}'\ntype: TTP`;

/** https://docs.splunk.com/Documentation/Splunk/latest/Search/Aboutsubsearches */
export default defineRule({
  name: 'subsearch-limit',
  kinds: ESCU,
  readsQuery: true,
  why: 'Splunk cuts the rows of a joined subsearch off at 50,000 and its time at 60 seconds, without an error: on a busy day the detection misses what it finds on a quiet one.',
  valid: [
    rule('index=a | join user [search index=b | stats count by user]'),
    rule('index=a | join user [| inputlookup l | fields user]'),
  ],
  invalid: [{ content: rule('index=a | join user [search index=b | fields user]'), at: '2:20' }],
  check({ query: text }, report, { query }) {
    if (!query || !text) return;
    for (const plan of plansOf(query.plan)) {
      if (plan.op !== 'Join' || plan.right.op !== 'Limit') continue;
      const right = plansOf(plan.right);
      const readsEvents = right.some(
        ({ op, ...rest }) => op === 'Scan' && 'source' in rest && rest.source === 'splunk:events',
      );
      if (!readsEvents || right.some(({ op }) => op === 'Aggregate' || op === 'Distinct' || op === 'Window')) continue;
      const span = query.stages[plan.stage ?? -1]?.span;
      if (!span) continue;
      report(
        text.locate(span.start, span.end),
        'The subsearch returns an event for each row, and is cut off at 50,000.',
        {
          hint: 'Aggregate within the subsearch, or use stats over both instead of join.',
        },
      );
    }
  },
});
