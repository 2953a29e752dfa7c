import { isMapping } from '../../content/kind.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';
import { readListWithPath, valueAt } from './shared-lists.ts';

const GROUPING = ['incidentConfiguration', 'groupingConfiguration'];
const BY = ['groupByEntities', 'groupByAlertDetails', 'groupByCustomDetails'] as const;

const rule = (grouping: string): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: T\nentityMappings: [{entityType: Host, fieldMappings: [{identifier: HostName, columnName: A}]}]\ncustomDetails: {Port: B}\nincidentConfiguration:\n  groupingConfiguration:\n    enabled: true\n    matchingMethod: Selected${grouping}`;

/** https://learn.microsoft.com/rest/api/securityinsights/alert-rules/create-or-update#groupingconfiguration */
export default defineRule({
  name: 'unmapped-grouping',
  kinds: SENTINEL_RULES,
  why: 'Sentinel refuses a rule that groups its alerts by an entity or a detail that no alert of it has.',
  valid: [rule('\n    groupByEntities: [Host]\n    groupByCustomDetails: [Port]')],
  invalid: [
    { content: rule('\n    groupByEntities: [Account]'), at: '11:23' },
    { content: rule('\n    groupByCustomDetails: [Prot]'), at: '11:28' },
    { content: rule(''), at: '10:21' },
  ],
  check({ document }, report) {
    const grouping = valueAt(document.value, GROUPING);
    if (!isMapping(grouping) || grouping['enabled'] === false || grouping['matchingMethod'] !== 'Selected') return;
    const mappings = valueAt(document.value, ['entityMappings']);
    const entities = Array.isArray(mappings) ? mappings.map((mapping) => valueAt(mapping, ['entityType'])) : [];
    const details = valueAt(document.value, ['customDetails']);
    const known = {
      groupByEntities: entities.filter((type): type is string => typeof type === 'string'),
      groupByCustomDetails: isMapping(details) ? Object.keys(details) : [],
    };
    for (const [key, names] of Object.entries(known)) {
      for (const { text, path } of readListWithPath(document, [...GROUPING, key])) {
        if (names.some((name) => name.toLowerCase() === text.trim().toLowerCase())) continue;
        const close = suggest(text, names);
        report(document.at(path), `The rule maps no ${key === 'groupByEntities' ? 'entity' : 'detail'} "${text}".`, {
          hint: close === undefined ? `Map it, or leave it out of ${key}.` : `Did you mean "${close}"?`,
        });
      }
    }
    if (BY.some((key) => readListWithPath(document, [...GROUPING, key]).length > 0)) return;
    report(document.at([...GROUPING, 'matchingMethod']), 'Nothing is selected by which alerts are grouped.', {
      hint: `Add one of ${BY.join(', ')}, or write AllEntities.`,
    });
  },
});
