import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

export default defineRule({
  name: 'surplus-risk',
  kinds: ESCU,
  why: 'A hunting search is read by a person, and a correlation adds up the risk of others; contentctl refuses risk there.',
  valid: ['name: A\nsearch: x\ntype: TTP\nfinding: {title: t}', 'name: A\nsearch: x\ntype: Hunting'],
  invalid: [
    { content: 'name: A\nsearch: x\ntype: Hunting\nfinding: {title: t}', at: '4:1' },
    { content: "name: A\nsearch: x\ntype: Hunting\ndate: '2025-01-01'\nrba: {message: m}", at: '5:1' },
    { content: "name: A\nsearch: x\ntype: Correlation\ndate: '2025-01-01'\nrba: {message: m}", at: '5:1' },
  ],
  check({ document, type }, report) {
    if (type !== 'Hunting' && type !== 'Correlation') return;
    // A correlation makes a finding of the risk that others have raised.
    for (const key of type === 'Hunting'
      ? ['rba', 'finding', 'intermediate_findings']
      : ['rba', 'intermediate_findings']) {
      if (valueAt(document.value, [key]) === undefined) continue;
      report(document.at([key], 'key'), `A detection of type ${type} has no "${key}".`, {
        hint: `Remove it, or make the type TTP or Anomaly.`,
      });
    }
  },
});
