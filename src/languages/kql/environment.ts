/** A column of a table: `type` is a KQL scalar type name (`string`, `long`, `datetime`, `dynamic` …). */
export interface KqlColumn {
  readonly name: string;
  readonly type: string;
}

/** A function of the workspace: an ASIM parser, a saved function. */
export interface KqlFunction {
  readonly name: string;
  /** `(starttime:datetime=datetime(null), disabled:bool=false)`, empty parentheses without parameters. */
  readonly parameters: string;
  /** The body without braces. */
  readonly body: string;
  readonly file?: string;
}

/** What a query may name besides the language itself. */
export interface KqlEnvironment {
  table(name: string): readonly KqlColumn[] | undefined;
  tableNames(): Iterable<string>;
  /** What a scan of the table takes along for the catalog. */
  scanOptions?(table: string): Readonly<Record<string, unknown>> | undefined;
  function(name: string): KqlFunction | undefined;
  functionNames(): Iterable<string>;
  /** Columns of a watchlist besides `SearchKey`; undefined when there is none (then it reads as an empty table). */
  watchlist(alias: string): readonly string[] | undefined;
  watchlistAliases?(): Iterable<string>;
  /**
   * Other workspaces, applications and databases that are mapped. `place` gives the suffix of their tables' sources for
   * a name in a query; empty is the workspace of the replay itself.
   */
  readonly places?: { place(name: string): string | undefined; names(): Iterable<string> };
  /** The same object in environments that differ in their functions and watchlists alone: what is learnt is kept by it. */
  readonly schemas?: object;
  /** Changes when anything above changes: part of the key of cached plans. */
  readonly fingerprint: string;
}

/** What the rows of `getschema` have. */
export const SCHEMA_COLUMNS: readonly KqlColumn[] = [
  { name: 'ColumnName', type: 'string' },
  { name: 'ColumnOrdinal', type: 'long' },
  { name: 'DataType', type: 'string' },
  { name: 'ColumnType', type: 'string' },
];
