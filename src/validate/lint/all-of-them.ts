import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (condition: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  selection_a: {b: c}\n  selection_d: {e: f}\n  condition: ${condition}`;

export default defineRule({
  name: 'all-of-them',
  kinds: SIGMA,
  why: 'Whatever is added later is one of "them": a filter, too, which then has to match.',
  valid: [rule('all of selection_*'), rule('1 of them')],
  invalid: [{ content: rule('all of them'), at: '6:14' }],
  check({ document }, report) {
    const condition = valueAt(document.value, ['detection', 'condition']);
    for (const [index, text] of (Array.isArray(condition) ? condition : [condition]).entries()) {
      if (typeof text !== 'string') continue;
      const found = /\ball\s+of\s+them\b/i.exec(text);
      if (!found) continue;
      const path = ['detection', 'condition', ...(Array.isArray(condition) ? [index] : [])];
      const range = document.text(path)?.locate(found.index, found.index + found[0].length) ?? document.at(path);
      report(range, 'The condition asks for everything that the rule defines.', {
        hint: 'Name the selections alike and write "all of selection_*".',
      });
    }
  },
});
