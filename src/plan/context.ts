import type { Batch } from '../table/batch.ts';
import type { Library } from './library.ts';
import type { Mention, Plan } from './plan.ts';
import type { Trace } from './trace.ts';

export interface ScanRequest {
  readonly source: string;
  readonly options: unknown;
  readonly columns: readonly string[] | undefined;
  readonly mentions: Mention | undefined;
  /** Rows that matter happened within all of these. */
  readonly bounds?: readonly ScanBound[];
}

/** Nanoseconds since 1970, both ends included. */
export interface ScanBound {
  readonly column: string;
  readonly from?: bigint;
  readonly to?: bigint;
}

/** Where the rows of a Scan come from. */
export interface Catalog {
  /** A plan that stands for the source (a connector, a data model, a parser), or undefined. Asked first. */
  view(source: string, options: unknown): Plan | undefined;
  /** The rows; undefined when there is no such source. */
  scan(request: ScanRequest, context: Context): Iterable<Batch> | undefined;
}

export interface Clock {
  /** The run's present, in nanoseconds since 1970-01-01T00:00:00Z. Never the wall clock. */
  readonly now: bigint;
}

/** Stops a run that takes too long; operators call `check` once per batch. */
export interface Budget {
  check(): void;
}

/** What one run of one plan has at hand. */
export interface Context {
  readonly library: Library;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly budget: Budget;
  /** Rows in and out of each stage; absent inside subplans that are nobody's stage. */
  readonly trace: Trace | undefined;
  /** How many rows a batch should hold. */
  readonly batchSize: number;
  /** Uniform in [0, 1), seeded: the same in every run. */
  random(): number;
  /** Things that later stages and later queries of the same run may see (outputlookup), by a name the user chose. */
  readonly state: Map<string, unknown>;
  /** Limits that were reached, side effects that were not performed, by a stable name. */
  note(name: string, message: string): void;
  /** Runs a plan; `bindings` are the rows behind `Reference`s. */
  execute(plan: Plan, bindings?: ReadonlyMap<string, Iterable<Batch>>): Iterable<Batch>;
}
