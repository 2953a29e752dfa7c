import { isMapping } from '../../content/kind.ts';
import { defineRule } from './rule.ts';
import { valueAt } from './shared-lists.ts';

const rule = (second: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntests:\n  - name: one\n    attack_data: [a.log]\n  - name: ${second}\n    test_type: benign\n    attack_data: [b.log]`;

export default defineRule({
  name: 'duplicate-test-name',
  why: 'Reports name a test by it, and a side file completes a test by it.',
  valid: [rule('two')],
  invalid: [{ content: rule('one'), at: '7:11' }],
  check({ document }, report) {
    const tests = valueAt(document.value, ['tests']);
    if (!Array.isArray(tests)) return;
    const seen = new Set<unknown>();
    tests.forEach((test: unknown, index) => {
      const name = isMapping(test) ? test['name'] : undefined;
      if (name !== undefined && seen.has(name)) {
        report(document.at(['tests', index, 'name']), `Another test is called "${String(name)}" too.`);
      }
      seen.add(name);
    });
  },
});
