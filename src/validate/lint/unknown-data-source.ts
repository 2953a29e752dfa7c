import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { readListWithPath } from './shared-lists.ts';

/** Data sources of an ESCU detection that no file describes; "A AND B" names two. */
export default defineRule({
  name: 'unknown-data-source',
  kinds: ESCU,
  why: 'The data source says which add-on and which events a detection needs.',
  valid: ['name: A\nsearch: x\ntype: TTP\ndata_source: [Sysmon EventID 3]'],
  invalid: [{ content: 'name: A\nsearch: x\ntype: TTP\ndata_source:\n  - Sysmon Event 3', at: '5:5' }],
  check({ document }, report, { dataSources }) {
    if (!dataSources) return;
    for (const { text, path } of readListWithPath(document, ['data_source'])) {
      for (const name of text.split(/\s+AND\s+/)) {
        if (dataSources.has(name.trim())) continue;
        const close = suggest(name.trim(), dataSources);
        report(document.at(path), `There is no data source "${name.trim()}".`, {
          hint: close === undefined ? 'Add it under "data_sources".' : `Did you mean "${close}"?`,
        });
      }
    }
  },
});
