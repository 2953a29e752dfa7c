import type { ObjectState } from './object.ts';
import type { Refusal } from './plan.ts';

/** What a target forbids. One table: the plan refuses by it. */
interface Limit {
  readonly types: readonly string[];
  readonly what: string;
  readonly most: number;
  /** How much of it one object uses; for `total`, all of them together. */
  measure(state: ObjectState): number;
  readonly total?: boolean;
}

const listLength = (value: unknown): number =>
  Array.isArray(value) ? value.length : value !== null && typeof value === 'object' ? Object.keys(value).length : 0;
const textLength = (value: unknown): number => (typeof value === 'string' ? value.length : 0);
const RULES = ['scheduled-rule', 'nrt-rule'];

/**
 * @see https://learn.microsoft.com/azure/sentinel/sentinel-service-limits
 * @see https://github.com/splunk/contentctl — the length of a stanza that Enterprise Security takes
 */
export const LIMITS: readonly Limit[] = [
  {
    types: ['saved-search'],
    what: 'characters in the name of a saved search',
    most: 99,
    measure: ({ key }) => key.length,
  },
  {
    types: ['scheduled-rule'],
    what: 'enabled scheduled rules in a workspace',
    most: 512,
    total: true,
    measure: ({ properties }) => (properties['enabled'] === true ? 1 : 0),
  },
  { types: ['nrt-rule'], what: 'NRT rules in a workspace', most: 50, total: true, measure: () => 1 },
  {
    types: RULES,
    what: 'characters of a query',
    most: 10_000,
    measure: ({ properties }) => textLength(properties['query']),
  },
  {
    types: RULES,
    what: 'characters of a description',
    most: 5_000,
    measure: ({ properties, owner }) => textLength(properties['description']) + (owner?.length ?? 0) + 14,
  },
  {
    types: RULES,
    what: 'characters of a name',
    most: 256,
    measure: ({ properties }) => textLength(properties['displayName']),
  },
  {
    types: RULES,
    what: 'entity mappings of a rule',
    most: 10,
    measure: ({ properties }) => listLength(properties['entityMappings']),
  },
  {
    types: RULES,
    what: 'custom details of a rule',
    most: 20,
    measure: ({ properties }) => listLength(properties['customDetails']),
  },
  {
    types: ['watchlist'],
    what: 'bytes of a watchlist that is sent in one request',
    most: 3_800_000,
    measure: ({ properties }) => Buffer.byteLength(JSON.stringify(properties['items'] ?? [])),
  },
];

/** What the final state of a workspace would break. */
export function brokenLimits(finally_: readonly ObjectState[], changed: ReadonlySet<ObjectState>): readonly Refusal[] {
  const refusals: Refusal[] = [];
  for (const { types, what, most, total, measure } of LIMITS) {
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
