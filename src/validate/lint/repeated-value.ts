import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (values: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  selection:\n    a|contains: ${values}\n  condition: selection`;

export default defineRule({
  name: 'repeated-value',
  kinds: SIGMA,
  why: 'The second does nothing: one of the two was probably meant to be another value.',
  valid: [rule('[x, y]'), rule('[x, 1]')],
  invalid: [{ content: rule('[x, y, x]'), at: '5:24' }],
  check({ document }, report) {
    for (const { value, path } of sigmaItems(document.value)) {
      if (!Array.isArray(value)) continue;
      const seen = new Set<unknown>();
      value.forEach((entry: unknown, index) => {
        if (seen.has(entry)) report(document.at([...path, index]), `The value "${String(entry)}" stands twice.`);
        seen.add(entry);
      });
    }
  },
});
