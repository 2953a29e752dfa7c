import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { SIGMA } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';
import { fieldsOfCategory } from './shared-sigma-fields.ts';
import { sigmaItems } from './shared-sigma-items.ts';

const rule = (field: string, logsource = 'product: windows, category: process_creation'): string =>
  `title: A\nlogsource: {${logsource}}\ndetection:\n  selection:\n    ${field}: x\n  condition: selection`;

/** A near miss alone: tools add fields of their own. */
const MOST_SLIPS = 2;

export default defineRule({
  name: 'unlikely-field',
  kinds: SIGMA,
  why: 'Names of fields mind their case, and a field that no event has matches nothing.',
  valid: [
    rule('CommandLine|contains'),
    rule('FieldOfMyOwn'),
    rule('commandline', 'product: linux, category: process_creation'),
    rule('Event Data', 'product: linux, service: auditd'),
  ],
  invalid: [
    { content: rule('Commandline|contains'), at: '5:5' },
    { content: rule('ParentComandLine'), at: '5:5' },
    { content: rule('Command Line'), at: '5:5' },
  ],
  check({ document }, report) {
    const { value } = document;
    const category = valueAt(value, ['logsource', 'category']);
    if (valueAt(value, ['logsource', 'product']) !== 'windows' || typeof category !== 'string') return;
    const fields = fieldsOfCategory(category);
    if (!fields) return;
    for (const { field, path } of sigmaItems(value)) {
      const name = field.split('|')[0] as string;
      if (name === '' || fields.has(name)) continue;
      const close = suggest(name, fields, name.length > 5 ? MOST_SLIPS : 1);
      if (close === undefined) continue;
      report(document.at(path, 'key'), `Events of "${category}" have no field "${name}".`, {
        hint: `Did you mean "${close}"?`,
      });
    }
  },
});
