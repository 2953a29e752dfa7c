import { defineRule } from './rule.ts';
import { SENTINEL } from './shared-kinds.ts';
import { kqlCode } from './shared-kql-code.ts';

const rule = (query: string): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: |\n  ${query.split('\n').join('\n  ')}`;

export default defineRule({
  name: 'unused-let',
  kinds: SENTINEL,
  why: 'A list of exceptions that the query never uses excludes nothing.',
  valid: [
    rule('let hosts = dynamic(["a"]);\nT | where Host in (hosts)'),
    rule("let hosts = dynamic(['a']);\nlet rows = T | where Host in (hosts);\nrows"),
    rule("let hosts = dynamic(['a']);\nT | where Host in (['hosts'])"),
  ],
  invalid: [{ content: rule('let hosts = dynamic(["a"]);\nT | where Host == "hosts" // hosts'), at: '5:7' }],
  check({ query }, report) {
    if (!query) return;
    // A name may stand in brackets and quotes, which the code without its texts lacks.
    const code = kqlCode(query.text);
    for (const { index, 1: before = '', 2: name = '' } of code.matchAll(
      /(^|[;{}]\s*|\n\s*)let\s+([A-Za-z_]\w*)\s*=/g,
    )) {
      const uses = code.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
      if (uses > 1 || new RegExp(`\\[\\s*(["'])${name}\\1\\s*\\]`).test(query.text)) continue;
      const start = code.indexOf(name, index + before.length + 3);
      report(query.locate(start, start + name.length), `The query never uses "${name}".`, {
        hint: 'Use it, or remove the "let".',
      });
    }
  },
});
