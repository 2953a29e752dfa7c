import { defineRule } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';
import { kqlCode } from './shared-kql-code.ts';

const EVERYTHING = /^\s*(?:search\s+(?:in\s*\(\s*\*\s*\)\s*)?\*|union\s+(?:\w+\s*=\s*\S+\s+)*\*)/m;

const SEARCH = /\bsearch\b(?=\s)(?!\s*(?:kind\s*=\s*\w+\s+)?in\s*\()/g;

/** Whether a query begins here: behind a pipe `search` looks through the rows that come in. */
const isSource = (code: string, at: number): boolean => /(?:^|[;(])\s*$/.test(code.slice(0, at));

export default defineRule({
  name: 'unbounded-search',
  kinds: SENTINEL_RULES,
  why: 'Sentinel refuses rules with "search *" or "union *".',
  valid: [
    'id: a\nname: A\nkind: Scheduled\nquery: union T, U',
    'id: a\nname: A\nkind: Scheduled\nquery: T | search "a"',
    'id: a\nname: A\nkind: Scheduled\nquery: search in (T) "a"',
  ],
  invalid: [
    { content: 'id: a\nname: A\nkind: Scheduled\nquery: union * | where A == 1', at: '4:8' },
    { content: 'id: a\nname: A\nkind: Scheduled\nquery: |\n  search *', at: '5:3' },
    { content: 'id: a\nname: A\nkind: Scheduled\nquery: |\n  // all of it\n  search "a"', at: '6:3' },
  ],
  check({ query }, report) {
    if (!query) return;
    const code = kqlCode(query.text);
    const match = EVERYTHING.exec(code);
    const search = match ? undefined : [...code.matchAll(SEARCH)].find(({ index }) => isSource(code, index));
    if (search) {
      report(query.locate(search.index, search.index + 'search'.length), 'The query reads every table.', {
        severity: 'warning',
        hint: 'Name the tables: search in (…).',
      });
    }
    if (!match) return;
    const start = match.index + match[0].length - match[0].trimStart().length;
    report(query.locate(start, match.index + match[0].length), 'The query reads every table.', {
      hint: 'Name the tables.',
    });
  },
});
