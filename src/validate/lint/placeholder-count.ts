import { defineRule } from './rule.ts';
import { formatColumns } from './shared-alert-columns.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';

const MOST = 3;

const rule = (format: string): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: T\nalertDetailsOverride:\n  alertDisplayNameFormat: '${format}'`;

export default defineRule({
  name: 'placeholder-count',
  kinds: SENTINEL_RULES,
  why: 'Sentinel refuses a rule whose alert text takes more than three columns.',
  valid: [rule('{{A}} {{B}} {{C}}')],
  invalid: [{ content: rule('{{A}} {{B}} {{C}} {{D}}'), at: '6:27' }],
  check({ document }, report) {
    for (const key of ['alertDisplayNameFormat', 'alertDescriptionFormat'] as const) {
      const columns = formatColumns(document, key);
      if (columns.length <= MOST) continue;
      report(
        document.at(['alertDetailsOverride', key]),
        `"${key}" takes ${columns.length} columns; at most ${MOST} are allowed.`,
      );
    }
  },
});
