/** A first query over some chosen events, and what else of a detection depends on its language. */
export interface Draft {
  /** The document of the detection, without its tests; keys in the order of the file. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Columns whose value in the first chosen event a test may expect. */
  readonly row: Readonly<Record<string, string>>;
  /** What the query reads: `sourcetype XmlWinEventLog`, `table SecurityEvent`, `logsource …`. */
  readonly reads: string;
  /** What is worth knowing of the proposal. */
  readonly notes: readonly string[];
}

/** What every draft is made from. */
export interface DraftRequest {
  readonly name: string;
  readonly stem: string;
  readonly id: string;
  readonly author: string;
  /** `2026-05-05`. */
  readonly today: string;
  /** The text by which the events were chosen. */
  readonly matching?: string;
  readonly technique?: { readonly id: string; readonly tactics: readonly string[] };
}
