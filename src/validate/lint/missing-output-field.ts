import { suggest } from '../../diagnostics/suggest.ts';
import { outputColumns } from '../output-columns.ts';
import { defineRule } from './rule.ts';
import { ESCU } from './shared-kinds.ts';
import { riskFields } from './shared-risk-fields.ts';

const rule = (rest: string): string => `name: A\nsearch: "index=a | stats count by dest"\ntype: TTP\n${rest}`;

/** Fields of findings, risk and throttling that the search does not return. */
export default defineRule({
  name: 'missing-output-field',
  kinds: ESCU,
  readsQuery: true,
  why: 'The finding shows "$user$" instead of a name, and no risk is raised for anybody.',
  valid: [
    rule('finding: {title: "$count$ on $dest$", entity: {field: dest, type: system, score: 50}}'),
    rule('finding: {title: "costs 5$ and 6$", entity: {field: dest, type: system, score: 50}}'),
  ],
  invalid: [
    { content: rule('finding: {title: t, entity: {field: user, type: user, score: 50}}'), at: '4:37' },
    { content: rule('finding:\n  title: by $user$'), at: '5:13' },
    { content: rule('threat_objects:\n  - field: process\n    type: process'), at: '5:12' },
  ],
  check({ document }, report, { query }) {
    const known = query && outputColumns(query);
    if (!known) return;
    const complained = new Set<string>();
    for (const { field, range } of riskFields(document)) {
      if (known.has(field) || complained.has(field)) continue;
      complained.add(field);
      report(range(), ...complaint(field, known));
    }
  },
});

function complaint(field: string, known: ReadonlySet<string>): [message: string, details: { hint: string }] {
  const close = suggest(field, known);
  return [
    `The search returns no field "${field}".`,
    { hint: close === undefined ? 'Keep the field in the last commands of the search.' : `Did you mean "${close}"?` },
  ];
}
