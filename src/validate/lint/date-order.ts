import { defineRule } from './rule.ts';
import { dateParts, startOfDay } from './shared-dates.ts';
import { valueAt } from './shared-lists.ts';

const PAIRS = [
  ['creation_date', 'modification_date'],
  ['date', 'modified'],
] as const;

export default defineRule({
  name: 'date-order',
  why: 'Dates tell what is new in a release; a change before the first version is a slip.',
  valid: [
    "name: A\nsearch: x\ntype: TTP\ncreation_date: '2026-05-05'\nmodification_date: '2026-05-05'",
    'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ndate: 2024/05/27',
    'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ndate: 2024-13-01\nmodified: 2024-06-01',
  ],
  invalid: [
    {
      content: "name: A\nsearch: x\ntype: TTP\ncreation_date: '2026-05-05'\nmodification_date: '2026-05-04'",
      at: '5:20',
    },
    {
      content:
        'title: A\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ndate: 2024/05/27\nmodified: 2023-12-31',
      at: '5:11',
    },
  ],
  check({ document }, report) {
    for (const [first, last] of PAIRS) {
      const [created, changed] = [first, last].map((key) => {
        const value = valueAt(document.value, [key]);
        // A day that is none is told elsewhere, and is before nothing.
        return startOfDay(dateParts(value)) === undefined ? undefined : String(value).replace(/\//g, '-');
      });
      if (created === undefined || changed === undefined || changed >= created) continue;
      report(document.at([last]), `"${last}" (${changed}) is before "${first}" (${created}).`);
    }
  },
});
