import { QueryFailure } from '../../../plan/failure.ts';
import type { Accumulator, Argument } from '../../../plan/library.ts';
import type { Value } from '../../../table/value.ts';
import { asList, fromList, toNumber } from '../values.ts';
import { defineRowAggregation, type SplAggregation } from './define.ts';

/** The value of the earliest or latest row that has one, by `_time`; among equal times the row order decides. */
function timed(
  name: string,
  summary: string,
  later: boolean,
  result: (value: Value, time: number | null) => Value,
): SplAggregation {
  return defineRowAggregation({
    name,
    page: 'time-functions',
    syntax: `${name}(<field>)`,
    summary,
    needsField: true,
    compile:
      ({ arguments: [value, time] }) =>
      () =>
        chosen(value, time, later, result),
  });
}

function chosen(
  value: Argument | undefined,
  time: Argument | undefined,
  later: boolean,
  result: (value: Value, time: number | null) => Value,
): Accumulator {
  let best: Value = null;
  let bestTime: number | null = null;
  return {
    add: (row) => {
      const found = value?.evaluate(row) ?? null;
      if (found === null) return;
      const at = toNumber(time?.evaluate(row) ?? null);
      const better = best === null || (at !== null && (bestTime === null || (later ? at > bestTime : at <= bestTime)));
      if (!better) return;
      best = found;
      bestTime = at;
    },
    result: () => result(best, bestTime),
  };
}

/** Events or units per span, over the time from the first row to the last. */
const perSpan = (name: string, seconds: number): SplAggregation =>
  defineRowAggregation({
    name,
    page: 'time-functions',
    syntax: `${name}(<field>)`,
    summary: `The sum of the numbers per ${name.slice(4)}.`,
    needsField: true,
    compile:
      ({ arguments: [value, time] }) =>
      () => {
        let sum = 0;
        let first = Number.POSITIVE_INFINITY;
        let last = Number.NEGATIVE_INFINITY;
        return {
          add: (row) => {
            for (const one of asList(value?.evaluate(row) ?? null)) sum += toNumber(one) ?? 0;
            const at = toNumber(time?.evaluate(row) ?? null);
            if (at === null) return;
            if (at < first) first = at;
            if (at > last) last = at;
          },
          result: () => (last > first ? (sum / (last - first)) * seconds : null),
        };
      },
  });

/** @param points in the order of their times. */
function rateOf(points: readonly (readonly [time: number, value: number])[]): number | null {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || last[0] <= first[0]) return null;
  if (
    points.some(
      ([time, value], at) => at > 0 && time > (points[at - 1]?.[0] ?? 0) && value < (points[at - 1]?.[1] ?? 0),
    )
  )
    throw new QueryFailure(
      'unsupported-function',
      '"rate" over a counter that was reset is not supported: what counts across the reset is not documented.',
    );
  return (last[1] - first[1]) / (last[0] - first[0]);
}

const value = (found: Value): Value => fromList(asList(found));

export const timedAggregations: readonly SplAggregation[] = [
  timed('earliest', 'The value of the earliest row that has one.', false, value),
  timed('latest', 'The value of the latest row that has one.', true, value),
  timed('earliest_time', 'The time of the earliest row that has a value.', false, (_found, time) => time),
  timed('latest_time', 'The time of the latest row that has a value.', true, (_found, time) => time),
  defineRowAggregation({
    name: 'rate',
    page: 'time-functions',
    syntax: 'rate(<field>)',
    summary:
      'How much a counter grew per second, from the earliest row to the latest; a counter that was reset between them is unsupported.',
    needsField: true,
    compile:
      ({ arguments: [field, time] }) =>
      () => {
        const points: [time: number, value: number][] = [];
        return {
          add: (row) => {
            const at = toNumber(time?.evaluate(row) ?? null);
            const found = toNumber(field?.evaluate(row) ?? null);
            if (at !== null && found !== null) points.push([at, found]);
          },
          result: () => rateOf(points.sort(([left], [right]) => left - right)),
        };
      },
  }),
  perSpan('per_second', 1),
  perSpan('per_minute', 60),
  perSpan('per_hour', 3600),
  perSpan('per_day', 86_400),
];
