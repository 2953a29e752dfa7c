type JsonObject = Readonly<Record<string, unknown>>;

/** Endings of columns that the HTTP Data Collector makes, and the types they stand for; a GUID is kept as text. */
export const SUFFIX_TYPES: Readonly<Record<string, string>> = {
  _s: 'string',
  _d: 'real',
  _b: 'bool',
  _t: 'datetime',
  _g: 'string',
};

export const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const GUID = /^[{(]?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}[)}]?$/i;

/** Objects within objects go no deeper than ingestion lets them. */
const DEEPEST = 20;

/**
 * A record under the names that the HTTP Data Collector gives its properties: `{"actor": {"id": "a"}, "count": 2}` has
 * the columns `actor_id_s` and `count_d`. A list is kept as its JSON text.
 *
 * @see https://learn.microsoft.com/previous-versions/azure/azure-monitor/logs/data-collector-api#record-type-and-properties
 */
export function collectorRecord(record: JsonObject): JsonObject {
  const made: Record<string, unknown> = Object.create(null);
  const add = (name: string, value: unknown, depth: number): void => {
    if (value === null || value === undefined) return;
    if (typeof value === 'object' && !Array.isArray(value) && depth < DEEPEST) {
      for (const [key, inner] of Object.entries(value)) add(`${name}_${plain(key)}`, inner, depth + 1);
    } else made[`${name}${suffixOf(value)}`] = typeof value === 'object' ? JSON.stringify(value) : value;
  };
  for (const [key, value] of Object.entries(record)) {
    if (key === 'TimeGenerated') made[key] = value;
    else add(plain(key), value, 0);
  }
  return made;
}

const plain = (key: string): string => key.replace(/\W/g, '_');

function suffixOf(value: unknown): string {
  if (typeof value === 'number') return '_d';
  if (typeof value === 'boolean') return '_b';
  if (typeof value !== 'string') return '_s';
  return GUID.test(value) ? '_g' : ISO_TIME.test(value) ? '_t' : '_s';
}
