import { callsOf, plansOf } from '../expressions.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

const rule = (search: string): string => `name: A\nsearch: '${search}'\ntype: TTP`;

export default defineRule({
  name: 'leading-wildcard',
  kinds: ESCU,
  readsQuery: true,
  why: 'The index finds a word by its beginning. A word that begins with a wildcard has every event of the index read.',
  valid: [
    rule('index=a cmd* | stats count'),
    rule('index=a process="*cmd.exe" | stats count'),
    rule('index=a * | stats count'),
  ],
  invalid: [{ content: rule('index=a *cmd | stats count'), at: '2:18' }],
  check({ query: text }, report, { query }) {
    if (!query || !text) return;
    for (const plan of plansOf(query.plan)) {
      if (plan.op !== 'Filter' || plan.input.op !== 'Scan' || plan.input.source !== 'splunk:events') continue;
      for (const call of callsOf(plan.predicate)) {
        const word = (call.options as { readonly text?: unknown } | undefined)?.text;
        if (call.function !== 'spl.search-text' || !call.span || typeof word !== 'string') continue;
        if (!/^\*[^*]/.test(word) || !text.text.slice(call.span.start, call.span.end).includes('*')) continue;
        report(text.locate(call.span.start, call.span.end), `The word "${word}" begins with a wildcard.`, {
          hint: 'Name the field that holds it, or leave the first asterisk out.',
        });
      }
    }
  },
});
