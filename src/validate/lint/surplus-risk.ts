import type { YamlDocument } from '../../content/model.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

export default defineRule({
  name: 'surplus-risk',
  kinds: ESCU,
  acrossFiles: true,
  why: 'A hunting search is read by a person, and a correlation adds up the risk of others; contentctl refuses risk there.',
  valid: ['name: A\nsearch: x\ntype: TTP\nfinding: {title: t}', 'name: A\nsearch: x\ntype: Hunting'],
  invalid: [
    { content: 'name: A\nsearch: x\ntype: Hunting\nthreat_objects: [{field: user, type: user}]', at: '4:1' },
    {
      content: 'name: A\nsearch: x\ntype: Anomaly\nfinding: {title: t}',
      at: '4:1',
      beside: { 'build.yml': 'app_version: 1.0.0\ncontent_prefix: EX\n' },
    },
    { content: 'name: A\nsearch: x\ntype: Hunting\nfinding: {title: t}', at: '4:1' },
    { content: "name: A\nsearch: x\ntype: Hunting\ndate: '2025-01-01'\nrba: {message: m}", at: '5:1' },
    { content: "name: A\nsearch: x\ntype: Correlation\ndate: '2025-01-01'\nrba: {message: m}", at: '5:1' },
  ],
  check({ document, type, file }, report, { app }) {
    const keys = SURPLUS[type ?? ''] ?? [];
    for (const key of keys) {
      const value = valueAt(document.value, [key]);
      if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
      if (key === 'finding' && type === 'Anomaly' && app?.(file)?.builder !== 'contentctl-ng') continue;
      // It goes along with what was told.
      if (key === 'threat_objects' && keys.some((other) => other !== key && hasKey(document, other))) continue;
      report(document.at([key], 'key'), `A detection of type ${type} has no "${key}".`, {
        hint: type === 'Anomaly' ? 'Remove it, or make the type TTP.' : 'Remove it, or make the type TTP or Anomaly.',
      });
    }
  },
});

/** A correlation makes a finding of the risk that others have raised. */
const SURPLUS: Readonly<Record<string, readonly string[]>> = {
  Hunting: ['rba', 'finding', 'intermediate_findings', 'threat_objects'],
  Correlation: ['rba', 'intermediate_findings'],
  // Since 2026; before that nobody minded.
  Anomaly: ['finding'],
};

const hasKey = ({ value }: YamlDocument, key: string): boolean => valueAt(value, [key]) !== undefined;
