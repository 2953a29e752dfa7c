import type { Range } from '../diagnostics/diagnostic.ts';

export type DetectionLanguage = 'spl' | 'kql' | 'sigma';

export type DetectionKind =
  | 'escu-detection'
  | 'sentinel-scheduled-rule'
  | 'sentinel-nrt-rule'
  | 'sentinel-hunting-query'
  | 'sigma-rule'
  | 'sigma-correlation';

/** A text that stands in a YAML scalar. `locate` follows quoting, folding and indentation back into the file. */
export interface SourcedText {
  readonly text: string;
  /** Range in the file of the characters `[start, end)` of `text`. */
  locate(start: number, end: number): Range;
}

/** A YAML document that remembers where each value stands. */
export interface YamlDocument {
  readonly file: string;
  /** The parsed value: plain objects, arrays, strings, numbers, booleans, null. */
  readonly value: unknown;
  /** Where the value at a path stands; with `key`, where its key stands. The nearest parent when there is none. */
  at(path: readonly (string | number)[], part?: 'key' | 'value'): Range;
  /** The string at a path, with its places; undefined when there is no string. */
  text(path: readonly (string | number)[]): SourcedText | undefined;
}

/** One piece of content that can fire: an ESCU detection, a Sentinel rule or hunting query, a Sigma rule. */
export interface Detection {
  readonly language: DetectionLanguage;
  readonly kind: DetectionKind;
  readonly id: string;
  readonly name: string;
  /** Relative to the working folder, `/` between folders. */
  readonly file: string;
  readonly document: YamlDocument;
  /** SPL or KQL; absent for Sigma, whose query is the document. */
  readonly query?: SourcedText;
  /** `T1572`, `T1059.001`. */
  readonly techniques: readonly string[];
  /** `production`, `experimental`, `deprecated`, `test`, `stable` …, as written. */
  readonly status?: string;
  /** ESCU `type`, Sentinel `kind`. */
  readonly type?: string;
  readonly tests: readonly TestDefinition[];
}

export interface TestDefinition {
  readonly name: string;
  /** `manual` and `experimental` are skipped with their reason. */
  readonly type: 'unit' | 'benign' | 'manual' | 'experimental';
  readonly description?: string;
  readonly attackData: readonly AttackDataReference[];
  /** Local files that stand for the addresses of `externaldata`. */
  readonly externalData?: readonly ExternalDataReference[];
  readonly expect: Expectation;
  /** The run's clock, ISO 8601; default: one second after the newest event. */
  readonly now?: string;
  readonly earliestTime?: string;
  readonly latestTime?: string;
  /** Ticks the rule's schedule through the replay instead of one run over all time. */
  readonly schedule?: boolean;
  /** Where the test stands in its file (the detection's or its side file's). */
  readonly file: string;
  readonly range: Range;
}

export interface AttackDataReference {
  /** URL or path, as written. */
  readonly data: string;
  readonly source?: string;
  readonly sourcetype?: string;
  readonly host?: string;
  readonly index?: string;
  readonly file: string;
  readonly range: Range;
}

export interface ExternalDataReference extends AttackDataReference {
  /** The address in the query. */
  readonly address: string;
}

export interface Expectation {
  /** Result rows. A unit test without any expects `min: 1`, a benign test `max: 0`. */
  readonly results: { readonly min?: number; readonly max?: number };
  /** Each must be matched by some result row: the named cells equal as text (arrays as sets, `null` as absent). */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Columns that must be there and have a value in every row. */
  readonly fields: readonly string[];
  /** The rows come in the order in which `rows` or the rows file has them. */
  readonly ordered?: boolean;
  /** A JSON file with the whole result, relative to the file of the test. */
  readonly rowsFile?: string;
}

export type ContentObjectKind =
  | 'escu-macro'
  | 'escu-lookup'
  | 'escu-story'
  | 'escu-data-source'
  | 'escu-baseline'
  | 'escu-deployment'
  | 'escu-schedule'
  | 'escu-removed'
  | 'escu-deprecation-mapping'
  | 'asim-parser'
  | 'sentinel-connector'
  | 'sentinel-summary-rule'
  | 'sentinel-watchlist'
  | 'sigma-filter'
  | 'sigma-pipeline'
  | 'test-file';

/** Content that does not fire by itself: what detections lean on. */
export interface ContentObject {
  readonly kind: ContentObjectKind;
  readonly id?: string;
  readonly name: string;
  readonly file: string;
  readonly document: YamlDocument;
}

export type ContentKind = DetectionKind | ContentObjectKind;

/** The shape of an ESCU detection: `tags:` of 2024, `rba:` of 2025, flat since May 2026. */
export type EscuShape = 'tags' | 'rba' | 'flat';
