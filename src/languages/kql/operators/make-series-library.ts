import type { Expression } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import { QueryFailure } from '../../../plan/failure.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { Batch, type EventId } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { compareValues, keyOfValues } from '../comparators.ts';
import { longOf, realOf } from '../convert.ts';
import { dynamicReal, toDynamic } from '../dynamic.ts';
import { Datetime, Timespan } from '../values.ts';
import { append } from '../../../util/append.ts';

export interface SeriesAggregate {
  readonly name: string;
  readonly column: Expression;
  readonly type: string;
  /** What stands where no row is; absent: zero. */
  readonly fallback?: Expression;
}

export interface MakeSeriesOptions {
  readonly keys: readonly string[];
  readonly series: readonly SeriesAggregate[];
  readonly bin: string;
  readonly axis: string;
  readonly type: string;
  readonly from?: Expression;
  readonly to?: Expression;
  readonly step: Expression;
  readonly inclusive: boolean;
  readonly nonempty: boolean;
}

interface Group {
  readonly keys: readonly Value[];
  readonly cells: Map<string, readonly Value[]>;
  readonly origins: EventId[];
  least: Value;
  greatest: Value;
}

/** The service's own limit on elements of an array. */
const MAXIMUM = 1_048_576;

/** Takes one row per group and step, gives one row per group with an array for each aggregation and one for the axis. */
export const makeSeriesTable: TableFunction = {
  name: 'kql.make-series',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, compile }) {
    const { keys, series, bin, axis, type, from, to, step, inclusive, nonempty } = options as MakeSeriesOptions;
    const constants = new Frame();
    constants.load(Batch.fromArrays(new Map(), 1));
    const constant = (expression: Expression | undefined): Value =>
      expression ? compile(expression, constants)(0) : null;
    const frame = new Frame();
    const evaluators = series.map((one) => compile(one.column, frame));
    const groups = new Map<string, Group>();
    for (const batch of input) {
      frame.load(batch);
      for (const row of batch.rows()) {
        const at = batch.columns.get(bin)?.at(row) ?? null;
        if (at === null) continue;
        const values = keys.map((name) => batch.columns.get(name)?.at(row) ?? null);
        const key = keyOfValues(values);
        let group = groups.get(key);
        if (!group) {
          group = { keys: values, cells: new Map(), origins: [], least: at, greatest: at };
          groups.set(key, group);
        }
        if (compareValues(at, group.least) < 0) group.least = at;
        if (compareValues(at, group.greatest) > 0) group.greatest = at;
        group.cells.set(
          placeOf(at),
          evaluators.map((evaluate) => evaluate(row)),
        );
        append(group.origins, batch.originsAt(row));
      }
    }
    const [first, last, size] = [constant(from), constant(to), constant(step)];
    if (groups.size === 0 && nonempty && keys.length === 0 && first !== null && last !== null) {
      groups.set('', { keys: [], cells: new Map(), origins: [], least: first, greatest: first });
    }
    const fallbacks = series.map(({ fallback, type: of }) => toDynamic(fallback ? constant(fallback) : zeroOf(of), of));
    const results = new RowBuilder([...keys, ...series.map(({ name }) => name), axis]);
    for (const group of groups.values()) {
      const places = placesBetween(
        first ?? group.least,
        last ?? group.greatest,
        size,
        last === null || inclusive,
        type,
      );
      const cells: [string, Value][] = keys.map((name, at) => [name, group.keys[at] ?? null]);
      series.forEach(({ name, type: of }, at) => {
        const array = places.map((place): Value => {
          const found = group.cells.get(placeOf(place));
          return found ? toDynamic(found[at] ?? null, of) : (fallbacks[at] ?? null);
        });
        cells.push([name, array]);
      });
      cells.push([axis, places.map((place) => toDynamic(place, type))]);
      results.add(cells, group.origins);
    }
    yield results.build();
  },
};

/** Reals that should be equal differ in their last digits: they meet in the twelfth. */
function placeOf(value: Value): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toPrecision(12);
  return value instanceof Datetime || value instanceof Timespan ? value.ticks.toString() : String(realOf(value));
}

function zeroOf(type: string): Value {
  if (type === 'timespan') return new Timespan(0n);
  return type === 'string' || type === 'dynamic' || type === 'datetime' ? null : 0;
}

function placesBetween(from: Value, to: Value, step: Value, inclusive: boolean, type: string): readonly Value[] {
  const places: Value[] = [];
  const tooMany = (): QueryFailure =>
    new QueryFailure('query-limit', `A series of more than ${MAXIMUM} elements cannot be made.`);
  const ticks = ticksOf(from);
  if (ticks !== undefined) {
    const [stop, by] = [ticksOf(to), ticksOf(step)];
    if (stop === undefined || by === undefined || by <= 0n) return [];
    for (let at = ticks; inclusive ? at <= stop : at < stop; at += by) {
      if (places.length >= MAXIMUM) throw tooMany();
      places.push(from instanceof Datetime ? new Datetime(at) : new Timespan(at));
    }
    return places;
  }
  const [start, stop, by] = [realOf(from), realOf(to), realOf(step)];
  if (start === undefined || stop === undefined || by === undefined || by <= 0) return [];
  for (let index = 0; ; index += 1) {
    const at = start + index * by;
    if (inclusive ? at > stop : at >= stop) return places;
    if (places.length >= MAXIMUM) throw tooMany();
    places.push(type === 'real' ? dynamicReal(at) : longOf(BigInt(Math.trunc(at))));
  }
}

const ticksOf = (value: Value): bigint | undefined =>
  value instanceof Datetime || value instanceof Timespan ? value.ticks : undefined;
