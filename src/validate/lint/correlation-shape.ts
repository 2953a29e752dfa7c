import { defineRule } from './rule.ts';
import { valueAt } from './shared-lists.ts';

const rule = (type: string, rules: string, rest = '\n  group-by: [user]'): string =>
  `title: A\nid: b\ncorrelation:\n  type: ${type}\n  rules: ${rules}${rest}\n  timespan: 1h`;

const TEMPORAL = /^temporal(?:_ordered)?$/;

/** What SigmaHQ refuses besides the schema. */
export default defineRule({
  name: 'correlation-shape',
  kinds: ['sigma-correlation'],
  why: 'One rule comes close to nothing in time, and without a field to group by the events of all machines and users count together.',
  fix: 'Name the rules that come together, and the fields that they share.',
  valid: [rule('temporal', '[x, y]'), rule('event_count', '[x]')],
  invalid: [
    { content: rule('temporal', '[x]'), at: '5:10' },
    { content: rule('event_count', '[x]', ''), at: '3:1' },
  ],
  check({ document }, report) {
    const type = valueAt(document.value, ['correlation', 'type']);
    const rules = valueAt(document.value, ['correlation', 'rules']);
    if (typeof type !== 'string') return;
    if (TEMPORAL.test(type) && (typeof rules === 'string' || (Array.isArray(rules) && rules.length < 2))) {
      report(document.at(['correlation', 'rules']), `A correlation "${type}" is about two rules or more.`);
    }
    const groups = valueAt(document.value, ['correlation', 'group-by']);
    if (groups === undefined || groups === null || (Array.isArray(groups) && groups.length === 0)) {
      report(document.at(['correlation'], 'key'), 'The correlation groups by no field.', { severity: 'info' });
    }
  },
});
