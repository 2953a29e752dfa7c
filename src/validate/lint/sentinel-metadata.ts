import { defineRule } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (kind: string, rest: string): string => `id: a\nname: A\nkind: ${kind}\nquery: T\n${rest}`;

const CONNECTORS = 'requiredDataConnectors: []\n';
const VERSION = 'version: 1.0.0\n';

/** The schema test of Azure-Sentinel asks for the connectors of a scheduled rule; its packages and updates go by the version. */
export default defineRule({
  name: 'sentinel-metadata',
  kinds: SENTINEL_RULES,
  why: 'Sentinel offers an update of a rule by its version, and shows by the connectors whether its data flows. Azure-Sentinel takes no rule without them.',
  fix: 'Begin with version 1.0.0; where no connector is needed, write `requiredDataConnectors: []`.',
  valid: [rule('Scheduled', CONNECTORS + VERSION), rule('NRT', VERSION)],
  invalid: [
    { content: rule('Scheduled', CONNECTORS), at: '2:7' },
    { content: rule('Scheduled', VERSION), at: '2:7' },
    { content: rule('Scheduled', ''), at: '2:7' },
    { content: rule('NRT', CONNECTORS), at: '2:7' },
  ],
  check({ document, kind }, report) {
    const expected = kind === 'sentinel-scheduled-rule' ? ['version', 'requiredDataConnectors'] : ['version'];
    const missing = expected.filter((key) => valueAt(document.value, [key]) === undefined).map((key) => `"${key}"`);
    if (missing.length === 0) return;
    report(document.at(['name']), `The rule has no ${missing.join(' and no ')}.`, {
      hint: `Add ${missing.join(', ')}.`,
    });
  },
});
