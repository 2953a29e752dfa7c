import { suggest } from '../../diagnostics/suggest.ts';
import type { OutputlookupOptions } from '../../languages/spl/commands/output.ts';
import { plansOf } from '../expressions.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';

const rule = (lookup: string, type = 'TTP'): string =>
  `name: A\ntype: ${type}\nsearch: "index=a | stats count by host owner | outputlookup ${lookup}"`;

/** A file comes to be where there is none; a name has to be one of transforms.conf. */
export default defineRule({
  name: 'unknown-output-lookup',
  kinds: ESCU,
  readsQuery: true,
  why: 'Splunk writes to a file that ends in .csv, or to a lookup that is defined; otherwise the search fails, and what reads the lookup finds it empty.',
  fix: 'Correct the name, or add the lookup under lookups/.',
  valid: [rule('known_hosts'), rule('seen.csv')],
  invalid: [
    { content: rule('knwon_hosts'), at: '3:61' },
    { content: rule('append=t override_if_empty=false seen'), at: '3:94' },
  ],
  checkSearch({ text, query, splunk }, report) {
    if (!splunk) return;
    for (const plan of plansOf(query.plan)) {
      if (plan.op !== 'Window' || plan.function !== 'spl.outputlookup') continue;
      const { name } = plan.options as OutputlookupOptions;
      const span = query.stages[plan.stage ?? -1]?.span;
      const at = span ? text.text.indexOf(name, span.start + 'outputlookup'.length) : -1;
      if (at < 0 || /\.csv(?:\.gz)?$/i.test(name) || splunk.lookup(name)) continue;
      const close = suggest(name, splunk.lookupNames());
      report(text.locate(at, at + name.length), `There is no lookup "${name}" to write to.`, {
        hint: close === undefined ? 'Define it under lookups/ of the content.' : `Did you mean "${close}"?`,
      });
    }
  },
});
