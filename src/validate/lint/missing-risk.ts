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
    { content: 'name: A\nsearch: x\ntype: TTP\nintermediate_findings: {entities: []}', at: '3:7' },
    { content: 'name: A\nsearch: x\ntype: Correlation', at: '3:7' },
    { content: "name: A\nsearch: x\ntype: Anomaly\ndate: '2025-01-01'\ntags: {}", at: '3:7' },
  ],
  check({ document, type }, report) {
    const shape = escuShape(document.value);
    const wanted = shape === 'rba' ? RBA[type ?? ''] : shape === 'flat' ? FLAT[type ?? ''] : undefined;
    if (wanted === undefined || valueAt(document.value, [wanted]) !== undefined) return;
    report(document.at(['type']), `A detection of type ${type} says whose risk it raises.`, {
      hint: `Add "${wanted}".`,
    });
  },
});

const RBA: Readonly<Record<string, string>> = { TTP: 'rba', Anomaly: 'rba' };

/** An Anomaly raises risk and makes no finding; a TTP may raise risk besides; a Correlation adds up what others raised. */
const FLAT: Readonly<Record<string, string>> = {
  TTP: 'finding',
  Anomaly: 'intermediate_findings',
  Correlation: 'finding',
};
