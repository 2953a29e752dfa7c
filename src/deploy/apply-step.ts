import { DeployError } from './deploy-error.ts';
import { equalValues, fingerprintOf, liesBetween } from './fingerprint.ts';
import type { LiveObject, ObjectState } from './object.ts';
import type { PlanStep } from './plan.ts';
import { backOff, type RetryPolicy } from './retry.ts';
import type { Target } from './target.ts';
import { TransportError } from './transport-error.ts';

interface StepRun {
  readonly target: Target;
  readonly step: PlanStep;
  readonly retry: RetryPolicy;
  /** What an earlier, cut-off attempt found; undefined when there was none. */
  readonly begun?: ObjectState | null;
  /** Called before the first write, with what is there. */
  begin(before: LiveObject | undefined): void;
}

/**
 * Takes one step: reads, compares with what the plan saw, writes, and reads until the object is as planned. A write that
 * failed is tried again only after another look, so that one which did arrive is not repeated.
 *
 * @throws DeployError when the object is neither as the plan saw it nor as it shall be.
 */
export async function applyStep(run: StepRun): Promise<void> {
  const { target, step, retry } = run;
  let before: ObjectState | null | undefined = run.begun;
  let failure: unknown;
  for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
    const live = await target.read(step.type, step.key);
    if (isReached(live, step)) {
      if (before === undefined) {
        // Nothing of ours was under way, so somebody else was faster; it is as planned all the same.
        run.begin(live);
      }
      return;
    }
    const mayWrite = fingerprintOf(live) === step.before || (before !== undefined && isOurHalf(live, before, step));
    if (!mayWrite) {
      failure = new DeployError(`"${step.title}" (${step.type}) changed since the plan was made.`, 'Make a new plan.');
      // A read may come from a copy that lags behind.
      await backOff(retry, attempt);
      continue;
    }
    if (before === undefined) {
      run.begin(live);
      before = live ?? null;
    }
    try {
      if (step.after) await target.write(step.after, live);
      else if (live) await target.remove(live);
      if (await isReachedSoon(run)) return;
      failure = new DeployError(`"${step.title}" (${step.type}) was written, and is not as it was written.`);
    } catch (error) {
      if (!(error instanceof TransportError) || !error.isPassing) throw error;
      failure = error;
      await backOff(retry, attempt, error);
    }
  }
  throw failure;
}

async function isReachedSoon({ target, step, retry }: StepRun): Promise<boolean> {
  for (let attempt = 1; attempt <= retry.attempts; attempt += 1) {
    if (isReached(await target.read(step.type, step.key), step)) return true;
    await backOff(retry, attempt);
  }
  return false;
}

function isReached(live: LiveObject | undefined, { after }: PlanStep): boolean {
  if (!after || !live) return !after && !live;
  if (fingerprintOf(live) !== fingerprintOf(after)) return false;
  return after.rest === undefined || equalValues(live.rest, after.rest);
}

/** Whether what is there is what a cut-off write of ours may have left. */
function isOurHalf(live: LiveObject | undefined, before: ObjectState | null, { after }: PlanStep): boolean {
  if (!live) return before === null || after === undefined;
  if (before === null) return after !== undefined && (live.owner === undefined || live.owner === after.owner);
  return fingerprintOf(live) === fingerprintOf(before) || (after !== undefined && liesBetween(live, before, after));
}
