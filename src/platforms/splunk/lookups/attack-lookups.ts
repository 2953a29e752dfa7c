interface AttackTable {
  readonly tactics: readonly { readonly id: string; readonly slug: string }[];
  readonly techniques: Readonly<Record<string, { readonly name: string; readonly tactics: readonly string[] }>>;
}

/**
 * The CSV files behind the lookups of ATT&CK techniques, by file name: a row for each technique, and a row for each of
 * its tactics.
 */
export function attackLookups(json: string): ReadonlyMap<string, string> {
  const { tactics, techniques } = JSON.parse(json) as AttackTable;
  const ids = new Map(tactics.map(({ id, slug }) => [slug, id]));
  const cell = (text: string) => (/[",]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const line = (...cells: readonly string[]) => `${cells.map(cell).join(',')}\n`;
  const entries = Object.entries(techniques);
  const pairs = entries.flatMap(([id, { tactics: slugs }]) => slugs.map((slug) => line(id, ids.get(slug) ?? '', slug)));
  return new Map([
    [
      'mitre_attack_lookup.csv',
      ['mitre_technique_id,mitre_technique\n', ...entries.map(([id, { name }]) => line(id, name))].join(''),
    ],
    ['mitre_attack_tactics.csv', ['mitre_technique_id,mitre_tactic_id,mitre_tactic\n', ...pairs].join('')],
  ]);
}
