import { defineRule } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';

const EVERYTHING = /^\s*(?:search\s+(?:in\s*\(\s*\*\s*\)\s*)?\*|union\s+(?:\w+\s*=\s*\S+\s+)*\*)/m;

export default defineRule({
  name: 'unbounded-search',
  kinds: SENTINEL_RULES,
  why: 'Sentinel refuses rules with "search *" or "union *".',
  valid: ['id: a\nname: A\nkind: Scheduled\nquery: union T, U'],
  invalid: [
    { content: 'id: a\nname: A\nkind: Scheduled\nquery: union * | where A == 1', at: '4:8' },
    { content: 'id: a\nname: A\nkind: Scheduled\nquery: |\n  search *', at: '5:3' },
  ],
  check({ query }, report) {
    const match = query && EVERYTHING.exec(query.text);
    if (!query || !match) return;
    const start = match.index + match[0].length - match[0].trimStart().length;
    report(query.locate(start, match.index + match[0].length), 'The query reads every table.', {
      hint: 'Name the tables.',
    });
  },
});
