/** What is measured of an object: its key in the target, its properties as the target's interface names them. */
export interface Measured {
  readonly key: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The deployment that marks it as its own. */
  readonly owner?: string;
}

/** What a target forbids. */
export interface Limit {
  readonly name: string;
  /** The types of objects that it concerns: `saved-search`, `scheduled-rule` … */
  readonly types: readonly string[];
  /** What is counted, as in "12 … are allowed". */
  readonly what: string;
  readonly most: number;
  /** How much of it one object uses; for `total`, all of them together. */
  measure(object: Measured): number;
  readonly total?: boolean;
}

const listLength = (value: unknown): number =>
  Array.isArray(value) ? value.length : value !== null && typeof value === 'object' ? Object.keys(value).length : 0;
const textLength = (value: unknown): number => (typeof value === 'string' ? value.length : 0);
const RULES = ['scheduled-rule', 'nrt-rule'];

/**
 * One table for all: plans refuse by it, and validation warns by it.
 *
 * @see https://learn.microsoft.com/azure/sentinel/sentinel-service-limits
 * @see https://github.com/splunk/contentctl — the length of a stanza that Enterprise Security takes
 */
const LIMITS: Readonly<Record<'splunk' | 'sentinel', readonly Limit[]>> = {
  splunk: [
    {
      name: 'saved-search-name',
      types: ['saved-search'],
      what: 'characters in the name of a saved search',
      most: 99,
      measure: ({ key }) => key.length,
    },
  ],
  sentinel: [
    {
      name: 'scheduled-rules',
      types: ['scheduled-rule'],
      what: 'enabled scheduled rules in a workspace',
      most: 512,
      total: true,
      measure: ({ properties }) => (properties['enabled'] === true ? 1 : 0),
    },
    {
      name: 'nrt-rules',
      types: ['nrt-rule'],
      what: 'NRT rules in a workspace',
      most: 50,
      total: true,
      measure: () => 1,
    },
    {
      name: 'rule-query',
      types: RULES,
      what: 'characters of a query',
      most: 10_000,
      measure: ({ properties }) => textLength(properties['query']),
    },
    {
      name: 'rule-description',
      types: RULES,
      what: 'characters of a description',
      most: 5_000,
      // The mark of the deployment is written behind the description.
      measure: ({ properties, owner }) =>
        textLength(properties['description']) + (owner === undefined ? 0 : owner.length + 14),
    },
    {
      name: 'rule-name',
      types: RULES,
      what: 'characters of a name',
      most: 256,
      measure: ({ properties }) => textLength(properties['displayName']),
    },
    {
      name: 'entity-mappings',
      types: RULES,
      what: 'entity mappings of a rule',
      most: 10,
      measure: ({ properties }) => listLength(properties['entityMappings']),
    },
    {
      name: 'custom-details',
      types: RULES,
      what: 'custom details of a rule',
      most: 20,
      measure: ({ properties }) => listLength(properties['customDetails']),
    },
    {
      name: 'watchlist-upload',
      types: ['watchlist'],
      what: 'bytes of a watchlist that is sent in one request',
      most: 3_800_000,
      measure: ({ properties }) => Buffer.byteLength(JSON.stringify(properties['items'] ?? [])),
    },
  ],
};

/** The limits of a target. */
export const limitsOf = (target: 'splunk' | 'sentinel'): readonly Limit[] => LIMITS[target];
