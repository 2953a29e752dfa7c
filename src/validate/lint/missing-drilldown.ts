import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const FEWEST = 2;

/** contentctl 5: two or more, one of which shows the results of the detection itself. */
export default defineRule({
  name: 'missing-drilldown',
  kinds: ESCU,
  why: 'A drilldown takes the analyst from a finding to the events behind it.',
  valid: [
    "name: A\nsearch: x\ntype: TTP\nstatus: production\ndrilldown_searches: [{name: one, search: '%original_detection_search%'}, {name: two, search: y}]",
    'name: A\nsearch: x\ntype: Hunting\nstatus: production',
  ],
  invalid: [
    { content: 'name: A\nsearch: x\ntype: TTP\nstatus: production', at: '1:7' },
    {
      content:
        'name: A\nsearch: x\ntype: TTP\nstatus: production\ndrilldown_searches: [{name: one, search: x}, {name: two, search: y}]',
      at: '5:1',
    },
  ],
  check({ document, type, status, name }, report) {
    if (status !== 'production' || (type !== 'TTP' && type !== 'Anomaly')) return;
    const drilldowns = valueAt(document.value, ['drilldown_searches']);
    const searches = Array.isArray(drilldowns) ? drilldowns.map((entry) => String(valueAt(entry, ['search']))) : [];
    if (searches.length < FEWEST) {
      report(document.at(['name']), `"${name}" has ${searches.length} drilldowns; ${FEWEST} are usual.`);
    } else if (!searches.some((search) => search.includes('%original_detection_search%'))) {
      report(document.at(['drilldown_searches'], 'key'), 'No drilldown shows the results of the detection.', {
        hint: 'Begin one of the searches with %original_detection_search%.',
      });
    }
  },
});
