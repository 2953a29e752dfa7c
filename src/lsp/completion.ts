import type { LoweredQuery } from '../plan/plan.ts';
import { type ReferenceEntry, referenceEntries } from '../reference/index.ts';
import type { Workspace } from '../testing/workspace.ts';
import { inMacro } from './hover.ts';
import type { Place } from './place.ts';
import { columnsIn, provenance } from './provenance.ts';

/** One proposal for a word that is being written. */
export interface Proposal {
  readonly label: string;
  readonly kind: 'step' | 'function' | 'field' | 'table' | 'macro' | 'lookup' | 'modifier';
  readonly detail: string;
  readonly documentation?: string;
}

/** What may stand at a place. */
export async function proposals(
  place: Place,
  workspace: Workspace,
  lowered: () => Promise<LoweredQuery | undefined>,
): Promise<readonly Proposal[]> {
  const { language, before, after } = place;
  if (language === 'sigma') {
    return /^\s*-?\s*[\w.]+(?:\|\w+)*\|$/.test(before)
      ? referenceEntries('sigma').map((entry) => ofEntry(entry, 'modifier'))
      : [];
  }
  const entries = referenceEntries(language);
  const isStep = ({ kind }: ReferenceEntry): boolean => /command|operator/.test(kind);
  if (/\|\s*$/.test(before)) return entries.filter(isStep).map((entry) => ofEntry(entry, 'step'));
  const functions = entries.filter((entry) => !isStep(entry)).map((entry) => ofEntry(entry, 'function'));
  const fields = fieldProposals(await lowered());
  if (language === 'spl') {
    const environment = await workspace.splEnvironment();
    if (inMacro(before, after)) {
      return [...environment.macroNames()].map((label) => ({ label, kind: 'macro', detail: 'macro' }));
    }
    if (/\b(?:input|output)?lookup\s+(?:\w+=\S+\s+)*$/i.test(before)) {
      return [...environment.lookupNames()].map((label) => ({ label, kind: 'lookup', detail: 'lookup' }));
    }
    return [...fields, ...functions];
  }
  const environment = await workspace.kqlEnvironment();
  const query = await lowered();
  const columns = query ? tableColumns(query, (name) => environment.table(name)) : [];
  const known = new Set(columns.map(({ label }) => label));
  const rest = fields.filter(({ label }) => !known.has(label));
  if (/\|/.test(before)) return [...columns, ...rest, ...functions];
  const tables = [...environment.tableNames()].map((label): Proposal => ({ label, kind: 'table', detail: 'table' }));
  const parsers = [...environment.functionNames()].map((label): Proposal => ({
    label,
    kind: 'function',
    detail: 'workspace function',
  }));
  return [...tables, ...parsers, ...columns, ...rest, ...functions];
}

const ofEntry = ({ name, kind, summary, syntax }: ReferenceEntry, as: Proposal['kind']): Proposal => ({
  label: name,
  kind: as,
  detail: `${kind}: ${syntax}`,
  documentation: summary,
});

const fieldProposals = (query: LoweredQuery | undefined): readonly Proposal[] =>
  query ? [...columnsIn(query)].sort().map((label) => ({ label, kind: 'field', detail: 'field of the query' })) : [];

function tableColumns(
  query: LoweredQuery,
  columnsOf: (table: string) => readonly { readonly name: string; readonly type: string }[] | undefined,
): readonly Proposal[] {
  const tables = provenance(query, '').sources.flatMap((source) =>
    source.startsWith('table:') ? [source.slice(6)] : [],
  );
  const seen = new Map<string, Proposal>();
  for (const table of tables) {
    for (const { name, type } of columnsOf(table) ?? []) {
      if (!seen.has(name)) seen.set(name, { label: name, kind: 'field', detail: `${type}, column of ${table}` });
    }
  }
  return [...seen.values()];
}
