import { openEventSource } from '../data/event-source.ts';
import { SharedLogs } from '../data/shared-logs.ts';
import { decodePlan, encodePlan } from '../plan/codec.ts';
import type { Budget } from '../plan/context.ts';
import { QueryFailure } from '../plan/failure.ts';
import type { LoweredQuery, Plan } from '../plan/plan.ts';
import { type QueryJob, type Runtime, runQuery } from './engine.ts';
import { type FindingSource, findingsOf } from './findings.ts';
import type { Producer } from './producers.ts';
import { runProducers } from './run-producers.ts';
import { toRows } from './rows.ts';
import { runSchedule } from './sentinel-runs.ts';
import type { SentinelSchedule } from './sentinel-schedule.ts';
import { valueCodecs } from './value-codecs.ts';
import type { JobOutcome, WireJob } from './worker-protocol.ts';

/** What runs before a job, and what its rows make. */
export interface JobSetting {
  readonly before: readonly Producer[];
  readonly finding?: FindingSource;
  readonly schedule?: SentinelSchedule;
  readonly timed?: boolean;
}

/** Bytes of logs that a worker keeps for its next jobs. */
const SHARED_BYTES = 48 << 20;
const sharedLogs = new SharedLogs(SHARED_BYTES);

/** Packs a job for a worker. */
export function packJob(job: QueryJob, id: number, budgetMs: number, setting: JobSetting = { before: [] }): WireJob {
  return {
    before: packProducers(setting.before),
    ...(setting.finding && { finding: setting.finding }),
    id,
    language: job.query.language,
    query: encodePlan(job.query, valueCodecs),
    views: [...job.views].map(([name, plan]) => [name, encodePlan(plan, valueCodecs)] as const),
    logs: job.logs,
    knowledge: job.knowledge,
    tables: job.tables,
    ...(job.external && { external: job.external }),
    notes: job.notes,
    ...(job.now !== undefined && { now: job.now }),
    ...(job.range && { range: job.range }),
    ...(setting.schedule && { schedule: setting.schedule }),
    ...(setting.timed && { timed: true }),
    budgetMs,
  };
}

export const packProducers = (producers: readonly Producer[]): WireJob['before'] =>
  producers.map(({ query, ...producer }) => ({ ...producer, query: encodePlan(query, valueCodecs) }));

/** Runs a packed job. What content, data or budget cause comes back as a failure; anything else is our bug and thrown. */
export function runJob(wire: WireJob, runtime: Runtime): JobOutcome {
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  const job: QueryJob = {
    query: decodePlan<LoweredQuery>(wire.query, valueCodecs),
    views: new Map(wire.views.map(([name, bytes]) => [name, decodePlan<Plan>(bytes, valueCodecs)])),
    logs: wire.logs,
    knowledge: wire.knowledge,
    tables: wire.tables,
    ...(wire.external && { external: wire.external }),
    notes: wire.notes,
    ...(wire.now !== undefined && { now: wire.now }),
    ...(wire.range && { range: wire.range }),
    ...(wire.timed && { timed: true }),
  };
  const budget = deadline(started, wire.budgetMs);
  try {
    const { carried, outcomes } = runProducers(wire.before, job, runtime, budget);
    const events = sharedLogs.over(openEventSource(job.logs));
    const outcome = runQuery(job, runtime, budget, { carried, events });
    const durationMs = elapsed();
    const scheduled = wire.schedule && trySchedule(job, wire.schedule, runtime, budget);
    return {
      ended: 'rows',
      ...outcome,
      before: outcomes,
      findings: wire.finding ? findingsOf(wire.finding, toRows(outcome)) : [],
      ...scheduled,
      durationMs,
    };
  } catch (error) {
    const failure = isOutsize(error) ? new QueryFailure('budget-exceeded', OUTSIZE) : error;
    if (!(failure instanceof QueryFailure)) throw error;
    return {
      ended: 'failure',
      name: failure.name,
      message: failure.message,
      ...(failure.span && { span: failure.span }),
      diagnostics: [],
      durationMs: elapsed(),
    };
  }
}

/** A schedule that cannot be simulated leaves the run over all time as it is. */
function trySchedule(
  job: QueryJob,
  schedule: SentinelSchedule,
  runtime: Runtime,
  budget: Budget,
): Pick<JobOutcome & { ended: 'rows' }, 'schedule' | 'scheduleFailure'> {
  try {
    return { schedule: runSchedule(job, schedule, runtime, budget) };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return { scheduleFailure: { name: error.name, message: error.message } };
  }
}

const OUTSIZE = 'The run needed a value that is larger than a worker can hold.';

/** Whether the content asked for a text, a list or a nesting beyond what JavaScript can hold. */
const isOutsize = (error: unknown): boolean =>
  error instanceof RangeError &&
  /^(Invalid string length|Invalid (typed )?array length|Maximum call stack size exceeded|(Map|Set) maximum size exceeded|Array buffer allocation failed)/.test(
    error.message,
  );

function deadline(started: number, budgetMs: number): Budget {
  return {
    check: () => {
      if (performance.now() - started > budgetMs) throw new QueryFailure('budget-exceeded', overBudget(budgetMs));
    },
  };
}

export const overBudget = (budgetMs: number): string =>
  `The run took longer than the ${budgetMs / 1000} s that one test may take.`;
