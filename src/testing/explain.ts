/**
 * Why a detection fired or did not. In: a job, as `test` runs it. Out: rows after every stage and, when none came out,
 * the first step that lost them all, with each of its conditions alone and removed, what stood there instead, and the
 * rows that nearly came through.
 */
import { inputsOf, type Plan } from '../plan/plan.ts';
import { type Given, type QueryJob, type Runtime, runQuery } from './engine.ts';
import { LossFinder } from './explain/find-loss.ts';
import type { Explanation } from './explain/model.ts';
import { Probe } from './explain/probe.ts';

export type * from './explain/model.ts';

/** Says how many rows each stage let through and, when none came out, which conditions lost the last ones. */
export function explainQuery(job: QueryJob, runtime: Runtime, text: string, given: Given = {}): Explanation {
  const outcome = runQuery({ ...job, optimise: false }, runtime, undefined, given);
  const probe = new Probe(job, runtime, text, given);
  const loss = outcome.rows.length === 0 ? new LossFinder(probe).lossIn(probe.plan) : undefined;
  return {
    results: outcome.rows.length,
    events: outcome.events,
    stages: outcome.stages,
    parts: partsOf(probe),
    ...(loss && { loss }),
    notes: outcome.notes,
  };
}

function partsOf(probe: Probe): Explanation['parts'] {
  const source = probe.parts && scanOf(probe.plan);
  if (!probe.parts || !source) return [];
  return probe.parts.map(({ name, expression }) => ({
    name,
    rows: probe.count({ op: 'Filter', input: source, predicate: expression }),
  }));
}

function scanOf(plan: Plan): Plan | undefined {
  if (plan.op === 'Scan') return plan;
  const [first] = inputsOf(plan);
  return first && scanOf(first);
}
