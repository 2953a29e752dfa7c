import { plansOf } from '../expressions.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

const rule = (search: string): string => `name: A\nsearch: '${search}'\ntype: TTP`;

/** https://docs.splunk.com/Documentation/Splunk/latest/SearchReference/Transaction */
export default defineRule({
  name: 'unbounded-transaction',
  kinds: ESCU,
  readsQuery: true,
  why: 'Without a span or a pause the search head keeps every open transaction in memory, and drops some when there are too many: results differ from run to run.',
  valid: [rule('index=a | transaction user maxspan=5m'), rule('index=a | transaction user maxpause=30s')],
  invalid: [{ content: rule('index=a | transaction user'), at: '2:20' }],
  check({ query: text }, report, { query }) {
    if (!query || !text) return;
    for (const plan of plansOf(query.plan)) {
      if (plan.op !== 'Reshape' || plan.function !== 'spl.transaction') continue;
      const { maxSpan, maxPause } = plan.options as { readonly maxSpan: unknown; readonly maxPause: unknown };
      const span = query.stages[plan.stage ?? -1]?.span;
      if (maxSpan !== null || maxPause !== null || !span) continue;
      report(text.locate(span.start, span.end), 'The transaction may last for ever.', {
        hint: 'Give it maxspan= or maxpause=, or use stats.',
      });
    }
  },
});
