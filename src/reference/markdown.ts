import type { ReferenceEntry } from './entry.ts';
import type { SupportRow } from './support.ts';

const TITLES: Readonly<Record<string, string>> = { spl: 'SPL', kql: 'KQL', sigma: 'Sigma' };

const anchorOf = ({ kind, name }: ReferenceEntry): string =>
  `${kind} ${name}`
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-|-$/g, '');

/** The reference page of a language: what is supported, then every definition. */
export function referencePage(
  language: string,
  entries: readonly ReferenceEntry[],
  support: readonly SupportRow[],
): string {
  const kinds = [...new Set(entries.map(({ kind }) => kind))];
  const parts = [
    `# ${TITLES[language] ?? language} reference`,
    '<!-- Made by "npm run docs" from the definitions. Do not edit. -->',
    'What each name leans on: **recorded**, an answer recorded from the vendor’s engine; **printed**, a result printed in its documentation; **stated**, a rule stated there. A line “Inferred” says what of it is our own reasoning.',
    ...kinds.map((kind) =>
      index(
        kind,
        entries.filter((entry) => entry.kind === kind),
      ),
    ),
  ];
  if (support.length > 0) parts.push(supportMatrix(support));
  for (const kind of kinds) {
    parts.push(`## ${capital(kind)}s`);
    for (const entry of entries.filter((known) => known.kind === kind)) parts.push(entrySection(entry));
  }
  return `${parts.join('\n\n')}\n`;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const index = (kind: string, entries: readonly ReferenceEntry[]): string =>
  `**${capital(kind)}s** (${entries.length}): ${entries.map((entry) => `[${entry.name}](#${anchorOf(entry)})`).join(' · ')}`;

function supportMatrix(support: readonly SupportRow[]): string {
  const lines = ['## Support', '| documented | yes | partly | no |', '| --- | --- | --- | --- |'];
  const sections = [...new Set(support.map(({ kind, section }) => `${kind}\t${section}`))];
  for (const key of sections) {
    const [kind, section] = key.split('\t') as [string, string];
    const rows = support.filter((row) => row.kind === kind && row.section === section);
    const named = (wanted: SupportRow['support']): string => {
      const names = rows.filter((row) => row.support === wanted).map(({ name }) => `\`${name}\``);
      return names.length === 0 ? '' : `${names.length}: ${names.join(' ')}`;
    };
    lines.push(`| ${section} | ${named('yes')} | ${named('partly')} | ${named('no')} |`);
  }
  return [lines[0], lines.slice(1).join('\n'), ...whyNot(support)].join('\n\n');
}

/** Why what is not supported is not, a line for each reason. */
function whyNot(support: readonly SupportRow[]): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const { name, reason } of support) {
    if (reason === undefined) continue;
    reasons.set(reason, [...(reasons.get(reason) ?? []), `\`${name}\``]);
  }
  if (reasons.size === 0) return [];
  const lines = [...reasons].map(([reason, named]) => `- ${named.join(', ')}: ${reason}`);
  return ['Why not:', lines.join('\n')];
}

function entrySection(entry: ReferenceEntry): string {
  const lines = [`<a id="${anchorOf(entry)}"></a>`, `### ${entry.name}`, entry.summary, fence(entry.syntax)];
  if (entry.examples.length > 0) {
    lines.push(
      entry.examples.map(({ query, result }) => `${fence(query)}\n\n→ \`${result.replaceAll('`', 'ˋ')}\``).join('\n\n'),
    );
  }
  const facts = [`Basis: ${entry.basis}`, `[vendor page](${entry.reference})`];
  if (entry.aliases.length > 0) facts.unshift(`Also: ${entry.aliases.map((alias) => `\`${alias}\``).join(', ')}`);
  if (entry.partial) facts.unshift('Partly supported');
  lines.push(facts.join(' · '));
  if (entry.differences.length > 0) lines.push(entry.differences.map((text) => `- ${text}`).join('\n'));
  if (entry.inferred !== undefined) lines.push(`- Inferred: ${entry.inferred}`);
  return lines.join('\n\n');
}

const fence = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;
