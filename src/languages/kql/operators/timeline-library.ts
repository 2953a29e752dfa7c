import type { Expression } from '../../../plan/expression.ts';
import { QueryFailure } from '../../../plan/failure.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { Batch, type EventId } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { compareValues, keyOfValues } from '../comparators.ts';
import { longOf, realOf, toLong } from '../convert.ts';
import { binAt } from '../functions/math.ts';
import { Datetime, Timespan } from '../values.ts';

export interface TimelineOptions {
  readonly plugin:
    'activity_counts_metrics' | 'activity_metrics' | 'active_users_count' | 'session_count' | 'sliding_window_counts';
  readonly id: string;
  readonly time: string;
  /** Of the time column. */
  readonly type: string;
  readonly constants: readonly Expression[];
  readonly dimensions: readonly string[];
  readonly outputs: readonly string[];
}

/** One row on the timeline. */
interface Appearance {
  readonly id: string | undefined;
  readonly time: Value;
  readonly origins: readonly EventId[];
}

/** The rows of one combination of dimensions, by time. */
interface Slice {
  readonly dimensions: readonly Value[];
  readonly appearances: Appearance[];
}

/** What a plugin says of a step of the timeline. */
interface Step {
  readonly time: Value;
  readonly counts: readonly number[];
  readonly origins: readonly EventId[];
}

type Plugin = (slice: Slice, constants: readonly Value[], type: string) => Iterable<Step>;

/** A point of the timeline moved by a number of steps. */
function moved(time: Value, step: Value, times: number): Value {
  if (time instanceof Datetime) return new Datetime(time.ticks + BigInt(times) * ticksOf(step));
  if (typeof time === 'bigint' || typeof step === 'bigint') {
    return longOf(BigInt(toLong(time) ?? 0) + BigInt(times) * BigInt(toLong(step) ?? 0));
  }
  return (realOf(time) ?? 0) + times * (realOf(step) ?? 0);
}

function ticksOf(step: Value): bigint {
  if (step instanceof Timespan) return step.ticks;
  throw new QueryFailure('invalid-argument', 'A step along datetimes must be a timespan.');
}

const isWithin = (time: Value, from: Value, to: Value): boolean =>
  compareValues(time, from) >= 0 && compareValues(time, to) <= 0;

/** The appearances between two times, by the beginning of their step. */
function stepsOf(
  appearances: readonly Appearance[],
  from: Value,
  to: Value,
  stepOf: (time: Value) => Value,
): readonly (readonly [Value, readonly Appearance[]])[] {
  const steps = new Map<string, [Value, Appearance[]]>();
  for (const appearance of appearances) {
    if (!isWithin(appearance.time, from, to)) continue;
    const step = stepOf(appearance.time);
    const known = steps.get(keyOfValues([step]));
    if (known) known[1].push(appearance);
    else steps.set(keyOfValues([step]), [step, [appearance]]);
  }
  return [...steps.values()];
}

const originsOf = (appearances: readonly Appearance[]): readonly EventId[] =>
  appearances.flatMap(({ origins }) => origins);

const idsOf = (appearances: readonly Appearance[]): ReadonlySet<string> =>
  new Set(appearances.flatMap(({ id }) => (id === undefined ? [] : [id])));

/** Rows, values, values that no step before had, and all values so far, in each step. */
const activityCounts: Plugin = function* ({ appearances }, [start, end, step], type) {
  const seen = new Set<string>();
  for (const [time, own] of stepsOf(appearances, start ?? null, end ?? null, (at) =>
    binAt(at, step ?? null, start ?? null, type),
  )) {
    const ids = idsOf(own);
    const fresh = [...ids].filter((id) => !seen.has(id));
    for (const id of fresh) seen.add(id);
    yield { time, counts: [own.length, ids.size, fresh.length, seen.size], origins: originsOf(own) };
  }
};

/** Values of each step, those that the step before had not, and the shares of those before that are back and gone. */
const activityMetrics: Plugin = function* ({ appearances }, [start, end, step], type) {
  const by = step ?? null;
  let before: { readonly time: Value; readonly ids: ReadonlySet<string> } | undefined;
  for (const [time, own] of stepsOf(appearances, start ?? null, end ?? null, (at) =>
    binAt(at, by, start ?? null, type),
  )) {
    const ids = idsOf(own);
    if (before && compareValues(moved(before.time, by, 1), time) !== 0) {
      throw new QueryFailure('unsupported-option', 'activity_metrics over steps without rows is not supported.');
    }
    const { ids: known } = before ?? { ids: new Set<string>() };
    const back = [...ids].filter((id) => known.has(id)).length;
    const counts = [ids.size, ids.size - back, back / known.size, (known.size - back) / known.size];
    yield { time, counts, origins: originsOf(own) };
    before = { time, ids };
  }
};

