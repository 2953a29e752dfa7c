import { escuShape } from '../../content/kind.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

/** TTP and Anomaly detections add risk; a flat TTP has a finding, a flat Anomaly intermediate findings. */
export default defineRule({
  name: 'missing-risk',
  kinds: ESCU,
  why: 'Without it a result is seen by nobody: it makes no finding and raises no risk.',
  valid: [
    'name: A\nsearch: x\ntype: TTP\nfinding: {title: t}',
    'name: A\nsearch: x\ntype: Hunting',
    'name: A\nsearch: x\ntype: Anomaly\nintermediate_findings: {entities: []}',
    "name: A\nsearch: x\ntype: TTP\ndate: '2025-01-01'\nrba: {message: m, risk_objects: []}",
  ],
  invalid: [
    { content: 'name: A\nsearch: x\ntype: TTP', at: '3:7' },
    { content: "name: A\nsearch: x\ntype: Anomaly\ndate: '2025-01-01'\ntags: {}", at: '3:7' },
  ],
  check({ document, type }, report) {
    if (type !== 'TTP' && type !== 'Anomaly') return;
    const shape = escuShape(document.value);
    const keys = shape === 'rba' ? ['rba'] : shape === 'flat' ? ['finding', 'intermediate_findings'] : [];
    if (keys.length === 0 || keys.some((key) => valueAt(document.value, [key]) !== undefined)) return;
    const wanted = shape === 'rba' ? 'rba' : type === 'TTP' ? 'finding' : 'intermediate_findings';
    report(document.at(['type']), `A detection of type ${type} says whose risk it raises.`, {
      hint: `Add "${wanted}".`,
    });
  },
});
