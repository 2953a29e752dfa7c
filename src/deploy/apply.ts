import { applyStep } from './apply-step.ts';
import { DeployError } from './deploy-error.ts';
import { fingerprintOf } from './fingerprint.ts';
import { Journal, type JournalEntry, type Run } from './journal.ts';
import { readLive } from './make-plan.ts';
import { identityOf, type ObjectState } from './object.ts';
import type { Plan, PlanStep } from './plan.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';
import type { Applied, StateFolder } from './state-folder.ts';
import type { Target } from './target.ts';
import { append } from '../util/append.ts';

export interface ApplyOptions {
  readonly folder: StateFolder;
  /** Steps of one phase that run beside each other. */
  readonly concurrency?: number;
  readonly retry?: RetryPolicy;
  onStep?(step: PlanStep, outcome: 'done' | 'failed', message?: string): void;
  /** Called around every line of the journal; tests end the run here. */
  onJournal?(entry: JournalEntry, when: 'before' | 'after'): void;
}

export interface ApplyResult {
  readonly done: readonly PlanStep[];
  readonly failed: readonly { readonly step: PlanStep; readonly message: string }[];
  /** Not taken, because others failed. */
  readonly left: readonly PlanStep[];
}

const CONCURRENCY = 4;

/**
 * Applies a plan, or carries on with it where a run of it was cut off.
 *
 * @throws DeployError when the plan may not be applied as things are; nothing was changed then.
 */
export async function applyPlan(plan: Plan, target: Target, options: ApplyOptions): Promise<ApplyResult> {
  checkPlan(plan, target);
  return options.folder.locked(async () => {
    const { folder } = options;
    const last = folder.lastRun();
    const resumed = last && !last.finished && last.plan.id === plan.id ? last : undefined;
    if (last && !last.finished && !resumed && plan.kind !== 'rollback') {
      throw new DeployError(
        'An earlier run was cut off.',
        'Finish it with "deploy apply --resume", or undo it with "deploy rollback".',
      );
    }
    if (!resumed) {
      await checkNothingMoved(plan, target);
      folder.archive();
    }
    const journal = new Journal(folder.journalPath);
    const write = (entry: JournalEntry): void => {
      options.onJournal?.(entry, 'before');
      journal.write(entry);
      options.onJournal?.(entry, 'after');
    };
    try {
      if (!resumed) write({ plan });
      const result = await takeSteps(plan, target, options, resumed, write);
      folder.setApplied(appliedAfter(folder.applied(), result.done));
      write({ end: result.failed.length + result.left.length === 0 ? 'done' : 'failed' });
      return result;
    } finally {
      journal.close();
    }
  });
}

async function takeSteps(
  plan: Plan,
  target: Target,
  options: ApplyOptions,
  resumed: Run | undefined,
  write: (entry: JournalEntry) => void,
): Promise<ApplyResult> {
  const done: PlanStep[] = [];
  const failed: { step: PlanStep; message: string }[] = [];
  const left: PlanStep[] = [];
  let broken: unknown;
  const take = async (step: PlanStep): Promise<void> => {
    try {
      const begun = resumed?.begun.get(step.number);
      await applyStep({
        target,
        step,
        retry: options.retry ?? DEFAULT_RETRY,
        ...(begun !== undefined && { begun }),
        begin: (before) => write({ begin: step.number, before: before ? withoutRevision(before) : null }),
      });
      write({ done: step.number });
      done.push(step);
      options.onStep?.(step, 'done');
    } catch (error) {
      if (!isFailure(error)) {
        broken ??= error;
        return;
      }
      write({ failed: step.number, message: error.message });
      failed.push({ step, message: error.message });
      options.onStep?.(step, 'failed', error.message);
    }
  };
  for (const phase of [...new Set(plan.steps.map((step) => step.phase))]) {
    const queue = plan.steps.filter((step) => step.phase === phase && !resumed?.done.has(step.number));
    append(
      done,
      plan.steps.filter((step) => step.phase === phase && resumed?.done.has(step.number)),
    );
    const lane = async (): Promise<void> => {
      for (let step = queue.shift(); step; step = queue.shift()) {
        if (failed.length > 0 || broken !== undefined) left.push(step);
        else await take(step);
      }
    };
    await Promise.all(Array.from({ length: options.concurrency ?? CONCURRENCY }, lane));
    if (broken !== undefined) throw broken;
  }
  return { done, failed, left };
}

/** What is the world's fault; anything else is a bug, or the end of the process. */
const isFailure = (error: unknown): error is Error =>
  error instanceof Error && (error.name === 'DeployError' || error.name === 'TransportError');

function checkPlan(plan: Plan, target: Target): void {
  if (plan.version !== 1) throw new DeployError('The plan file is of another version of firedrill.', 'Plan again.');
  if (plan.place !== target.place) {
    throw new DeployError(`The plan is for ${plan.place}, and this is ${target.place}.`);
  }
  const [refusal] = plan.refusals;
  if (refusal) throw new DeployError(`The plan is refused: ${refusal.reason}`, refusal.hint);
}

/** Every object must be as the plan saw it, before anything is changed. */
async function checkNothingMoved(plan: Plan, target: Target): Promise<void> {
  const live = new Map((await readLive(target)).map((object) => [identityOf(object), object]));
  const seen = new Set<string>();
  for (const step of plan.steps) {
    const identity = identityOf(step);
    if (seen.has(identity)) continue;
    seen.add(identity);
    if (fingerprintOf(live.get(identity)) === step.before) continue;
    // Lists lag behind more than single objects do.
    if (fingerprintOf(await target.read(step.type, step.key)) === step.before) continue;
    throw new DeployError(
      `The workspace moved: "${step.title}" (${step.type}) is not as the plan saw it.`,
      'Plan again.',
    );
  }
}

/** What was last applied, after these steps. */
function appliedAfter(applied: Applied, done: readonly PlanStep[]): Applied {
  const result = new Map(Object.entries(applied));
  for (const step of done) {
    if (step.after?.owner !== undefined) result.set(identityOf(step), step.after);
    else result.delete(identityOf(step));
  }
  return Object.fromEntries([...result].sort(([left], [right]) => (left < right ? -1 : 1)));
}

function withoutRevision({ type, key, title, properties, owner, rest }: ObjectState): ObjectState {
  return {
    type,
    key,
    title,
    properties,
    ...(owner !== undefined && { owner }),
    ...(rest && { rest }),
  };
}
