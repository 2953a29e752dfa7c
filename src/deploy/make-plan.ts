import { createHash } from 'node:crypto';
import { canonicalJson, changesBetween, fingerprintOf } from './fingerprint.ts';
import { brokenLimits } from './limits.ts';
import { type DesiredObject, identityOf, type JsonValue, type LiveObject, type ObjectState } from './object.ts';
import type { Plan, PlanStep, Refusal, StepAction } from './plan.ts';
import type { ObjectType, Target } from './target.ts';
import { append } from '../util/append.ts';

export interface PlanOptions {
  /** The name of the deployment: what marks an object as ours. */
  readonly deployment: string;
  /** Takes over objects of others that have the key of one of ours. */
  readonly adopt?: boolean;
  /** Deletes what is ours and no longer wanted. */
  readonly prune?: boolean;
  readonly kind?: Plan['kind'];
}

/** Every object that a target has now. */
export async function readLive(target: Target): Promise<readonly LiveObject[]> {
  const live: LiveObject[] = [];
  for (const { name } of target.types) append(live, await target.list(name));
  return live;
}

/** Compares what the repository wants with what is there. */
export function makePlan(
  target: Target,
  desired: readonly DesiredObject[],
  live: readonly LiveObject[],
  options: PlanOptions,
): Plan {
  const { deployment } = options;
  const liveByIdentity = new Map(live.map((object) => [identityOf(object), object]));
  const wanted = new Map<string, DesiredObject>();
  const refusals: Refusal[] = [];
  for (const object of desired) {
    const identity = identityOf(object);
    const other = wanted.get(identity);
    if (other) refusals.push(refusal(object, `It stands twice: in ${other.file} and in ${object.file}.`));
    else wanted.set(identity, object);
  }
  const steps: Omit<PlanStep, 'number'>[] = [];
  const order = new Map(target.types.map(({ name }, at) => [name, at]));
  const deletions = target.types.length;
  const result = new Map<string, ObjectState>(liveByIdentity);
  const changed = new Set<ObjectState>();
  let unchanged = 0;

  for (const object of wanted.values()) {
    const type = target.types.find(({ name }) => name === object.type);
    const found = liveByIdentity.get(identityOf(object));
    const { file, ...after } = object;
    if (found && found.owner !== deployment && !options.adopt) {
      // Equal as it is: whose it is does not matter as long as nothing has to be written.
      if (changesBetween(found.properties, after.properties).length === 0) {
        unchanged += 1;
        continue;
      }
      const whose = found.owner === undefined ? 'firedrill did not create' : `the deployment "${found.owner}" owns`;
      refusals.push(refusal(object, `There is an object of this name that ${whose}.`, 'Take it over with --adopt.'));
      continue;
    }
    const action: StepAction = !found ? 'create' : found.owner === deployment ? 'update' : 'adopt';
    const changes = changesBetween(found?.properties ?? {}, after.properties);
    if (found && action === 'update' && changes.length === 0) {
      unchanged += 1;
      continue;
    }
    result.set(identityOf(object), after);
    changed.add(after);
    const common = {
      type: object.type,
      key: object.key,
      title: object.title,
      ...(file !== undefined && { file }),
      ...(target.interfaceOf && { interface: target.interfaceOf(after) }),
    };
    const phase = deletions + (order.get(object.type) ?? 0);
    const asleep = !found && type ? switchedOff(after, type) : undefined;
    if (!asleep || !type?.switch) {
      steps.push({ ...common, phase, action, changes, before: fingerprintOf(found), after });
      continue;
    }
    const { property, off } = type.switch;
    steps.push({
      ...common,
      phase,
      action,
      changes: changesBetween({}, asleep.properties),
      before: 'absent',
      after: asleep,
    });
    steps.push({
      ...common,
      phase: 2 * deletions + (order.get(object.type) ?? 0),
      action: 'enable',
      changes: [{ property, before: off, after: after.properties[property] as JsonValue }],
      before: fingerprintOf(asleep),
      after,
    });
  }

  const surplus = live.filter((object) => object.owner === deployment && !wanted.has(identityOf(object)));
  for (const object of options.prune ? surplus : []) {
    const { type, key, title } = object;
    if (!object.removable) {
      refusals.push(refusal(object, 'It cannot be deleted: an app ships it.', 'Remove it from the app.'));
      continue;
    }
    result.delete(identityOf(object));
    // What leans on others goes first.
    const phase = deletions - 1 - (order.get(type) ?? 0);
    const changes = changesBetween(object.properties, {});
    steps.push({ phase, action: 'delete', type, key, title, changes, before: fingerprintOf(object) });
  }
  append(refusals, brokenLimits(target.platform, [...result.values()], changed));
  const byPhase = steps
    .map((step, at) => ({ step, at }))
    .sort((left, right) => left.step.phase - right.step.phase || left.at - right.at)
    .map(({ step }, number): PlanStep => ({ number, ...step }));
  return {
    version: 1,
    id: planId(target, deployment, byPhase),
    kind: options.kind ?? 'apply',
    platform: target.platform,
    place: target.place,
    deployment,
    steps: byPhase,
    unchanged,
    refusals,
    surplus: options.prune ? [] : surplus.map(({ type, key, title }) => ({ type, key, title })),
  };
}

/** The same plan has the same id. */
export function planId(target: Pick<Target, 'place'>, deployment: string, steps: readonly PlanStep[]): string {
  const text = canonicalJson({ place: target.place, deployment, steps: steps as unknown as JsonValue });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The object switched off; undefined when it is off already. */
function switchedOff(state: ObjectState, type: ObjectType): ObjectState | undefined {
  if (!type.switch || state.properties[type.switch.property] === type.switch.off) return undefined;
  return { ...state, properties: { ...state.properties, [type.switch.property]: type.switch.off } };
}

function refusal({ type, key, title }: ObjectState, reason: string, hint?: string): Refusal {
  return { type, key, title, reason, ...(hint !== undefined && { hint }) };
}
