import { defineRule } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

const rule = (tactic: string, technique: string): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: T\ntactics: [${tactic}]\nrelevantTechniques: [${technique}]`;

export default defineRule({
  name: 'tactic-mismatch',
  kinds: SENTINEL_RULES,
  why: 'The coverage pages of Sentinel count a technique under the tactics of its rule.',
  valid: [rule('CommandAndControl', 'T1572'), rule('Execution', 'T1059.001'), rule('Impact', 'T9999')],
  invalid: [{ content: rule('Impact', 'T1572'), at: '6:22' }],
  check({ document }, report, { attack }) {
    const tactics = readListWithPath(document, ['tactics']).map(({ text }) => text.trim().toLowerCase());
    if (tactics.length === 0 || !tactics.every((tactic) => attack.isSentinelTactic(tactic))) return;
    for (const { text, path } of readListWithPath(document, ['relevantTechniques'])) {
      const technique = text.trim();
      const fitting = attack.tacticsOf(technique) ?? attack.tacticsOf(technique.replace(/\.\d+$/, ''));
      if (!fitting || fitting.some((tactic) => tactics.includes(tactic.toLowerCase()))) continue;
      report(document.at(path), `"${technique}" belongs to none of the tactics of the rule.`, {
        hint: `Its tactics: ${fitting.join(', ')}.`,
      });
    }
  },
});
