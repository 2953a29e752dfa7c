import { defineRule } from './rule.ts';
import { SIGMA_RULES } from './shared-kinds.ts';
import { readListWithPath, valueAt } from './shared-lists.ts';

const rule = (...tags: readonly string[]): string =>
  `title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntags:\n${tags.map((tag) => `  - ${tag}`).join('\n')}`;

/** Folders of SigmaHQ whose rules carry a tag of the same name. */
const FOLDER = /(?:^|\/)rules-(dfir|emerging-threats|threat-hunting)\//;

const FORMS: Readonly<Record<string, { readonly pattern: RegExp; readonly hint: string }>> = {
  tlp: {
    pattern: /^(?:clear|white|green|amber|amber-strict|red)$/,
    hint: 'One of clear, green, amber, amber-strict, red.',
  },
  car: { pattern: /^\d{4}-\d{2}-\d{3}$/, hint: 'Write it as car.2013-05-002.' },
  stp: { pattern: /^[1-5][auk]?$/, hint: 'Write a level from 1 to 5, and a, u or k behind it, as in stp.3k.' },
  detection: {
    pattern: /^(?:dfir|emerging-threats|threat-hunting)$/,
    hint: 'One of dfir, emerging-threats, threat-hunting.',
  },
};

/** https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-tags.md */
export default defineRule({
  name: 'sigma-tags',
  kinds: SIGMA_RULES,
  why: 'Tools compare tags letter by letter, and take one of a kind: a rule whose tags are written otherwise is missing from what they select.',
  valid: [
    rule('attack.command-and-control', 'attack.t1572', 'cve.2024-1234', 'tlp.clear'),
    rule('detection.dfir', 'attack.discovery'),
    { content: rule('detection.threat-hunting'), file: 'rules-threat-hunting/a.yml' },
  ],
  invalid: [
    { content: rule('attack.discovery', 'attack.T1087'), at: '6:5' },
    { content: rule('attack.command_and_control'), at: '5:5' },
    { content: rule('tlp.clear', 'tlp.amber'), at: '6:5' },
    { content: rule('detection.dfir', 'detection.threat-hunting'), at: '6:5' },
    { content: rule('attack.t1572'), at: '5:5' },
    { content: rule('tlp.purple'), at: '5:5' },
    { content: rule('car.13-05-002'), at: '5:5' },
    { content: rule('stp.6'), at: '5:5' },
    { content: rule('detection.hunting'), at: '5:5' },
    { content: rule('tlp.clear'), file: 'rules-dfir/a.yml', at: '1:8' },
  ],
  check({ document, file }, report) {
    const tags = Array.isArray(valueAt(document.value, ['tags'])) ? readListWithPath(document, ['tags']) : [];
    const seen = new Set<string>();
    for (const { text, path } of tags) {
      if (!text.includes('.')) continue;
      const plain = text.toLowerCase().replace(/^attack\..*/, (tag) => tag.replace(/_/g, '-'));
      if (plain !== text) {
        report(document.at(path), `The tag "${text}" is written "${plain}".`, { fix: { text: plain, isSafe: true } });
      }
      const namespace = plain.slice(0, plain.indexOf('.'));
      const form = FORMS[namespace];
      if (form && !form.pattern.test(plain.slice(namespace.length + 1))) {
        report(document.at(path), `"${text}" is no tag of "${namespace}".`, { hint: form.hint });
      }
      if (namespace !== 'tlp' && namespace !== 'detection') continue;
      if (seen.has(namespace)) {
        report(document.at(path), `The rule has a tag of "${namespace}" already.`, { hint: 'Keep one of them.' });
      }
      seen.add(namespace);
    }
    const plain = tags.map(({ text }) => text.toLowerCase());
    const technique = plain.findIndex((tag) => /^attack\.t\d{4}/.test(tag));
    if (technique >= 0 && !plain.some((tag) => /^attack\.(?:[a-z]+[-_])*[a-z]+$/.test(tag))) {
      report(document.at(tags[technique]?.path ?? ['tags']), 'The rule names a technique and no tactic.', {
        hint: 'Add the tactic that the technique serves here, as in attack.command-and-control.',
      });
    }
    const wanted = FOLDER.exec(file)?.[1];
    if (wanted === undefined || plain.includes(`detection.${wanted}`)) return;
    report(document.at(['title']), `A rule of this folder has the tag "detection.${wanted}".`);
  },
});
