import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (values: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection:\n  selection:\n    a|contains: ${values}\n  condition: selection`;

export default defineRule({
  name: 'repeated-value',
  kinds: SIGMA,
  why: 'The second does nothing: one of the two was probably meant to be another value.',
  valid: [rule('[x, y]'), rule('[x, 1]'), rule('[x, X]').replace('contains', 'contains|cased')],
  invalid: [
    { content: rule('[x, y, x]'), at: '5:24' },
    { content: rule('[x, y, X]'), at: '5:24' },
  ],
  check({ document }, report) {
    for (const { field, value, path } of sigmaItems(document.value)) {
      if (!Array.isArray(value) || value.length < 2) continue;
      const isCased = /\|(?:re|cased|base64)/.test(field);
      const seen = new Set<unknown>();
      for (let index = 0; index < value.length; index += 1) {
        const entry: unknown = value[index];
        const key = !isCased && typeof entry === 'string' ? entry.toLowerCase() : entry;
        const size = seen.size;
        if (seen.add(key).size > size) continue;
        if (value.indexOf(entry) < index) {
          report(document.at([...path, index]), `The value "${String(entry)}" stands twice.`);
        } else {
          report(document.at([...path, index]), `The value "${String(entry)}" stands there in another case.`, {
            severity: 'info',
            hint: 'Sigma compares without regard to case; keep one of the two.',
          });
        }
      }
    }
  },
});
