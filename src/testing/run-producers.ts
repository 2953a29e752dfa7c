import { decodePlan } from '../plan/codec.ts';
import type { Budget } from '../plan/context.ts';
import { QueryFailure } from '../plan/failure.ts';
import type { LoweredQuery } from '../plan/plan.ts';
import { type Carried, finishRun, type QueryJob, type Runtime, startRun } from './engine.ts';
import type { TimedFinding } from './finding-events.ts';
import { findingsOf } from './findings.ts';
import { toRows } from './rows.ts';
import { valueCodecs } from './value-codecs.ts';
import type { ProducerOutcome, WireProducer } from './worker-protocol.ts';
import { append } from '../util/append.ts';

/**
 * Runs the queries that a job leans on, one after the other: each sees the lookups that those before it wrote. One that
 * cannot run gives nothing and says why; a budget that is used up ends the job.
 */
export function runProducers(
  producers: readonly WireProducer[],
  job: QueryJob,
  runtime: Runtime,
  budget: Budget,
): { readonly carried: Carried; readonly outcomes: readonly ProducerOutcome[] } {
  const state = new Map<string, unknown>();
  const findings: TimedFinding[] = [];
  const outcomes = producers.map(({ name, query, logs, finding }): ProducerOutcome => {
    const own: QueryJob = {
      ...job,
      query: decodePlan<LoweredQuery>(query, valueCodecs),
      ...(logs && { logs }),
    };
    try {
      const run = startRun(own, runtime, budget, { carried: { state, findings: [] } });
      const outcome = finishRun(run, own, runtime);
      const made = finding ? findingsOf(finding, toRows(outcome)) : [];
      if (made.length > 0) {
        const time = run.clock.now;
        append(
          findings,
          made.map((entry) => ({ ...entry, time })),
        );
      }
      return { name, results: outcome.rows.length, findings: made.length };
    } catch (error) {
      if (!(error instanceof QueryFailure) || error.name === 'budget-exceeded') throw error;
      return { name, results: 0, findings: 0, failure: error.message };
    }
  });
  return { carried: { state, findings }, outcomes };
}
