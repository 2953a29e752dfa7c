import type { LogFile } from '../../../data/record.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Defender's streaming API names the table in `category` and puts the row under `properties`. */
const STREAMING_PREFIX = 'AdvancedHunting-';

/**
 * The row that a record is in `table`; undefined when it belongs elsewhere. A file whose `source` or `sourcetype` is
 * the table's name holds rows of it; other records name their table in `Type`.
 */
export function tableOfRecord(record: JsonObject, log: LogFile, table: string): JsonObject | undefined {
  const { category, properties } = record;
  if (typeof category === 'string' && category === `${STREAMING_PREFIX}${table}` && isObject(properties)) {
    return withTime(properties, record['time']);
  }
  if (log.sourcetype === table || log.source === table || record['Type'] === table) return withTime(record);
  return undefined;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every row of a workspace has `TimeGenerated`; Defender's own export has `Timestamp` alone. */
function withTime(row: JsonObject, fallback?: unknown): JsonObject {
  if (Object.hasOwn(row, 'TimeGenerated')) return row;
  const time = row['Timestamp'] ?? fallback ?? row['time'];
  return time === undefined ? row : { ...row, TimeGenerated: time };
}
