import { defineRule } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (version: string): string => `id: a\nname: A\nkind: Scheduled\nquery: T\nversion: ${version}`;

export default defineRule({
  name: 'version-format',
  kinds: SENTINEL_RULES,
  why: 'Sentinel offers an update of a rule by comparing the three numbers.',
  valid: [rule('1.0.12')],
  invalid: [
    { content: rule('1.0'), at: '5:10' },
    { content: rule('v1.0.0'), at: '5:10' },
  ],
  check({ document }, report) {
    const version = valueAt(document.value, ['version']);
    if (version === undefined || /^\s*\d+\.\d+\.\d+\s*$/.test(String(version))) return;
    report(document.at(['version']), `The version "${version}" is not made of three numbers.`, {
      hint: 'Write it as 1.0.0.',
    });
  },
});
