import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import { dynamicReal, isArray } from '../../dynamic.ts';
import { defineFunction, type FunctionExample, type KqlFunction } from '../define.ts';

export const SERIES = 'Series processing functions';

/** The elements of a series as numbers; null for what is none. Undefined when it is no array. */
export const numbersOf = (value: Value): readonly (number | null)[] | undefined =>
  isArray(value) ? value.map((element) => realOf(element) ?? null) : undefined;

/** Numbers as a series of reals. */
export const realSeries = (numbers: readonly (number | null)[]): Value =>
  numbers.map((number) => (number === null ? null : dynamicReal(number)));

/** A series whose elements are all numbers; undefined when one is not. */
export function wholeSeries(value: Value): readonly number[] | undefined {
  const numbers = numbersOf(value);
  return numbers?.every((number) => number !== null) ? (numbers as readonly number[]) : undefined;
}

/** So many terms are added up for a series; more would take minutes. */
const MOST_TERMS = 200_000_000;

export function refuseLong(terms: number): void {
  if (terms <= MOST_TERMS) return;
  throw new QueryFailure('unsupported-option', 'Series so long are not supported here: they would take minutes.');
}

export const defineSeries = (
  name: string,
  syntax: string,
  summary: string,
  examples: readonly FunctionExample[],
  evaluate: (...values: readonly never[]) => Value,
  differences?: string,
): KqlFunction =>
  defineFunction({
    name,
    category: SERIES,
    syntax,
    summary,
    examples,
    nulls: 'seen',
    evaluate,
    ...(differences !== undefined && { differences }),
  });
