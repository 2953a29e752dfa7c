import type { EventSource } from '../data/record.ts';
import type { JsonValue } from '../languages/front-end.ts';
import type { SplMacro } from '../languages/spl/environment.ts';
import type { ResultColumn } from '../plan/plan.ts';
import type { QueryJob } from '../testing/engine.ts';
import type { TimeRange } from '../testing/replay.ts';

/** A job to be staged; its events may be others than those of its logs: findings of earlier queries are among them. */
export type StageJob = Omit<QueryJob, 'query'> & {
  /** Absent when our own engine cannot lower the query, though the vendor's may run it. */
  readonly query?: QueryJob['query'];
  readonly events?: EventSource;
};

export type EngineName = 'splunk' | 'sentinel' | 'adx';

export const ENGINE_NAMES: readonly EngineName[] = ['splunk', 'sentinel', 'adx'];

export interface LiveRunOptions {
  /** Nanoseconds since 1970: events from `earliest` on, before `latest`. Without it all time. */
  readonly range?: TimeRange;
  /** Rows at most; more than that make the result incomplete. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** What a query cost there, as far as the service says so. */
export interface LiveCost {
  readonly seconds?: number;
  readonly scannedEvents?: number;
  readonly scannedBytes?: number;
}

/** An answer in the form of `firedrill query --format json`, whatever the service's own form is. */
export interface LiveResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
  readonly cost: LiveCost;
  /** What the service says beside the rows. */
  readonly messages: readonly string[];
  /** Why rows are missing; absent when all are there. */
  readonly incomplete?: string;
}

/**
 * A query engine of a vendor. It runs what it is given as it is; tests, recordings, comparisons and back-tests are built on
 * it in this folder, and know no vendor.
 */
export interface LiveEngine {
  readonly name: EngineName;
  readonly language: 'spl' | 'kql';
  /** Which service this is, for people. No secret. */
  readonly place: string;
  /** The product and its version, as the service tells it: `Splunk Enterprise 9.4.1 (build e3bdab203ac8)`. */
  version(signal?: AbortSignal): Promise<string>;
  /**
   * Runs a query over what is there.
   *
   * @throws LiveQueryError when the service refuses the query or it fails there
   * @throws TransportError when the service cannot be reached
   */
  run(query: string, options?: LiveRunOptions): Promise<LiveResult>;
  /**
   * Puts the events and tables of a job where queries find them, apart from everything that is there. A job has the
   * lowered query, the logs, the inline tables and the clock that a local run has.
   *
   * @throws LiveQueryError when the service cannot hold what the job needs
   */
  stage(job: StageJob, options?: StageOptions): Promise<Stage>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly signal?: AbortSignal;
  /** Moves events so that the newest is as old as the job's clock says; without it they keep their own times. */
  readonly shift?: boolean;
  /** Macros that queries may call besides those of the repository (SPL). */
  readonly macros?: readonly SplMacro[];
}

/** Data that was put there for one job. */
export interface Stage {
  /** Events that were sent. */
  readonly events: number;
  /** What was added to the times of events, in nanoseconds. */
  readonly shift: bigint;
  /** What people should know: "sent as indexed fields", "rows given as a datatable". */
  readonly notes: readonly string[];
  /** Runs a query that sees the staged data and no other. A range counts in the job's own times; the shift is added. */
  run(query: string, options?: LiveRunOptions): Promise<LiveResult>;
  /** Takes away what staging created, where the service can; nothing else. */
  release(): Promise<void>;
}

/** A query that the service refused, or that failed there. The message is the service's own, clipped; it holds no secret. */
export class LiveQueryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LiveQueryError';
  }
}
