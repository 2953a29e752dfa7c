import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { scanFields } from './shared-scan-fields.ts';

const rule = (where: string): string =>
  `name: A\nsearch: '| tstats count from datamodel=Change where ${where} by All_Changes.user'\ntype: TTP`;

/** `nodename` holds the paths of the datasets that an event belongs to, from the root of the model. */
export default defineRule({
  name: 'unknown-node',
  kinds: ESCU,
  readsQuery: true,
  why: 'The field "nodename" holds the paths of the datasets that an event belongs to. Of another value the search finds nothing.',
  valid: [
    rule('nodename=All_Changes.Account_Management'),
    rule('(nodename = All_Changes)'),
    rule('nodename=All_Changes.*'),
    rule('NOT nodename="All_Changes.Account_Management"'),
  ],
  invalid: [
    { content: rule('nodename=All_Changes.Account_Managment'), at: '2:53' },
    { content: rule('nodename=Account_Management'), at: '2:53' },
    { content: rule('nodename IN (All_Changes, Acount_Management)'), at: '2:79' },
  ],
  check({ query: text }, report, { query, splunk }) {
    if (!query || !text || !splunk) return;
    const told = new Set<number>();
    for (const { scan, field, call } of scanFields(query, 'splunk:datamodel')) {
      const { value } = (call?.options ?? {}) as { readonly value?: unknown };
      if (field !== 'nodename' || call?.function !== 'spl.search-compare' || typeof value !== 'string') continue;
      const { model } = scan.options as { readonly model: string };
      const lineages = splunk.dataModel(model)?.datasets.map(({ lineage }) => lineage) ?? [];
      const paths = lineages.map((lineage) => lineage.join('.'));
      const wanted = value.toLowerCase();
      if (value.includes('*') || paths.length === 0 || paths.some((path) => path.toLowerCase() === wanted)) continue;
      if (!call.span || told.has(call.span.start)) continue;
      told.add(call.span.start);
      const named = paths.find((_, index) => lineages[index]?.at(-1)?.toLowerCase() === wanted);
      const close = named ?? suggest(value, paths) ?? suggest(value, lineages.flat());
      report(text.locate(call.span.start, call.span.end), `The data model "${model}" has no dataset "${value}".`, {
        hint: close === undefined ? `It has: ${paths.slice(0, 8).join(', ')}.` : `Did you mean "${close}"?`,
      });
    }
  },
});
