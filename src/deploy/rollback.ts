import { DeployError } from './deploy-error.ts';
import { changesBetween, fingerprintOf, liesBetween } from './fingerprint.ts';
import { planId, readLive } from './make-plan.ts';
import { identityOf, type LiveObject, type ObjectState } from './object.ts';
import type { Plan, PlanStep, Refusal } from './plan.ts';
import type { StateFolder } from './state-folder.ts';
import type { Target } from './target.ts';
import { largest } from '../util/append.ts';

/**
 * A plan that gives back what was there before the last run, finished or cut off: one step for every object that it
 * touched. An object that somebody changed since is refused.
 */
export async function makeRollback(target: Target, folder: StateFolder): Promise<Plan> {
  const run = folder.lastRun();
  if (!run) throw new DeployError('There is no run to roll back.');
  if (run.plan.kind === 'rollback' && !run.finished) {
    throw new DeployError('A rollback was cut off.', 'Finish it with "deploy apply --resume".');
  }
  if (run.plan.place !== target.place) throw new DeployError(`The last run was on ${run.plan.place}.`);
  const live = new Map((await readLive(target)).map((object) => [identityOf(object), object]));
  const touched = run.plan.steps.filter((step) => run.begun.has(step.number));
  const objects = [...new Set(touched.map(identityOf))];
  const phases = largest(run.plan.steps.map(({ phase }) => phase));
  const steps: Omit<PlanStep, 'number'>[] = [];
  const refusals: Refusal[] = [];
  let unchanged = 0;
  for (const identity of objects) {
    const own = touched.filter((step) => identityOf(step) === identity);
    const first = own[0] as PlanStep;
    const last = own[own.length - 1] as PlanStep;
    const before = run.begun.get(first.number) ?? undefined;
    const now = live.get(identity);
    if (fingerprintOf(now) === fingerprintOf(before)) {
      unchanged += 1;
      continue;
    }
    const { type, key, title } = first;
    if (!isOurs(now, before, own)) {
      refusals.push({ type, key, title, reason: `"${title}" (${type}) was changed by somebody else since.` });
      continue;
    }
    const changes = changesBetween(now?.properties ?? {}, before?.properties ?? {});
    steps.push({
      phase: phases - last.phase,
      action: !before ? 'delete' : now ? 'update' : 'create',
      type,
      key,
      title,
      changes,
      before: fingerprintOf(now),
      ...(before && { after: before }),
      ...(before && target.interfaceOf && { interface: target.interfaceOf(before) }),
    });
  }
  const ordered = steps
    .sort((left, right) => left.phase - right.phase)
    .map((step, number): PlanStep => ({ number, ...step }));
  return {
    version: 1,
    id: planId(target, `rollback of ${run.plan.id}`, ordered),
    kind: 'rollback',
    platform: target.platform,
    place: target.place,
    deployment: run.plan.deployment,
    steps: ordered,
    unchanged,
    refusals,
    surplus: [],
  };
}

/** Whether what is there is what our steps left, wholly or in part. */
function isOurs(now: LiveObject | undefined, before: ObjectState | undefined, steps: readonly PlanStep[]): boolean {
  const states = steps.map(({ after }) => after);
  if (states.some((state) => fingerprintOf(state) === fingerprintOf(now))) return true;
  if (!now) return false;
  const last = states[states.length - 1];
  if (!before) return states.some((state) => state?.owner !== undefined && state.owner === now.owner);
  return last !== undefined && liesBetween(now, before, last);
}
