import type { YamlDocument } from '../../content/model.ts';
import type { AttackTable } from '../attack.ts';
import { defineRule, type Report } from './rule.ts';
import { SENTINEL_RULES, SIGMA } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

const rule = (tactic: string, technique: string): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: T\ntactics: [${tactic}]\nrelevantTechniques: [${technique}]`;

const tagged = (...tags: readonly string[]): string =>
  `title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntags:\n${tags.map((tag) => `  - ${tag}`).join('\n')}`;

export default defineRule({
  name: 'tactic-mismatch',
  kinds: [...SENTINEL_RULES, ...SIGMA],
  why: 'Coverage is counted by tactic: a technique under one that it does not serve fills the wrong place of the matrix.',
  valid: [
    rule('CommandAndControl', 'T1572'),
    rule('Execution', 'T1059.001'),
    rule('Impact', 'T9999'),
    tagged('attack.command-and-control', 'attack.t1572'),
  ],
  invalid: [
    { content: rule('Impact', 'T1572'), at: '6:22' },
    { content: tagged('attack.impact', 'attack.t1572'), at: '6:5' },
  ],
  check({ document, kind }, report, { attack }) {
    if (kind === 'sigma-rule') return checkTags(document, report, attack);
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

const TACTIC = /^attack\.[a-z_-]+$/;

/** A rule of Sigma may name several tactics, and techniques of each; a tactic that is newer than the table says nothing. */
function checkTags(document: YamlDocument, report: Report, attack: AttackTable): void {
  const tags = readListWithPath(document, ['tags']).map(({ text, path }) => ({ tag: text.trim().toLowerCase(), path }));
  const names: string[] = [];
  for (const { tag } of tags) if (TACTIC.test(tag)) names.push(tag.slice('attack.'.length).replace(/[-_]/g, ''));
  if (names.length === 0 || !names.every((name) => attack.isSentinelTactic(name))) return;
  for (const { tag, path } of tags) {
    const technique = /^attack\.(t\d{4}(?:\.\d{3})?)$/.exec(tag)?.[1]?.toUpperCase();
    const fitting = technique === undefined ? undefined : attack.tacticsOf(technique);
    if (!fitting || fitting.some((tactic) => names.includes(tactic.toLowerCase()))) continue;
    report(document.at(path), `"${technique}" belongs to none of the tactics of the rule.`, {
      severity: 'info',
      hint: `Its tactics: ${fitting.join(', ')}.`,
    });
  }
}
