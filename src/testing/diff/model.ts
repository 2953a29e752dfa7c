import type { Verdict } from '../result.ts';

/** What came and went among the events (or, where rows stand for no events, the rows) that a detection finds. */
export interface HitChange {
  readonly before: number;
  readonly after: number;
  /** The first of them, as `file:record`. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  readonly gained_count: number;
  readonly lost_count: number;
}

export interface VerdictChange {
  readonly test: string;
  readonly test_type: string;
  /** Null where there was no such test, or none any more. */
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  readonly message: string;
}

export interface DetectionDiff {
  readonly change: 'added' | 'removed' | 'changed';
  readonly detection: { readonly id: string; readonly name: string; readonly file: string; readonly language: string };
  /** Over the data of tests that should find something. */
  readonly attack: HitChange;
  /** Over the data of tests that should find nothing. */
  readonly benign: HitChange;
  /** Tests whose verdict is another than before. */
  readonly verdicts: readonly VerdictChange[];
  /** Tests that ran on either side. */
  readonly tests: number;
  /** Present when the query reads otherwise than before. */
  readonly query?: { readonly before: string | null; readonly after: string | null };
}

export interface CoverageChange {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

export interface DiffReport {
  readonly base: string;
  readonly summary: {
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly attack_gained: number;
    readonly attack_lost: number;
    readonly benign_gained: number;
    readonly benign_lost: number;
    /** Tests that passed before and do not any more. */
    readonly broken: number;
    /** Tests that pass now and did not before. */
    readonly fixed: number;
  };
  readonly detections: readonly DetectionDiff[];
  readonly coverage: {
    /** ATT&CK techniques that some detection names. */
    readonly mapped: CoverageChange;
    /** ATT&CK techniques of detections that have a unit test with data. */
    readonly tested: CoverageChange;
  };
}
