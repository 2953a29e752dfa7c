import type { LogFile } from '../data/record.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { JsonValue } from '../languages/front-end.ts';
import type { LoweredQuery, ResultColumn } from '../plan/plan.ts';
import type { EventId } from '../table/batch.ts';
import type { KnowledgeRoots, QueryJob, QueryOutcome } from './engine.ts';
import type { Finding, FindingSource } from './findings.ts';
import type { InlineTable } from './inline-tables.ts';
import type { TimeBounds } from './time-range.ts';
import type { ScheduleRuns } from './sentinel-runs.ts';
import type { SentinelSchedule } from './sentinel-schedule.ts';

/** Forget the platforms' knowledge: it changed since it was read. */
export const FORGET = 'forget';

/** A {@link QueryJob} on its way to a worker: plans encoded, since values of KQL types lose their class on the way. */
export interface WireJob {
  readonly id: number;
  readonly language: LoweredQuery['language'];
  readonly query: Uint8Array;
  readonly views: readonly (readonly [string, Uint8Array])[];
  readonly logs: readonly LogFile[];
  readonly knowledge: KnowledgeRoots;
  readonly tables: readonly InlineTable[];
  readonly external?: QueryJob['external'];
  readonly notes: readonly string[];
  readonly now?: bigint;
  /** Queries that run before, in order: what they write and find is there for the job's own. */
  readonly before: readonly WireProducer[];
  /** What the rows make in Enterprise Security. */
  readonly finding?: FindingSource;
  readonly range?: TimeBounds;
  /** Tick this schedule through the logs too. */
  readonly schedule?: SentinelSchedule;
  /** Times each stage. */
  readonly timed?: boolean;
  /** How long it may take, in milliseconds. */
  readonly budgetMs: number;
}

/** A query that runs before the job's own, over the same logs or over its own. */
export interface WireProducer {
  readonly name: string;
  readonly query: Uint8Array;
  readonly logs?: readonly LogFile[];
  readonly finding?: FindingSource;
}

/** How a query that ran before ended. */
export interface ProducerOutcome {
  readonly name: string;
  readonly results: number;
  readonly findings: number;
  /** Why it gave nothing; absent when it ran. */
  readonly failure?: string;
}

/** What a run ended as: rows, or a failure that is the content's, the data's or the budget's. */
export type JobOutcome =
  | (Omit<QueryOutcome, 'rows' | 'origins'> & {
      readonly ended: 'rows';
      readonly columns: readonly ResultColumn[];
      readonly rows: readonly (readonly JsonValue[])[];
      readonly origins: readonly (readonly EventId[])[];
      /** What the schedule did, when one was given. */
      readonly schedule?: ScheduleRuns;
      /** Why it could not be simulated. */
      readonly scheduleFailure?: { readonly name: string; readonly message: string };
      readonly durationMs: number;
      /** The names of all files that origins count, findings of earlier queries last. */
      readonly files: readonly string[];
      readonly before: readonly ProducerOutcome[];
      readonly findings: readonly Finding[];
    })
  | {
      readonly ended: 'failure';
      /** Name of the diagnostic. */
      readonly name: string;
      readonly message: string;
      readonly span?: { readonly start: number; readonly end: number };
      readonly diagnostics: readonly Diagnostic[];
      readonly durationMs: number;
    };

export type JobOf = Omit<QueryJob, 'optimise' | 'recover'>;