/** Rows and values of each step and those before it that the window covers. */
const slidingWindow: Plugin = function* ({ appearances }, [start, end, window, step], type) {
  const [from, to, wide, by] = [start, end, window, step].map((value) => value ?? null) as [Value, Value, Value, Value];
  const windows = new Map<string, [Value, Appearance[]]>();
  if (sizeOf(wide) / sizeOf(by) > MOST_STEPS) refuse('The window is too wide for such small steps.');
  for (const appearance of appearances) {
    if (compareValues(appearance.time, to) > 0) continue;
    const first = binAt(appearance.time, by, from, type);
    const last = moved(first, wide, 1);
    for (let at = first; compareValues(at, last) < 0; at = moved(at, by, 1)) {
      if (!isWithin(at, from, to)) continue;
      const known = windows.get(keyOfValues([at]));
      if (known) known[1].push(appearance);
      else windows.set(keyOfValues([at]), [at, [appearance]]);
    }
  }
  for (const [time, own] of [...windows.values()].sort(([left], [right]) => compareValues(left, right))) {
    yield { time, counts: [own.length, idsOf(own).size], origins: originsOf(own) };
  }
};

/** Values that appear, in a step, in at least so many periods of the window that ends with the appearance. */
const activeUsers: Plugin = function* ({ appearances }, constants, type) {
  const [from, to, window, period, least, by] = constants.map((value) => value ?? null) as [
    Value,
    Value,
    Value,
    Value,
    Value,
    Value,
  ];
  const times = timesById(appearances);
  for (const [time, own] of stepsOf(appearances, from, to, (at) => binAt(at, by, from, type))) {
    const active = own.filter(({ id, time: at }) => {
      const earliest = moved(at, window, -1);
      const periods = (id === undefined ? [] : (times.get(id) ?? [])).filter(
        (other) => compareValues(other, earliest) > 0 && compareValues(other, at) <= 0,
      );
      const distinct = new Set(periods.map((other) => keyOfValues([binAt(other, period, from, type)])));
      return distinct.size >= Number(least);
    });
    if (active.length > 0) yield { time, counts: [idsOf(active).size], origins: originsOf(active) };
  }
};

/** Appearances of values that did not appear within the window before. */
const sessions: Plugin = function* ({ appearances }, [start, end, step, window], type) {
  const [from, to, by, wide] = [start, end, step, window].map((value) => value ?? null) as [Value, Value, Value, Value];
  const last = new Map<string, Value>();
  const begins = new Set<Appearance>();
  for (const appearance of appearances) {
    const { id, time } = appearance;
    if (id === undefined || !isWithin(time, from, to)) continue;
    const before = last.get(id);
    if (before === undefined || compareValues(moved(before, wide, 1), time) <= 0) begins.add(appearance);
    last.set(id, time);
  }
  const origin = type === 'datetime' ? new Datetime(0n) : 0;
  for (const [time, own] of stepsOf(appearances, from, to, (at) => binAt(at, by, origin, type))) {
    const begun = own.filter((appearance) => begins.has(appearance));
    if (begun.length > 0) yield { time, counts: [begun.length], origins: originsOf(begun) };
  }
};

/** More steps than this are a slip of the pen. */
const MOST_STEPS = 1_000_000;

function refuse(message: string): never {
  throw new QueryFailure('invalid-argument', message);
}

const sizeOf = (value: Value): number => (value instanceof Timespan ? Number(value.ticks) : (realOf(value) ?? 0));

const isPositive = (value: Value): boolean => sizeOf(value) > 0;

function timesById(appearances: readonly Appearance[]): ReadonlyMap<string, readonly Value[]> {
  const times = new Map<string, Value[]>();
  for (const { id, time } of appearances) {
    if (id === undefined) continue;
    const list = times.get(id);
    if (list) list.push(time);
    else times.set(id, [time]);
  }
  return times;
}

const PLUGINS: Readonly<Record<TimelineOptions['plugin'], Plugin>> = {
  activity_counts_metrics: activityCounts,
  activity_metrics: activityMetrics,
  active_users_count: activeUsers,
  session_count: sessions,
  sliding_window_counts: slidingWindow,
};

/** Slices the rows by the dimensions, orders them by time and lets a plugin count. */
export const timelineTable: TableFunction = {
  name: 'kql.timeline',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, compile }) {
    const { plugin, id, time, type, constants, dimensions, outputs } = options as TimelineOptions;
    const frame = new Frame();
    frame.load(Batch.fromArrays(new Map(), 1));
    const values = constants.map((constant) => compile(constant, frame)(0));
    for (const value of values.slice(2)) if (!isPositive(value)) refuse('Steps, windows and counts must be positive.');
    const slices = new Map<string, Slice>();
    for (const batch of input) {
      for (const row of batch.rows()) {
        const cell = (name: string): Value => batch.columns.get(name)?.at(row) ?? null;
        const at = cell(time);
        if (at === null) continue;
        const own = dimensions.map(cell);
        const key = keyOfValues(own);
        const slice = slices.get(key) ?? { dimensions: own, appearances: [] };
        slices.set(key, slice);
        const value = cell(id);
        slice.appearances.push({
          id: value === null ? undefined : keyOfValues([value]),
          time: at,
          origins: batch.originsAt(row),
        });
      }
    }
    const results = new RowBuilder(outputs);
    for (const slice of slices.values()) {
      slice.appearances.sort((left, right) => compareValues(left.time, right.time));
      for (const { time: at, counts, origins } of PLUGINS[plugin](slice, values, type)) {
        const cells = [at, ...slice.dimensions, ...counts];
        results.add(
          outputs.map((name, index): readonly [string, Value] => [name, cells[index] ?? null]),
          origins,
        );
      }
    }
    yield results.build();
  },
};
