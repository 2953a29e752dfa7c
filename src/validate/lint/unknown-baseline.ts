import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

const rule = (baseline: string): string =>
  `name: A\nsearch: '| inputlookup known_hosts'\ntype: TTP\nbaselines:\n  - ${baseline}`;

/** Baselines that a detection names and no file of the content holds. */
export default defineRule({
  name: 'unknown-baseline',
  kinds: ESCU,
  why: 'The baseline fills the lookup that the detection reads. Where it is not deployed along, the lookup stays empty.',
  valid: [rule('Baseline Of Hosts'), rule('baseline of hosts')],
  invalid: [{ content: rule('Baseline Of Host'), at: '5:5' }],
  check({ document }, report, { baselines }) {
    if (!baselines) return;
    for (const { text, path } of readListWithPath(document, ['baselines'])) {
      if (baselines.keys.has(text.trim().toLowerCase())) continue;
      const close = suggest(text, baselines.names);
      report(document.at(path), `There is no baseline "${text}".`, {
        hint: close === undefined ? 'Add it under "baselines".' : `Did you mean "${close}"?`,
      });
    }
  },
});
