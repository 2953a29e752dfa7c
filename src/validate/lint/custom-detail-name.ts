import { isMapping } from '../../content/kind.ts';
import { defineRule } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const MOST_CHARACTERS = 20;

export default defineRule({
  name: 'custom-detail-name',
  kinds: SENTINEL_RULES,
  why: 'Sentinel refuses a rule with a longer name.',
  valid: ['id: a\nname: A\nkind: Scheduled\nquery: T\ncustomDetails: {Account: A}'],
  invalid: [
    { content: 'id: a\nname: A\nkind: Scheduled\nquery: T\ncustomDetails:\n  NumberOfFailedAttempts: A', at: '6:3' },
  ],
  check({ document }, report) {
    const details = valueAt(document.value, ['customDetails']);
    if (!isMapping(details)) return;
    for (const key of Object.keys(details)) {
      if (key.length <= MOST_CHARACTERS) continue;
      report(
        document.at(['customDetails', key], 'key'),
        `"${key}" has ${key.length} characters; at most ${MOST_CHARACTERS} are allowed.`,
      );
    }
  },
});
