import { defineRule } from './rule.ts';
import { SENTINEL } from './shared-kinds.ts';
import { kqlCode } from './shared-kql-code.ts';

const rule = (query: string): string => `id: a\nname: A\nkind: Scheduled\nquery: ${query}`;

/** https://learn.microsoft.com/kusto/query/join-operator#default-join-flavor */
export default defineRule({
  name: 'join-without-kind',
  kinds: SENTINEL,
  why: 'Without a kind only one row of the left side is kept for each key: rows are lost that an inner join keeps.',
  valid: [rule('T | join kind=inner U on A'), rule('T | join hint.strategy=shuffle kind = leftanti (U) on A')],
  invalid: [{ content: rule('T | join (U | where B == "join kind=inner") on A'), at: '4:12' }],
  check({ query }, report) {
    if (!query) return;
    for (const match of kqlCode(query.text).matchAll(/\|\s*join\b([^()|]*)/g)) {
      if (/\bkind\s*=/.test(match[1] ?? '')) continue;
      const start = match.index + match[0].indexOf('join');
      report(query.locate(start, start + 'join'.length), 'The join does not say its kind.', {
        hint: 'Write kind=inner, or kind=innerunique if that is meant.',
      });
    }
  },
});
