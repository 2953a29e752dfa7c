import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule } from './rule.ts';
import { ENTITY_TYPES, entityTypeNamed, OTHER_ENTITY_TYPES } from './shared-entities.ts';
import { SENTINEL } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (type: string, identifier: string): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: T\nentityMappings:\n  - entityType: ${type}\n    fieldMappings:\n      - identifier: ${identifier}\n        columnName: A`;

export default defineRule({
  name: 'unknown-entity',
  kinds: SENTINEL,
  why: 'Sentinel makes no entity of what it does not know, and incidents are not linked by it.',
  valid: [rule('Host', 'FullName'), rule('host', 'HostName'), rule('MailMessage', 'Recipient')],
  invalid: [
    { content: rule('Hots', 'FullName'), at: '6:17' },
    { content: rule('Host', 'Address'), at: '8:21' },
  ],
  check({ document }, report) {
    const mappings = valueAt(document.value, ['entityMappings']);
    if (!Array.isArray(mappings)) return;
    mappings.forEach((mapping: unknown, index) => {
      const written = valueAt(mapping, ['entityType']);
      if (typeof written !== 'string') return;
      const type = entityTypeNamed(written.trim());
      const at = ['entityMappings', index];
      if (type === undefined) {
        const close = suggest(written, [...Object.keys(ENTITY_TYPES), ...OTHER_ENTITY_TYPES]);
        report(document.at([...at, 'entityType']), `Sentinel has no entity "${written}".`, {
          hint: close === undefined ? undefined : `Did you mean "${close}"?`,
        });
        return;
      }
      const known = ENTITY_TYPES[type]?.identifiers;
      const fields = valueAt(mapping, ['fieldMappings']);
      if (!known || !Array.isArray(fields)) return;
      fields.forEach((field: unknown, place) => {
        const identifier = valueAt(field, ['identifier']);
        if (typeof identifier !== 'string') return;
        if (known.some((name) => name.toLowerCase() === identifier.trim().toLowerCase())) return;
        report(
          document.at([...at, 'fieldMappings', place, 'identifier']),
          `The entity ${type} has no identifier "${identifier}".`,
          { hint: `Its identifiers: ${known.join(', ')}.` },
        );
      });
    });
  },
});
