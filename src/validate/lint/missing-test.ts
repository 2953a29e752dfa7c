import { isMapping } from '../../content/kind.ts';
import { defineRule } from './rule.ts';
import { valueAt } from './shared-lists.ts';

/** A detection without a test that must fire. A Sigma rule whose regression data is not at hand has one, elsewhere. */
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
    if (kind === 'sigma-rule' && typeof valueAt(document.value, ['regression_tests_path']) === 'string') return;
    report(document.at([kind.startsWith('sigma-') ? 'title' : 'name']), `"${name}" has no test that must fire.`, {
      hint: hintFor(document.value),
    });
  },
});

/** What provokes a Sigma rule stands under `simulation`: a log of that is what its test needs. */
function hintFor(value: unknown): string {
  const simulations = valueAt(value, ['simulation']);
  const [first] = Array.isArray(simulations) ? simulations.filter(isMapping) : [];
  if (typeof first?.['name'] !== 'string') return 'Add a "tests:" block that names attack data.';
  const { name, type, atomic_guid: guid } = first;
  const whose = type === 'atomic-red-team' || type === undefined ? 'Atomic Red Team' : String(type);
  const id = typeof guid === 'string' ? ` (${guid})` : '';
  return `Record a log of ${whose}'s "${name.trim()}"${id} and name it in a "tests:" block.`;
}
