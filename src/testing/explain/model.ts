import type { QueryOutcome } from '../engine.ts';

/** Values that stood in a column, most frequent first. */
export interface ObservedColumn {
  readonly column: string;
  readonly values: readonly { readonly value: string; readonly rows: number }[];
  /** Distinct values beyond those listed. */
  readonly more: number;
}

/** A column of a condition that an earlier step made, and what that step made it from. */
export interface ColumnMaker {
  readonly column: string;
  /** The step as written; absent where it stands in no text of the author's. */
  readonly stage?: string;
  /** What the step read: its columns, and for a lookup the table's. */
  readonly from: readonly ObservedColumn[];
}

/** An event type that would have given a tag, and what the nearest event lacked for it. */
export interface MissedEventType {
  readonly name: string;
  readonly search: string;
  readonly missing: readonly string[];
  /** The nearest event, as `file:record`. */
  readonly event?: string;
}

/** One condition of the step that lost the last row. */
export interface ExplainedPredicate {
  readonly text: string;
  /** Rows for which it holds by itself. */
  readonly alone: number;
  /** Rows that the step would let through without it. */
  readonly without: number;
  /** True for the conditions to look at first: those that never hold or, when each holds somewhere, those in the way. */
  readonly blamed: boolean;
  /** What stood in its columns, in the rows that meet all other conditions; in all rows where there are none. */
  readonly observed: readonly ObservedColumn[];
  /** What is probably wrong, a sentence each. */
  readonly hints: readonly string[];
  /** For conditions joined by OR: each, with the rows for which it holds. */
  readonly alternatives: readonly { readonly text: string; readonly alone: number }[];
  readonly makers: readonly ColumnMaker[];
  readonly eventTypes: readonly MissedEventType[];
  /** Of a condition that asks another search: why that one found nothing. */
  readonly search?: Loss;
}

/** An event that nearly came through. */
export interface NearMiss {
  /** The raw event, as `file:record`; absent for rows that stand for many. */
  readonly event?: string;
  /** Conditions that it does not meet. */
  readonly missed: readonly string[];
  readonly fields: readonly { readonly column: string; readonly value: string; readonly missed: boolean }[];
}

/** Where the rows went. */
export interface Loss {
  readonly kind: 'filter' | 'source' | 'operator';
  /** The step of the query, as written. */
  readonly stage: string | undefined;
  /** What the step stands for where the loss is inside it: a data model, a connector, a parser, a macro. */
  readonly within?: string;
  readonly rowsIn: number;
  readonly what: string;
  readonly predicates: readonly ExplainedPredicate[];
  /** The rows that met most conditions. */
  readonly nearest: readonly NearMiss[];
  /** What the logs hold, for a loss at the source. */
  readonly held: readonly { readonly kind: string; readonly events: number }[];
  /** The other inputs of a union, which lost their rows too. */
  readonly branches: readonly string[];
}

export interface Explanation {
  readonly results: number;
  readonly events: number;
  readonly stages: QueryOutcome['stages'];
  /** Named parts of a rule (Sigma selections), and the rows for which each holds. */
  readonly parts: readonly { readonly name: string; readonly rows: number }[];
  /** Absent when rows came out. */
  readonly loss?: Loss;
  readonly notes: readonly string[];
}
