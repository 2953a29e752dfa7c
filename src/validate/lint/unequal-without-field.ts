import { callsOf, plansOf } from '../expressions.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

const rule = (search: string): string => `name: A\nsearch: '${search}'\ntype: TTP`;

export default defineRule({
  name: 'unequal-without-field',
  kinds: ESCU,
  readsQuery: true,
  why: 'In a search, "user!=root" leaves events without a user out as well; "NOT user=root" keeps them. Which of the two is meant should not be left to chance.',
  valid: [
    rule('index=a NOT user=root | stats count'),
    rule('index=a user=* user!=root | stats count'),
    rule('index=a user!=root | stats count by user'),
  ],
  invalid: [{ content: rule('index=a user!=root | stats count by dest'), at: '2:18' }],
  check({ query: text }, report, { query }) {
    if (!query || !text) return;
    const plans = plansOf(query.plan);
    const grouped = new Set(plans.flatMap((plan) => (plan.op === 'Aggregate' ? plan.by.map(({ name }) => name) : [])));
    for (const plan of plans) {
      if (plan.op !== 'Filter' || plan.input.op !== 'Scan' || plan.input.source !== 'splunk:events') continue;
      const comparisons = [...callsOf(plan.predicate)].flatMap((call) => {
        const [column] = call.arguments;
        const { operator } = (call.options ?? {}) as { readonly operator?: string };
        return call.function === 'spl.search-compare' && column?.kind === 'column'
          ? [{ name: column.name, operator, span: call.span }]
          : [];
      });
      const required = new Set(comparisons.filter(({ operator }) => operator !== '!=').map(({ name }) => name));
      for (const { name, operator, span } of comparisons) {
        if (operator !== '!=' || !span || required.has(name) || grouped.has(name)) continue;
        if (!text.text.slice(span.start, span.end).includes('!=')) continue;
        report(text.locate(span.start, span.end), `This leaves out the events without "${name}", too.`, {
          hint: `Write NOT ${name}=… to keep them, or ${name}=* beside it to say that they may go.`,
        });
      }
    }
  },
});
