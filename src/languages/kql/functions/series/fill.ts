import type { Value } from '../../../../table/value.ts';
import { realOf } from '../../convert.ts';
import { dynamicReal, isArray } from '../../dynamic.ts';
import type { KqlFunction } from '../define.ts';
import { defineSeries } from './define.ts';

/** Whether an element is one of the missing ones: null, or the value that stands for it. */
function missing(placeholder: Value | undefined): (value: Value) => boolean {
  const number = placeholder === undefined || placeholder === null ? undefined : realOf(placeholder);
  if (number === undefined) return (value) => value === null;
  return (value) => realOf(value) === number || (value === null && Number.isNaN(number));
}

/** Each missing element gets the nearest present one before it. */
function carried(series: readonly Value[], isMissing: (value: Value) => boolean): Value[] {
  let last: Value | undefined;
  return series.map((value) => {
    if (!isMissing(value)) {
      last = value;
      return value;
    }
    return last ?? value;
  });
}

/** A series of whole numbers stays one: what lies between them is cut to a whole number. */
const isWhole = (value: Value): boolean => typeof value === 'bigint' || Number.isInteger(value);

/** Missing elements on the line between their present neighbours; outside of them the neighbour or a constant. */
function interpolated(
  series: readonly Value[],
  isMissing: (value: Value) => boolean,
  fillEdges: boolean,
  constant: number,
): Value[] {
  const present = series.flatMap((value, at) => (isMissing(value) ? [] : [at]));
  if (present.length === 0) return series.map(() => dynamicReal(constant));
  const numberAt = (at: number): number => realOf(series[at] as Value) ?? Number.NaN;
  const [first, last] = [present[0] as number, present.at(-1) as number];
  const isInteger = present.every((at) => isWhole(series[at] as Value));
  let next = 0;
  return series.map((value, at): Value => {
    while (next < present.length && (present[next] as number) < at) next += 1;
    if (!isMissing(value)) return value;
    if (at < first) return fillEdges ? (series[first] as Value) : value;
    if (at > last) return fillEdges ? (series[last] as Value) : value;
    const [before, after] = [present[next - 1] as number, present[next] as number];
    const slope = (numberAt(after) - numberAt(before)) / (after - before);
    const number = numberAt(before) + slope * (at - before);
    return isInteger ? Math.trunc(number) : dynamicReal(number);
  });
}

export const fillSeries: readonly KqlFunction[] = [
  defineSeries(
    'series_fill_const',
    'series_fill_const(series, value [, placeholder])',
    'Missing elements replaced by a value.',
    [{ expression: 'series_fill_const(dynamic([1, null, 3]), -1)', result: [1, -1, 3] }],
    (series: Value, constant: Value, placeholder?: Value): Value => {
      if (!isArray(series)) return null;
      const isMissing = missing(placeholder);
      return series.map((value) => (isMissing(value) ? constant : value));
    },
  ),
  defineSeries(
    'series_fill_forward',
    'series_fill_forward(series [, placeholder])',
    'Missing elements replaced by the nearest one before them.',
    [{ expression: 'series_fill_forward(dynamic([null, 1, null, 3]))', result: [null, 1, 1, 3] }],
    (series: Value, placeholder?: Value): Value => (isArray(series) ? carried(series, missing(placeholder)) : null),
  ),
  defineSeries(
    'series_fill_backward',
    'series_fill_backward(series [, placeholder])',
    'Missing elements replaced by the nearest one after them.',
    [{ expression: 'series_fill_backward(dynamic([null, 1, null, 3, null]))', result: [1, 1, 3, 3, null] }],
    (series: Value, placeholder?: Value): Value =>
      isArray(series) ? carried(series.toReversed(), missing(placeholder)).toReversed() : null,
  ),
  defineSeries(
    'series_fill_linear',
    'series_fill_linear(series [, placeholder [, fill_edges [, constant]]])',
    'Missing elements replaced by what lies on the line between their neighbours.',
    [
      { expression: 'series_fill_linear(dynamic([1, null, 4.5, null]))', result: [1, 2.75, 4.5, 4.5] },
      { expression: 'series_fill_linear(dynamic([36, null, 111]))', result: [36, 73, 111] },
    ],
    (series: Value, placeholder?: Value, fillEdges: Value = true, constant: Value = 0): Value =>
      isArray(series) ? interpolated(series, missing(placeholder), fillEdges !== false, realOf(constant) ?? 0) : null,
  ),
];
