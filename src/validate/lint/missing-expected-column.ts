import { isMapping } from '../../content/kind.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { outputColumns } from '../output-columns.ts';
import { defineRule } from './rule.ts';
import { ESCU, SENTINEL } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

type Path = readonly (string | number)[];

const rule = (expect: string): string =>
  `name: A\nsearch: "index=a | stats max(_time) as last by dest"\ntype: TTP\ntests:\n  - name: t\n    attack_data: [a.log]\n    expect: ${expect}`;

/** Columns in `expect` that no result can have. */
export default defineRule({
  name: 'missing-expected-column',
  kinds: [...ESCU, ...SENTINEL],
  readsQuery: true,
  why: 'The test fails whatever the log holds.',
  valid: [rule('{rows: [{dest: a}], fields: [last]}'), rule('{rows: [{user: null}]}')],
  invalid: [
    { content: rule('{fields: [dest, lats]}'), at: '7:29' },
    { content: rule('{rows: [{user: alice}]}'), at: '7:22' },
  ],
  check({ document }, report, { query }) {
    const known = query && outputColumns(query);
    const tests = valueAt(document.value, ['tests']);
    if (!known || !Array.isArray(tests)) return;
    const complain = (column: string, path: Path, part: 'key' | 'value') => {
      const close = suggest(column, known);
      report(document.at(path, part), `The query returns no column "${column}".`, {
        hint: close === undefined ? undefined : `Did you mean "${close}"?`,
      });
    };
    tests.forEach((test: unknown, index) => {
      const fields = valueAt(test, ['expect', 'fields']);
      if (Array.isArray(fields)) {
        fields.forEach((field: unknown, place) => {
          if (typeof field === 'string' && !known.has(field)) {
            complain(field, ['tests', index, 'expect', 'fields', place], 'value');
          }
        });
      }
      const rows = valueAt(test, ['expect', 'rows']);
      if (!Array.isArray(rows)) return;
      rows.forEach((row: unknown, place) => {
        if (!isMapping(row)) return;
        for (const column of Object.keys(row)) {
          if (row[column] === null || known.has(column)) continue;
          complain(column, ['tests', index, 'expect', 'rows', place, column], 'key');
        }
      });
    });
  },
});
