import { limitsOf } from '../content/limits.ts';
import type { ObjectState } from './object.ts';
import type { Refusal } from './plan.ts';
import type { Target } from './target.ts';

/** What the final state of a workspace would break. */
export function brokenLimits(
  platform: Target['platform'],
  finally_: readonly ObjectState[],
  changed: ReadonlySet<ObjectState>,
): readonly Refusal[] {
  const refusals: Refusal[] = [];
  for (const { types, what, most, total, measure } of limitsOf(platform)) {
    const concerned = finally_.filter(({ type }) => types.includes(type));
    if (total) {
      const sum = concerned.reduce((count, state) => count + measure(state), 0);
      const culprit = concerned.find((state) => changed.has(state) && measure(state) > 0);
      if (sum > most && culprit) {
        refusals.push({
          type: culprit.type,
          key: '',
          title: '',
          reason: `There would be ${sum} ${what}; ${most} are allowed.`,
        });
      }
      continue;
    }
    for (const state of concerned.filter((candidate) => changed.has(candidate))) {
      const size = measure(state);
      if (size <= most) continue;
      const { type, key, title } = state;
      refusals.push({ type, key, title, reason: `${size} ${what}; ${most} are allowed.` });
    }
  }
  return refusals;
}
