import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

const search = (text: string): string => `name: A\ntype: TTP\nsearch: ${text}`;

/** A text in quotes or a comment, or a typographic quote outside of both, where a value begins. */
const PIECES = /"(?:[^"\\]|\\.)*"|```[\s\S]*?```|(?<=[=(,\s])([\u201c\u201d\u201e])/g;

export default defineRule({
  name: 'typographic-quote',
  kinds: ESCU,
  why: 'Word processors and chats put these in place of straight quotes; to Splunk they are letters of the value, which then matches nothing.',
  valid: [search('index=a user="alice" | eval b="say \u201cx\u201d"')],
  invalid: [
    { content: search('index=a user=\u201calice\u201d'), at: '3:22' },
    { content: search('index=a | where user=\u201ealice\u201c'), at: '3:30' },
  ],
  check({ query }, report) {
    for (const { 0: whole, 1: quote, index } of query?.text.matchAll(PIECES) ?? []) {
      if (quote === undefined || !query) continue;
      report(
        query.locate(index, index + whole.length),
        `"${quote}" is no quote to Splunk, but a letter of the value.`,
        {
          hint: 'Write straight quotes: "…".',
        },
      );
      return;
    }
  },
});
