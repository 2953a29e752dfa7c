import { comparisons } from '../comparisons.ts';
import { knownValues } from '../known-values.ts';
import { defineRule } from './rule.ts';
import { SENTINEL } from './shared-kinds.ts';

const rule = (condition: string): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: imNetworkSession | where ${condition}`;

/** Where the schema lists the values of a column, both operators can be tried on all of them. */
export default defineRule({
  name: 'contains-for-has',
  kinds: SENTINEL,
  readsQuery: true,
  why: 'The operator "has" finds a word by the index of the table; "contains" reads every row. Here both hold for the same rows.',
  valid: [rule('NetworkDirection has "Outbound"'), rule('NetworkDirection contains "bound"')],
  invalid: [{ content: rule('NetworkDirection contains "Outbound"'), at: '4:33' }],
  check({ query: text }, report, { query }) {
    if (!query || !text) return;
    for (const { column, original, source, values, span } of comparisons(query)) {
      const written = span && text.text.slice(span.start, span.end);
      const [value] = values;
      if (!span || !/\bcontains(_cs)?\b/.test(written ?? '') || value === undefined || values.length !== 1) continue;
      const known = knownValues(source, original);
      const held = known?.filter((candidate) => candidate.toLowerCase().includes(value.toLowerCase())) ?? [];
      if (held.length === 0 || held.some((candidate) => candidate.toLowerCase() !== value.toLowerCase())) continue;
      report(text.locate(span.start, span.end), `"has" does what "contains" does here, and faster.`, {
        hint: `Write ${column} has "${value}".`,
      });
    }
  },
});
