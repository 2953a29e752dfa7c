import { defineRule } from './rule.ts';
import { SENTINEL_RULES } from './shared-kinds.ts';

const COLUMN = /\b(?:Account|Host|IP|URL|Process|FileHash)CustomEntity\b/;

export default defineRule({
  name: 'legacy-entity-column',
  kinds: SENTINEL_RULES,
  why: 'Sentinel took entities from such columns before there were entity mappings; it ignores them now.',
  valid: ['id: a\nname: A\nkind: Scheduled\nquery: T | extend Account = "x"'],
  invalid: [{ content: 'id: a\nname: A\nkind: Scheduled\nquery: T | extend HostCustomEntity = "x"', at: '4:19' }],
  check({ query }, report) {
    const match = query && COLUMN.exec(query.text);
    if (!query || !match) return;
    report(
      query.locate(match.index, match.index + match[0].length),
      `Sentinel makes no entity of "${match[0]}" any more.`,
      { hint: 'Map the column itself under "entityMappings".' },
    );
  },
});
