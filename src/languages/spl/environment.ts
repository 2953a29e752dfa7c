/** A search macro as macros.conf and ESCU's YAML define it. */
export interface SplMacro {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly definition: string;
  readonly isEval?: boolean;
  readonly file?: string;
}

/** A lookup definition (transforms.conf, ESCU lookup YAML). */
export interface SplLookup {
  readonly name: string;
  /** Field names of the table; undefined when unknown before the run (an outputlookup of the same run). */
  readonly fields?: readonly string[];
  readonly matchTypes?: Readonly<Record<string, 'EXACT' | 'WILDCARD' | 'CIDR'>>;
  readonly caseSensitiveMatch?: boolean;
  readonly minMatches?: number;
  readonly maxMatches?: number;
  readonly defaultMatch?: string;
  readonly file?: string;
  /** What it does that cannot be done here: "matches by the time in …". */
  readonly unsupported?: string;
}

export interface SplDataModel {
  readonly name: string;
  readonly datasets: readonly SplDataset[];
}

export interface SplDataset {
  readonly name: string;
  /** Names from the root to this dataset: `['All_Changes', 'Account_Management']`. */
  readonly lineage: readonly string[];
  /** Own and inherited fields, bare names; `owner` is the dataset of the lineage that declares it. */
  readonly fields: readonly { readonly name: string; readonly owner: string }[];
}

/** What a search may name besides the language itself. */
export interface SplEnvironment {
  /** A macro by name and number of arguments. `<stem>_filter` macros are synthesised as `search *` here. */
  macro(name: string, argumentCount: number): SplMacro | undefined;
  macroNames(): Iterable<string>;
  lookup(name: string): SplLookup | undefined;
  lookupNames(): Iterable<string>;
  dataModel(name: string): SplDataModel | undefined;
  dataModelNames(): Iterable<string>;
  /** The text of a saved search: of another detection of the repository, by its name. */
  savedSearch?(name: string): string | undefined;
  savedSearchNames?(): Iterable<string>;
  readonly fingerprint: string;
}
