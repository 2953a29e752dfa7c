import { decodePlan, encodePlan } from '../plan/codec.ts';
import type { Budget } from '../plan/context.ts';
import { QueryFailure } from '../plan/failure.ts';
import type { LoweredQuery, Plan } from '../plan/plan.ts';
import { type QueryJob, type Runtime, runQuery } from './engine.ts';
import { runSchedule } from './sentinel-runs.ts';
import type { SentinelSchedule } from './sentinel-schedule.ts';
import { valueCodecs } from './value-codecs.ts';
import type { JobOutcome, WireJob } from './worker-protocol.ts';

/** Packs a job for a worker. */
export function packJob(job: QueryJob, id: number, budgetMs: number, schedule?: SentinelSchedule): WireJob {
  return {
    id,
    language: job.query.language,
    query: encodePlan(job.query, valueCodecs),
    views: [...job.views].map(([name, plan]) => [name, encodePlan(plan, valueCodecs)] as const),
    logs: job.logs,
    knowledge: job.knowledge,
    tables: job.tables,
    notes: job.notes,
    ...(job.now !== undefined && { now: job.now }),
    ...(job.range && { range: job.range }),
    ...(schedule && { schedule }),
    budgetMs,
  };
}

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
    notes: wire.notes,
    ...(wire.now !== undefined && { now: wire.now }),
    ...(wire.range && { range: wire.range }),
  };
  try {
    const budget = deadline(started, wire.budgetMs);
    const outcome = runQuery(job, runtime, budget);
    const durationMs = elapsed();
    const schedule = wire.schedule && runSchedule(job, wire.schedule, runtime, budget);
    return { ended: 'rows', ...outcome, ...(schedule && { schedule }), durationMs };
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return {
      ended: 'failure',
      name: error.name,
      message: error.message,
      ...(error.span && { span: error.span }),
      diagnostics: [],
      durationMs: elapsed(),
    };
  }
}

function deadline(started: number, budgetMs: number): Budget {
  return {
    check: () => {
      if (performance.now() - started > budgetMs) throw new QueryFailure('budget-exceeded', overBudget(budgetMs));
    },
  };
}

export const overBudget = (budgetMs: number): string =>
  `The run took longer than the ${budgetMs / 1000} s that one test may take.`;
