import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (values: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  selection:\n    a|contains|all: ${values}\n  condition: selection`;

export default defineRule({
  name: 'lone-all',
  kinds: SIGMA,
  why: 'A single value needs no "all": either another value is missing, or the modifier is too much.',
  valid: [rule('[x, y]')],
  invalid: [{ content: rule('x'), at: '5:5' }],
  check({ document }, report) {
    for (const { field, value, path } of sigmaItems(document.value)) {
      const modifiers = field.split('|').slice(1);
      if (!modifiers.includes('all') || (Array.isArray(value) && value.length > 1)) continue;
      report(document.at(path, 'key'), `"${field}" has a single value.`, {
        hint: 'Remove "|all", or add the values that have to be there too.',
      });
    }
  },
});
