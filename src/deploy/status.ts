import { changesBetween, equalValues, fingerprintOf, type PropertyChange } from './fingerprint.ts';
import { type DesiredObject, identityOf, type LiveObject } from './object.ts';
import type { Applied } from './state-folder.ts';

/**
 * `missing`, `differs`, `unclaimed` (differs, and is not ours), `surplus` (ours, and not in the repository), `equal`.
 */
export type DriftState = 'equal' | 'differs' | 'missing' | 'unclaimed' | 'surplus';

export interface Drift {
  readonly type: string;
  readonly key: string;
  readonly title: string;
  readonly file?: string;
  readonly state: DriftState;
  /** From what is live to what the repository has. */
  readonly changes: readonly PropertyChange[];
  /** Who moved since the last apply on this machine; absent when that is not known. */
  readonly moved?: 'workspace' | 'repository' | 'both';
}

export interface Status {
  readonly place: string;
  readonly deployment: string;
  readonly objects: readonly Drift[];
}

/** Repository, workspace and what was last applied, object by object. */
export function compareStatus(
  place: string,
  deployment: string,
  desired: readonly DesiredObject[],
  live: readonly LiveObject[],
  applied: Applied,
): Status {
  const liveByIdentity = new Map(live.map((object) => [identityOf(object), object]));
  const wanted = new Set(desired.map(identityOf));
  const objects: Drift[] = desired.map((object) => {
    const now = liveByIdentity.get(identityOf(object));
    const changes = changesBetween(now?.properties ?? {}, object.properties);
    const state: DriftState = !now
      ? 'missing'
      : changes.length === 0
        ? 'equal'
        : now.owner === deployment
          ? 'differs'
          : 'unclaimed';
    const moved = state === 'equal' ? undefined : whoMoved(object, now, applied);
    const { type, key, title, file } = object;
    return { type, key, title, ...(file !== undefined && { file }), state, changes, ...(moved && { moved }) };
  });
  for (const object of live) {
    if (object.owner !== deployment || wanted.has(identityOf(object))) continue;
    const { type, key, title } = object;
    objects.push({ type, key, title, state: 'surplus', changes: [] });
  }
  return { place, deployment, objects };
}

function whoMoved(desired: DesiredObject, live: LiveObject | undefined, applied: Applied): Drift['moved'] {
  const last = applied[identityOf(desired)];
  if (!last) return undefined;
  const workspace = fingerprintOf(live) !== fingerprintOf(last);
  const repository = !equalValues(desired.properties, last.properties);
  return workspace && repository ? 'both' : workspace ? 'workspace' : repository ? 'repository' : undefined;
}
