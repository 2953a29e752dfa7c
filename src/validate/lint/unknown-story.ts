import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { readListWithPath } from './shared-lists.ts';

/** Stories of an ESCU detection that no file of the content describes. */
export default defineRule({
  name: 'unknown-story',
  kinds: ['escu-detection'],
  why: 'A story that does not exist keeps the app from being built, and the detection from being found.',
  valid: ['name: A\nsearch: x\ntype: TTP\nanalytic_story: [Reverse Network Proxy]'],
  invalid: [{ content: 'name: A\nsearch: x\ntype: TTP\nanalytic_story:\n  - Revers Network Proxy', at: '5:5' }],
  check({ document }, report, { stories }) {
    if (!stories) return;
    for (const { text, path } of readListWithPath(document, ['analytic_story'], ['tags', 'analytic_story'])) {
      if (stories.has(text)) continue;
      const close = suggest(text, stories);
      report(document.at(path), `There is no analytic story "${text}".`, {
        hint: close === undefined ? 'Add it under "stories".' : `Did you mean "${close}"?`,
      });
    }
  },
});
