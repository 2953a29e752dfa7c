import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (throttling: string): string => `name: A\nsearch: x\ntype: TTP\ntags:\n  throttling: ${throttling}`;

/** What contentctl refuses in `throttling`. */
export default defineRule({
  name: 'unsafe-throttling',
  kinds: ESCU,
  why: 'Splunk cuts the list of fields at spaces: "user name" becomes two fields that no result has.',
  valid: [rule('{fields: [dest, user], period: 3600s}')],
  invalid: [{ content: rule('{fields: [dest, "user name"], period: 1h}'), at: '5:31' }],
  check({ document }, report) {
    for (const base of [['throttling'], ['tags', 'throttling']]) {
      const fields = valueAt(document.value, [...base, 'fields']);
      if (Array.isArray(fields)) {
        fields.forEach((field: unknown, index) => {
          if (typeof field !== 'string' || !/\s/.test(field)) return;
          report(document.at([...base, 'fields', index]), `The field "${field}" has a space in its name.`, {
            hint: 'Rename the field in the search.',
          });
        });
      }
    }
  },
});
