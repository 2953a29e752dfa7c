import type { Plan } from '../../plan/plan.ts';
import { columnsIn, expressionsOf, plansOf } from '../expressions.ts';
import { defineRule } from './rule.ts';
import { SENTINEL } from './shared-kinds.ts';

const rule = (steps: string): string =>
  `id: a\nname: A\ntactics: []\nquery: ThreatIntelligenceIndicator ${steps} | join kind=inner DnsEvents on $left.DomainName == $right.Name`;

/** What tells an indicator's versions apart, whether it is in use and until when, by the table of indicators. */
const TABLES: ReadonlyMap<string, { readonly id: string; readonly active: string; readonly until: string }> = new Map([
  ['table:ThreatIntelligenceIndicator', { id: 'IndicatorId', active: 'Active', until: 'ExpirationDateTime' }],
  ['table:ThreatIntelIndicators', { id: 'Id', active: 'IsActive', until: 'ValidUntil' }],
]);

/** Azure-Sentinel demands of every rule over indicators that it takes the latest version, while it is valid. */
export default defineRule({
  name: 'stale-indicator',
  kinds: SENTINEL,
  readsQuery: true,
  why: 'The table holds every version of an indicator, those that have expired or were withdrawn too: matches of these alert on what is harmless by now.',
  fix: 'Behind the table: "| summarize LatestIndicatorTime = arg_max(TimeGenerated, *) by IndicatorId | where Active == true and ExpirationDateTime > now()".',
  valid: [
    rule('| summarize arg_max(TimeGenerated, *) by IndicatorId | where Active == true and ExpirationDateTime > now()'),
    'id: a\nname: A\ntactics: []\nquery: ThreatIntelligenceIndicator | count',
  ],
  invalid: [
    { content: rule('| where isnotempty(DomainName)'), at: '4:8' },
    { content: rule('| where Active == true and ExpirationDateTime > now()'), at: '4:8' },
    { content: rule('| summarize arg_max(TimeGenerated, *) by IndicatorId'), at: '4:8' },
  ],
  check({ query: text }, report, { query }) {
    if (!text || !query) return;
    const plans = plansOf(query.plan);
    const scans = plans.filter((plan) => plan.op === 'Scan');
    for (const scan of scans) {
      const table = TABLES.get(scan.source);
      // Counted or listed alone, every version is wanted.
      if (!table || !scan.span || !scans.some((other) => other.span !== scan.span)) continue;
      const used = new Set(plans.flatMap(conditionsOf));
      const isLatest = plans.some((plan) => plan.op === 'Aggregate' && plan.by.some(({ name: by }) => by === table.id));
      const lacks = [
        ...(isLatest ? [] : ['the latest version of each']),
        ...(used.has(table.active) ? [] : ['those in use']),
        ...(used.has(table.until) ? [] : ['those that have not expired']),
      ];
      if (lacks.length === 0) continue;
      report(
        text.locate(scan.span.start, scan.span.end),
        `Of the indicators the query does not take ${lacks.join(', ')}.`,
      );
      return;
    }
  },
});

/** The columns that a step keeps rows by. */
const conditionsOf = (plan: Plan): readonly string[] =>
  plan.op === 'Filter'
    ? expressionsOf(plan).flatMap((expression) => [...columnsIn(expression)].map(({ column }) => column.name))
    : [];
