import type { Detection } from '../../content/model.ts';
import type { Range } from '../../diagnostics/diagnostic.ts';

export type MutantKind = 'dropped' | 'negated' | 'literal' | 'threshold';

/** A detection that differs from its author's in one place. */
export interface Mutant {
  readonly kind: MutantKind;
  /** The place of what was changed, in the file. */
  readonly range: Range;
  /** What stands there. */
  readonly before: string;
  /** What the mutant has instead; empty when it is left out. */
  readonly after: string;
  readonly detection: Detection;
}

/** A change of one place in a query text. */
export interface Edit {
  readonly kind: MutantKind;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** What is shown as changed, where it is less than what is replaced. */
  readonly shown?: { readonly start: number; readonly end: number; readonly after: string };
}

export interface MutantResult {
  readonly kind: MutantKind;
  readonly line: number;
  readonly column: number;
  readonly before: string;
  readonly after: string;
  readonly verdict: 'killed' | 'survived';
  /** The test that noticed. */
  readonly by?: string;
}

export interface MutationResult {
  readonly detection: { readonly id: string; readonly name: string; readonly file: string; readonly language: string };
  /** Percent of the mutants that some test noticed; null when the detection could not be scored. */
  readonly score: number | null;
  readonly killed: number;
  readonly survived: number;
  /** Mutants that are no query: they were left out. */
  readonly invalid: number;
  /** Mutants that the budget left untried. */
  readonly untried: number;
  readonly tests: number;
  /** Why it could not be scored. */
  readonly problem?: string;
  readonly mutants: readonly MutantResult[];
}

export interface MutationReport {
  readonly summary: {
    readonly detections: number;
    readonly mutants: number;
    readonly killed: number;
    readonly survived: number;
    readonly untried: number;
    /** Detections that could not be scored. */
    readonly unscored: number;
    readonly score: number | null;
  };
  readonly detections: readonly MutationResult[];
}
