import type { LogFile } from '../data/record.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { JsonValue } from '../languages/front-end.ts';
import type { LoweredQuery, ResultColumn } from '../plan/plan.ts';
import type { EventId } from '../table/batch.ts';
import type { KnowledgeRoots, QueryJob, QueryOutcome } from './engine.ts';
import type { InlineTable } from './inline-tables.ts';
import type { TimeRange } from './replay.ts';
import type { ScheduleRuns } from './sentinel-runs.ts';
import type { SentinelSchedule } from './sentinel-schedule.ts';

/** A {@link QueryJob} on its way to a worker: plans encoded, since values of KQL types lose their class on the way. */
export interface WireJob {
  readonly id: number;
  readonly language: LoweredQuery['language'];
  readonly query: Uint8Array;
  readonly views: readonly (readonly [string, Uint8Array])[];
  readonly logs: readonly LogFile[];
  readonly knowledge: KnowledgeRoots;
  readonly tables: readonly InlineTable[];
  readonly notes: readonly string[];
  readonly now?: bigint;
  readonly range?: TimeRange;
  /** Tick this schedule through the logs too. */
  readonly schedule?: SentinelSchedule;
  /** How long it may take, in milliseconds. */
  readonly budgetMs: number;
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
      readonly durationMs: number;
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
