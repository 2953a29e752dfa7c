import { defineRule } from './rule.ts';
import { valueAt } from './shared-lists.ts';

const DATE = /^\d{4}[-/]\d{2}[-/]\d{2}/;

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
        return typeof value === 'string' && DATE.test(value) ? value.replace(/\//g, '-') : undefined;
      });
      if (created === undefined || changed === undefined || changed >= created) continue;
      report(document.at([last]), `"${last}" (${changed}) is before "${first}" (${created}).`);
    }
  },
});
