import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import { defineFunction, type FunctionExample, type KqlFunction } from '../define.ts';

export interface GeoEntry {
  readonly name: string;
  readonly syntax: string;
  readonly summary: string;
  readonly examples: readonly FunctionExample[];
  readonly differences?: string;
  readonly status?: 'full' | 'partial';
  /** Asked with nulls too; null stands for an invalid argument. */
  readonly evaluate: (...values: readonly never[]) => Value;
}

/** What stands in the reference of functions that give a set of cells. */
export const PROMISES_NO_ORDER =
  'The service promises no order of the cells; the one here is that of answers it has given.';

export const geo = (entry: GeoEntry): KqlFunction =>
  defineFunction({ category: 'Geospatial functions', nulls: 'seen', ...entry });

/** A level or length within its range; `fallback` where the argument is left out, undefined when it is invalid. */
export function whole(value: Value | undefined, fallback: number, least: number, most: number): number | undefined {
  if (value === undefined) return fallback;
  const number = realOf(value);
  return number !== undefined && Number.isInteger(number) && number >= least && number <= most ? number : undefined;
}
