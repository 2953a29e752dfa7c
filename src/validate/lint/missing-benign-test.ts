import { defineRule } from './rule.ts';

const rule = (tests: string): string =>
  `title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntests: [${tests}]`;

/** Only where there are tests: FD402 speaks of the others. */
export default defineRule({
  name: 'missing-benign-test',
  why: 'A detection that fires on everything passes every test that must fire.',
  valid: [
    rule('{name: t, attack_data: [a.log]}, {name: u, test_type: benign, attack_data: [b.log]}'),
    'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}',
    rule('{name: t, attack_data: [a.log], expected_results: 0}'),
  ],
  invalid: [{ content: rule('{name: t, attack_data: [a.log]}'), at: '4:1' }],
  check({ tests, document, name }, report) {
    const own = tests.filter(({ file, type }) => file === document.file && (type === 'unit' || type === 'benign'));
    if (own.length === 0 || tests.some(({ type, expect }) => type === 'benign' || expect.results.max === 0)) return;
    report(document.at(['tests'], 'key'), `"${name}" has no test that must stay quiet.`, {
      hint: 'Add a test with "test_type: benign" over ordinary activity that comes close.',
    });
  },
});
