import { defineRule } from './rule.ts';
import { alertColumns } from './shared-alert-columns.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';

const COLUMN = /\b(?:Account|Host|IP|URL|Process|FileHash)CustomEntity\b/g;

export default defineRule({
  name: 'legacy-entity-column',
  kinds: SENTINEL_RULES,
  why: 'Sentinel took entities from such columns before there were entity mappings; it ignores them now.',
  valid: [
    'id: a\nname: A\nkind: Scheduled\nquery: T | extend Account = "x"',
    'id: a\nname: A\nkind: Scheduled\nquery: T | extend HostCustomEntity = "x"\nentityMappings: [{entityType: Host, fieldMappings: [{identifier: FullName, columnName: HostCustomEntity}]}]',
  ],
  invalid: [{ content: 'id: a\nname: A\nkind: Scheduled\nquery: T | extend HostCustomEntity = "x"', at: '4:19' }],
  check({ query, document }, report) {
    if (!query) return;
    const mapped = new Set([...alertColumns(document)].map(({ column }) => column));
    for (const match of query.text.matchAll(COLUMN)) {
      const [name] = match;
      if (mapped.has(name)) continue;
      mapped.add(name);
      report(query.locate(match.index, match.index + name.length), `Sentinel makes no entity of "${name}" any more.`, {
        hint: 'Map the column under "entityMappings".',
      });
    }
  },
});
