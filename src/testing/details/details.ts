/**
 * What a report shows of a detection besides verdicts: plain data, all of it untrusted text. The HTML report renders it,
 * in Node and in the browser alike, so nothing here may import anything.
 */

/** How well a claim to cover a technique is proven, the weakest first. */
export const EVIDENCE = ['mapped', 'tested', 'benign', 'live'] as const;
export type Evidence = (typeof EVIDENCE)[number];

export type Outcome = 'pass' | 'fail' | 'error' | 'unsupported' | 'skipped' | 'untested';
export type Language = 'spl' | 'kql' | 'sigma';

/** One line of the list of detections. */
export interface DetectionSummary {
  /** Names the detection's page: file-name safe, unique in the report. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly language: Language;
  /** The worst of its tests. */
  readonly outcome: Outcome;
  readonly techniques: readonly string[];
  readonly severity?: string;
  readonly status?: string;
  readonly tests: number;
  readonly passed: number;
  readonly results: number;
  readonly events: number;
  readonly durationMs: number;
  /** Absent when the detection names no technique. */
  readonly evidence?: Evidence;
  /** Why it is no pass. */
  readonly message?: string;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** A word of a query that the reference knows. */
export interface KnownWord {
  readonly name: string;
  readonly kind: string;
  readonly summary: string;
  readonly syntax: string;
  readonly reference: string;
}

export type TokenKind =
  'space' | 'command' | 'function' | 'keyword' | 'name' | 'string' | 'number' | 'comment' | 'macro' | 'mark';

/** Kind, text, and what it refers to: a word of {@link Query.words}, a macro of {@link Query.macros}. */
export type Token = readonly [kind: TokenKind, text: string, at?: number];

export interface Macro {
  readonly call: string;
  /** With its arguments pasted; absent when no such macro is known. */
  readonly definition?: string;
  readonly file?: string;
  /** Macros that the definition calls. */
  readonly calls: readonly Macro[];
}

export interface QueryStep {
  readonly text: string;
  readonly meaning: string;
}

export interface Query {
  readonly tokens: readonly Token[];
  readonly words: readonly KnownWord[];
  readonly macros: readonly Macro[];
  readonly steps: readonly QueryStep[];
}

export interface Twin {
  readonly name: string;
  readonly language?: Language;
  readonly relation: string;
  /** Absent when the detection is not in the report. */
  readonly key?: string;
}

export interface TechniqueContext {
  readonly id: string;
  readonly name?: string;
  readonly tactics: readonly string[];
}

export interface EventView {
  readonly file: string;
  readonly record: number;
  /** Milliseconds since 1970. */
  readonly time?: number;
  /** Flat fields, of which long values are cut. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly raw: string;
}

export interface TimelineView {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Events in each of as many equal parts of the time. */
  readonly events: readonly number[];
  readonly hits: readonly number[];
  readonly withoutTime: number;
}

export interface NearMiss {
  readonly condition: string;
  /** Rows for which the condition holds by itself, and which the filter would let through without it. */
  readonly alone: number;
  readonly without: number;
  readonly observed: readonly {
    readonly column: string;
    readonly values: readonly { readonly value: string; readonly rows: number }[];
    readonly more: number;
  }[];
  /** What is probably wrong, a sentence each. */
  readonly hints: readonly string[];
}

export interface LossView {
  readonly stage?: string;
  readonly what: string;
  readonly rowsIn: number;
  readonly conditions: readonly NearMiss[];
  /** The rows that met most conditions, and what kept them out. */
  readonly nearest: readonly {
    /** `file:record`; empty for a row that stands for many events. */
    readonly event: string;
    readonly missed: readonly string[];
    readonly fields: readonly { readonly name: string; readonly value: string; readonly missed: boolean }[];
  }[];
}

export interface TestView {
  readonly name: string;
  readonly type: string;
  readonly outcome: Outcome;
  readonly message: string;
  readonly results: number;
  readonly events: number;
  readonly durationMs: number;
  readonly line: number;
  readonly logs: readonly { readonly file: string; readonly sha256: string; readonly standIn: boolean }[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly stages: readonly { readonly text: string; readonly rowsIn: number; readonly rowsOut: number }[];
  readonly matched: number;
  readonly matchedEvents: readonly EventView[];
  readonly timeline?: TimelineView;
  readonly loss?: LossView;
  readonly notes: readonly string[];
}

/** Everything that a detection's page shows. */
export interface DetectionDetails {
  readonly summary: DetectionSummary;
  readonly description: string;
  readonly falsePositives: readonly string[];
  readonly howTo: string;
  readonly references: readonly string[];
  readonly facts: readonly Fact[];
  readonly dataSources: readonly Fact[];
  readonly techniques: readonly TechniqueContext[];
  readonly query?: Query;
  readonly twins: readonly Twin[];
  readonly tests: readonly TestView[];
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly code: string;
  readonly name: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly hint?: string;
}

export interface AttackMatrix {
  readonly tactics: readonly { readonly id: string; readonly name: string; readonly techniques: readonly string[] }[];
  /** Names of techniques and sub-techniques. */
  readonly names: Readonly<Record<string, string>>;
}

/** The whole report. */
export interface ReportDetails {
  readonly title: string;
  readonly version: string;
  readonly summary: Readonly<Record<Exclude<Outcome, 'untested'>, number>> & { readonly durationMs: number };
  readonly detections: readonly DetectionSummary[];
  readonly matrix: AttackMatrix;
  readonly findings: readonly Finding[];
}
