import { defineRule } from './rule.ts';
import { ENTITY_TYPES, entityTypeNamed } from './shared-entities.ts';
import { SENTINEL } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const rule = (type: string, ...identifiers: string[]): string =>
  `id: a\nname: A\nkind: Scheduled\nquery: T\nentityMappings:\n  - entityType: ${type}\n    fieldMappings: [${identifiers.map((name) => `{identifier: ${name}, columnName: A}`).join(', ')}]`;

export default defineRule({
  name: 'incomplete-entity',
  kinds: SENTINEL,
  why: 'Sentinel makes an entity only of identifiers that tell it from others.',
  valid: [rule('Host', 'HostName'), rule('FileHash', 'Algorithm', 'Value')],
  invalid: [
    { content: rule('Account', 'UPNSuffix'), at: '6:17' },
    { content: rule('FileHash', 'Value'), at: '6:17' },
  ],
  check({ document }, report) {
    const mappings = valueAt(document.value, ['entityMappings']);
    if (!Array.isArray(mappings)) return;
    mappings.forEach((mapping: unknown, index) => {
      const written = valueAt(mapping, ['entityType']);
      const type = typeof written === 'string' ? entityTypeNamed(written.trim()) : undefined;
      const definition = type === undefined ? undefined : ENTITY_TYPES[type];
      const fields = valueAt(mapping, ['fieldMappings']);
      if (!definition || !Array.isArray(fields) || fields.length === 0) return;
      const has = new Set(
        fields.map((field) =>
          String(valueAt(field, ['identifier']))
            .trim()
            .toLowerCase(),
        ),
      );
      const known = new Set(definition.identifiers.map((identifier) => identifier.toLowerCase()));
      if ([...has].some((identifier) => !known.has(identifier))) return;
      if (definition.needed.some((names) => names.every((name) => has.has(name.toLowerCase())))) return;
      report(document.at(['entityMappings', index, 'entityType']), `This does not identify an entity ${type}.`, {
        hint: `Map one of: ${definition.needed.map((names) => names.join(' and ')).join(', ')}.`,
      });
    });
  },
});
