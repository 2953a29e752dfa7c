import { defineRule } from './rule.ts';

/** A detection without a test that must fire. */
export default defineRule({
  name: 'missing-test',
  why: 'Nobody knows whether a detection fires until the attack has been replayed against it.',
  valid: [
    'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntests: [{name: t, attack_data: [a.log]}]',
    'name: A\nsearch: x\ntype: TTP\nstatus: experimental\ntests: [{name: t, test_type: experimental, description: no log}]',
  ],
  invalid: [
    { content: 'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}', at: '1:8' },
    {
      content:
        'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntests: [{name: t, test_type: benign, attack_data: [a.log]}]',
      at: '1:8',
    },
  ],
  check({ tests, document, name, kind, status }, report) {
    if (status?.toLowerCase() === 'deprecated' || tests.some(({ type }) => type !== 'benign')) return;
    report(document.at([kind.startsWith('sigma-') ? 'title' : 'name']), `"${name}" has no test that must fire.`, {
      hint: 'Add a "tests:" block that names attack data.',
    });
  },
});
