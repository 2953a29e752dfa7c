import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (value: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  selection:\n    a: ${value}\n  condition: selection`;

/** https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#special-field-values */
export default defineRule({
  name: 'null-in-list',
  kinds: SIGMA,
  why: 'By the specification null is a type of its own and no part of a list: converters drop it, or look for the word.',
  valid: [rule('null'), rule('[x, null text]')],
  invalid: [{ content: rule('[x, null]'), at: '5:12' }],
  check({ document }, report) {
    for (const { value, path } of sigmaItems(document.value)) {
      if (!Array.isArray(value)) continue;
      value.forEach((entry: unknown, index) => {
        if (entry !== null) return;
        report(document.at([...path, index]), 'The list holds null, which is no value like the others.', {
          hint: 'Ask for null in a selection of its own, and for one of the two in the condition.',
        });
      });
    }
  },
});
