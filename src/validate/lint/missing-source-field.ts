import { outputColumns } from '../output-columns.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

const rule = (by: string, rest = 'status: production'): string =>
  `name: A\nsearch: "index=a | stats count by ${by}"\ntype: TTP\ndata_source: [Sysmon EventID 22]\n${rest}`;

/** What `output_fields` of the data sources ask of the detections for production that raise risk. */
export default defineRule({
  name: 'missing-source-field',
  kinds: ESCU,
  readsQuery: true,
  why: 'The data source says which fields of its events an analyst needs in every finding; contentctl refuses a detection without them.',
  fix: 'Keep the field in the last commands of the search, for example behind "by".',
  valid: [rule('dest query'), rule('dest', 'status: experimental')],
  invalid: [{ content: rule('dest'), at: '4:15' }],
  check({ document, status, type }, report, { query, outputFields }) {
    if (status !== 'production' || (type !== 'TTP' && type !== 'Anomaly')) return;
    if (!outputFields || outputFields.size === 0) return;
    const known = query && outputColumns(query);
    if (!known) return;
    for (const { text, path } of readListWithPath(document, ['data_source'])) {
      const wanted = text.split(/\s+AND\s+/).flatMap((name) => outputFields.get(name.trim()) ?? []);
      const missing = [...new Set(wanted)].filter((field) => !known.has(field));
      if (missing.length === 0) continue;
      const names = missing.map((field) => `"${field}"`).join(', ');
      report(document.at(path), `The search does not return ${names}, which "${text}" asks for.`);
    }
  },
});
