import type { Value } from '../../table/value.ts';
import { toBool, toDatetime, toDecimal, toGuid, toInt, toLong, toReal, toTimespan } from './convert.ts';
import { bagOf } from './dynamic.ts';
import { stringOf } from './print.ts';

const READERS: Readonly<Record<string, (value: Value) => Value>> = {
  bool: toBool,
  int: toInt,
  long: toLong,
  real: toReal,
  decimal: toDecimal,
  datetime: toDatetime,
  timespan: toTimespan,
  guid: toGuid,
};

/** A cell of a table that was given as JSON (`query --batch`): the way back from `printKqlCell`. */
export function readKqlCell(json: unknown, type: string): Value {
  if (type === 'dynamic') return fromJson(json);
  if (json === null || json === undefined) return type === 'string' ? '' : null;
  if (type === 'string') return stringOf(fromJson(json));
  if (json === '' || typeof json === 'object') return null;
  return READERS[type]?.(json as Value) ?? null;
}

/** Plain JSON as a dynamic; bags get no prototype. */
function fromJson(json: unknown): Value {
  if (json === undefined || json === null) return null;
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === 'object') return bagOf(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
  return json as Value;
}
