import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

export default defineRule({
  name: 'empty-macro',
  kinds: ESCU,
  why: 'Splunk reads the first two of the four as a macro without a name, and the search fails.',
  valid: ['name: A\nsearch: "index=a ```why``` | `rule_filter`"\ntype: TTP'],
  invalid: [{ content: 'name: A\nsearch: "index=a | ````rule_filter`"\ntype: TTP', at: '2:20' }],
  check({ query }, report) {
    const start = query?.text.indexOf('````') ?? -1;
    if (query && start >= 0) {
      report(query.locate(start, start + 4), 'Four backticks in a row call a macro without a name.');
    }
  },
});
