/** Recognises the product that wrote a JSON record by the keys that all its records have. */
interface ProductShape {
  readonly product: string;
  /** Where the shape belongs to one service alone. */
  readonly service?: string;
  /** Logsource categories that the records serve too. */
  readonly categories?: readonly string[];
  matches(value: Readonly<Record<string, unknown>>): boolean;
}

const has = (value: Readonly<Record<string, unknown>>, ...keys: string[]): boolean =>
  keys.every((key) => Object.hasOwn(value, key));

const startsWith = (value: unknown, prefix: string): boolean => typeof value === 'string' && value.startsWith(prefix);

/** First match wins. A record of no known shape may be of any product but Windows' event log. */
export const PRODUCT_SHAPES: readonly ProductShape[] = [
  {
    product: 'aws',
    service: 'cloudtrail',
    matches: (value) => has(value, 'eventVersion', 'eventSource', 'eventName'),
  },
  { product: 'gcp', matches: (value) => has(value, 'protoPayload') },
  { product: 'okta', matches: (value) => has(value, 'eventType', 'published') && has(value, 'actor') },
  { product: 'kubernetes', matches: (value) => startsWith(value['apiVersion'], 'audit.k8s.io/') },
  { product: 'm365', matches: (value) => has(value, 'Workload', 'Operation') },
  {
    product: 'github',
    matches: (value) => has(value, 'action', 'actor') && (has(value, '@timestamp') || has(value, 'created_at')),
  },
  { product: 'zeek', matches: (value) => has(value, 'uid', 'id.orig_h') || has(value, '_path', 'uid') },
  {
    product: 'azure',
    matches: (value) => startsWith(value['resourceId'], '/') && has(value, 'operationName') && has(value, 'category'),
  },
];

export function productOf(value: Readonly<Record<string, unknown>>): ProductShape | undefined {
  return PRODUCT_SHAPES.find((shape) => shape.matches(value));
}
