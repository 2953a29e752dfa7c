import type { DocumentedSection } from '../languages/documented.ts';
import { DOCUMENTED_KQL } from '../languages/kql/documented.ts';
import { UNSUPPORTED_KQL, type UnsupportedNames } from '../languages/kql/unsupported.ts';
import { DOCUMENTED_SPL } from '../languages/spl/documented.ts';
import type { ReferenceEntry } from './entry.ts';

export interface SupportRow {
  readonly kind: string;
  readonly section: string;
  readonly name: string;
  readonly support: 'yes' | 'partly' | 'no';
  /** Why it does not run, where that is written down. */
  readonly reason?: string;
}

const DOCUMENTED: Readonly<Record<string, Readonly<Record<string, readonly DocumentedSection[]>>>> = {
  spl: DOCUMENTED_SPL,
  kql: DOCUMENTED_KQL,
};

const REASONS: Readonly<Record<string, readonly UnsupportedNames[]>> = { kql: UNSUPPORTED_KQL };

/** Names that a definition has under another one, or that the language's front-end knows by itself. */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  spl: ['in', 'searchmatch', 'exactperc', 'upperperc'],
  kql: [
    'toscalar',
    'materialize',
    'table',
    'datatable',
    'externaldata',
    'serialize',
    'column_ifexists',
    'ingestion_time',
    'bin_auto',
    'pack_all',
    'bag_pack_columns',
    'column_names_of',
  ],
};

/** How KQL's scalar operators are called in their definitions. */
const OPERATOR_NAMES: Readonly<Record<string, string>> = {
  '==': 'equals',
  '!=': 'not-equals',
  '=~': 'equals-ci',
  '!~': 'not-equals-ci',
  'in~': 'in-ci',
  '!in~': 'not-in-ci',
  '!in': 'not-in',
  has_all: 'has-all',
  has_any: 'has-any',
  'matches regex': 'matches-regex',
};

const definedName = (name: string): string => OPERATOR_NAMES[name] ?? name.replace(/^!/, 'not-').replace(/_cs$/, '-cs');

/** Everything that the vendor documents, and whether it runs here. */
export function supportOf(language: string, entries: readonly ReferenceEntry[]): readonly SupportRow[] {
  const byName = new Map(
    entries.flatMap((entry) => [entry.name, ...entry.aliases].map((name) => [`${entry.kind} ${name}`, entry])),
  );
  const builtIn = new Set(BUILT_IN[language]);
  const reasons = new Map(
    (REASONS[language] ?? []).flatMap(({ names, reason }) => names.map((name) => [name, reason])),
  );
  return Object.entries(DOCUMENTED[language] ?? {}).flatMap(([kind, sections]) =>
    sections.flatMap(({ section, names }) =>
      names.map((name): SupportRow => {
        const entry = byName.get(`${kind} ${kind === 'scalar operator' ? definedName(name) : name}`);
        const whole = entry ? (entry.partial ? 'partly' : 'yes') : builtIn.has(name) ? 'yes' : 'no';
        const reason = whole === 'no' ? reasons.get(name) : undefined;
        return { kind, section, name, support: whole, ...(reason !== undefined && { reason }) };
      }),
    ),
  );
}
