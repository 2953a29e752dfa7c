import type { DetectionLanguage } from '../content/model.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { JsonValue } from '../languages/front-end.ts';
import type { FindingSummary } from './findings.ts';
import type { ProducerOutcome } from './worker-protocol.ts';
import type { ScheduleResult } from './sentinel-simulation.ts';

export type Verdict = 'pass' | 'fail' | 'error' | 'skipped';

export interface StageResult {
  readonly text: string;
  readonly rows_in: number;
  readonly rows_out: number;
  /** Milliseconds of the stage itself, with `--profile`. */
  readonly duration_ms?: number;
}

/** One log of a test as it was replayed. */
export interface ReplayedLog {
  readonly data: string;
  readonly file: string;
  readonly sha256: string;
  /** True when a hand-made log stands in for the one that `data` names. */
  readonly stand_in: boolean;
}

/** The outcome of one test, in the shape that CONTRACT's `test --format json` prints. */
export interface TestResult {
  readonly detection: {
    readonly id: string;
    readonly name: string;
    readonly file: string;
    readonly language: DetectionLanguage;
    readonly techniques: readonly string[];
  };
  readonly test: string;
  readonly test_type: string;
  readonly verdict: Verdict;
  /** True when the verdict is an error that is the tool's shortfall. */
  readonly unsupported: boolean;
  /** True when it was skipped since its data is not available offline. */
  readonly missing_data: boolean;
  /** Result rows in all; `rows` holds the first of them. */
  readonly results: number;
  readonly rows: readonly Readonly<Record<string, JsonValue>>[];
  readonly stages: readonly StageResult[];
  /** Raw events that were replayed. */
  readonly events: number;
  /** Raw events behind the rows, as `file:record`, at most {@link MATCHED_EVENTS_KEPT}. */
  readonly matched_events: readonly string[];
  readonly logs: readonly ReplayedLog[];
  /** Limits reached, side effects not performed, derived data: one sentence each. */
  readonly notes: readonly string[];
  /** Baselines and detections that ran before, in order; absent when none did. */
  readonly ran_before?: readonly ProducerOutcome[];
  /** Risk events and findings that the rows make in Enterprise Security, at most {@link FINDINGS_KEPT}. */
  readonly findings?: readonly FindingSummary[];
  /** Of an analytics rule: what its schedule would have raised over the replay. */
  readonly schedule?: ScheduleResult;
  /** Definitions whose inferred behaviour the query uses, as plans name them: `kql.top-nested`. */
  readonly leans_on: readonly string[];
  /** Why it is no pass; empty for a pass. */
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
  /** The live engine that ran it; absent for firedrill's own. */
  readonly engine?: string;
  /** Where the test stands. */
  readonly line: number;
  readonly duration_ms: number;
}

export interface TestSummary {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  /** Not contained in `errors`. */
  readonly unsupported: number;
  readonly skipped: number;
  readonly detections: number;
  readonly duration_ms: number;
}

export interface TestReport {
  readonly summary: TestSummary;
  readonly tests: readonly TestResult[];
  /** Findings about the content and the data that belong to no single test. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of which part of a run this is the report; absent for a whole one. */
  readonly shard?: ShardOfReport;
}

export interface ShardOfReport {
  readonly index: number;
  readonly of: number;
  /** Tests of all shards. */
  readonly tests: number;
  /** Where each of `tests` stands among them. */
  readonly positions: readonly number[];
}

export const ROWS_KEPT = 100;
export const MATCHED_EVENTS_KEPT = 1000;
export const FINDINGS_KEPT = 100;

export function summarise(tests: readonly TestResult[], durationMs: number): TestSummary {
  const count = (holds: (test: TestResult) => boolean) => tests.filter(holds).length;
  return {
    passed: count((test) => test.verdict === 'pass'),
    failed: count((test) => test.verdict === 'fail'),
    errors: count((test) => test.verdict === 'error' && !test.unsupported),
    unsupported: count((test) => test.verdict === 'error' && test.unsupported),
    skipped: count((test) => test.verdict === 'skipped'),
    detections: new Set(tests.map((test) => test.detection.file)).size,
    duration_ms: durationMs,
  };
}
