import { compileAggregate } from '../../../plan/compile.ts';
import type { Context } from '../../../plan/context.ts';
import { column, type Expression } from '../../../plan/expression.ts';
import { QueryFailure } from '../../../plan/failure.ts';
import { Frame } from '../../../plan/frame.ts';
import type { Accumulator, Evaluator, TableFunction } from '../../../plan/library.ts';
import { Batch, type EventId } from '../../../table/batch.ts';
import type { AggregateCall } from '../../../plan/plan.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import type { ChartOptions, ChartOutput } from '../commands/chart.ts';
import { asList, toNumber, toText } from '../values.ts';
import { automaticSpan, rangeStart, type TimeSpan, timeSpan } from './bucket.ts';
import { alignmentOf } from './scalars.ts';
import { columnOf, expandCalls } from './support.ts';
import { append } from '../../../util/append.ts';

interface ChartRow {
  readonly value: Value;
  readonly cells: Map<string, readonly Accumulator[]>;
  readonly origins: EventId[];
}

const BUCKET_LIMIT = 50_000;
const ONLY = '';

/**
 * chart and timechart. The columns with the highest totals stay, the others are counted together; rows are in the order
 * of their values, and empty buckets of time are filled in.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/chart
 */
export const chart: TableFunction = {
  name: 'spl.chart',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options, context, compile }) {
    const chartOptions = options as ChartOptions;
    const all = concatenate(input);
    const aggregates = expandCalls(chartOptions.aggregates, all.columns.names());
    const frame = new Frame();
    const makers = aggregates.map((call) => compileAggregate(call, frame, context));
    frame.load(all);
    const fresh = (): readonly Accumulator[] => makers.map((make) => make());
    const now = Number(context.clock.now) / 1e9;
    const span = chartOptions.time ? spanOf(all, chartOptions.time, now) : undefined;
    const table = new ChartTable(all, chartOptions, span, fresh);
    const gather = gathering(context);
    const columns = table.columns(gather, aggregates.length);
    const cells = outputCells(chartOptions.outputs, aggregates, span, compile);
    yield table.build(columns, cells);
  },
};

function spanOf(all: Batch, time: NonNullable<ChartOptions['time']>, now: number): TimeSpan {
  const { span, bins, minspan, aligntime } = time;
  const alignment = aligntime === null ? undefined : alignmentOf(aligntime, now);
  if (span !== null) return timeSpan(span, alignment);
  const times = [...all.rows()].map((row) => toNumber(columnOf(all, '_time').at(row))).filter((one) => one !== null);
  const low = times.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  const high = times.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
  return timeSpan(low <= high ? automaticSpan(low, high, bins, minspan ?? undefined) : '1s', alignment);
}

/** Puts the values of a series together: as a statistical function does with the rows of a table. */
type Gather = (name: string, options: unknown, values: readonly Value[]) => Value;

const gathering =
  (context: Context): Gather =>
  (name, options, values) => {
    const frame = new Frame();
    const make = compileAggregate(
      { function: name, outputs: ['value'], arguments: [column('value')], ...(options !== undefined && { options }) },
      frame,
      context,
    );
    const batch = Batch.fromArrays(new Map([['value', values]]), values.length);
    frame.load(batch);
    const accumulator = make();
    for (const row of batch.rows()) accumulator.add(row);
    return accumulator.result() as Value;
  };

/** One column of the result: its name, and its value out of the aggregates of a cell. */
interface OutputCell {
  readonly name: string;
  value(accumulators: readonly Accumulator[], rowValue: Value): Value;
}

function outputCells(
  outputs: readonly ChartOutput[],
  aggregates: readonly AggregateCall[],
  span: TimeSpan | undefined,
  compile: (expression: Expression, frame: Frame) => Evaluator,
): readonly OutputCell[] {
  const plain = aggregates.flatMap(({ outputs: [name = ''] }, at) =>
    name.startsWith('_chart_') ? [] : [{ name, at }],
  );
  const formulas = outputs.filter(({ expression }) => expression !== null);
  const rates = new Map(outputs.flatMap(({ name, perSeconds }) => (perSeconds === null ? [] : [[name, perSeconds]])));
  const columns: OutputCell[] = plain.map(({ name, at }) => ({
    name,
    value: (accumulators, rowValue) => {
      const result = (accumulators[at]?.result() ?? null) as Value;
      const seconds = rates.get(name);
      const sum = seconds === undefined ? null : toNumber(result);
      if (seconds === undefined || sum === null || !span || typeof rowValue !== 'number') return result;
      return (sum / (span.next(rowValue) - rowValue)) * seconds;
    },
  }));
  for (const { name, expression } of formulas) {
    if (!expression) continue;
    const frame = new Frame();
    const evaluate = compile(expression, frame);
    columns.push({
      name,
      value: (accumulators) => {
        const cells = aggregates.map(
          ({ outputs: [key = ''] }, at) => [key, [(accumulators[at]?.result() ?? null) as Value]] as const,
        );
        frame.load(Batch.fromArrays(new Map(cells), 1));
        return evaluate(0);
      },
    });
  }
  const order = outputs.map(({ name }) => name);
  const place = (name: string): number => (order.indexOf(name) < 0 ? order.length : order.indexOf(name));
  return formulas.length === 0 ? columns : columns.sort((left, right) => place(left.name) - place(right.name));
}

class ChartTable {
  readonly #options: ChartOptions;
  readonly #span: TimeSpan | undefined;
  readonly #fresh: () => readonly Accumulator[];
  readonly #rows = new Map<string, ChartRow>();
  readonly #members: { readonly row: number; readonly chartRow: ChartRow; readonly column: string }[] = [];

  constructor(all: Batch, options: ChartOptions, span: TimeSpan | undefined, fresh: () => readonly Accumulator[]) {
    this.#options = options;
    this.#span = span;
    this.#fresh = fresh;
    const rowColumn = columnOf(all, options.row);
    const split = options.column === null ? undefined : columnOf(all, options.column);
    for (const row of all.rows()) {
      for (const value of this.#rowValues(rowColumn.at(row))) {
        const chartRow = this.#rowOf(value);
        const written = split ? asList(split.at(row)).map(toText) : [ONLY];
        const values = options.once ? [...new Set(written)] : written;
        if (split && values.length === 0) {
          if (!options.useNull) continue;
          values.push(options.nullText);
        }
        append(chartRow.origins, all.originsAt(row));
        for (const column of values) {
          this.#add(chartRow, column, row);
          this.#members.push({ row, chartRow, column });
        }
      }
    }
    if (span && options.time?.fill) this.#fill(span);
  }

  #rowValues(value: Value): readonly Value[] {
    if (!this.#span) return asList(value);
    const time = toNumber(value);
    return time === null ? [] : [this.#span.start(time)];
  }

  #rowOf(value: Value): ChartRow {
    const key = toText(value);
    let row = this.#rows.get(key);
    if (!row) {
      row = { value, cells: new Map(), origins: [] };
      this.#rows.set(key, row);
    }
    return row;
  }

  #add(chartRow: ChartRow, column: string, row: number): void {
    let accumulators = chartRow.cells.get(column);
    if (!accumulators) {
      accumulators = this.#fresh();
      chartRow.cells.set(column, accumulators);
    }
    for (const accumulator of accumulators) accumulator.add(row);
  }

  /** Buckets between the first and the last one. */
  #fill(span: TimeSpan): void {
    const times = [...this.#rows.values()].map(({ value }) => value as number).sort((left, right) => left - right);
    const last = times.at(-1);
    let at = times[0];
    for (let count = 0; at !== undefined && last !== undefined && at < last; count += 1) {
      if (count > BUCKET_LIMIT) throw new QueryFailure('budget-exceeded', 'timechart would make too many buckets.');
      this.#rowOf(at);
      at = span.next(at);
    }
  }

  /** The columns in order; those beyond the limit, or that WHERE leaves out, become one. */
  columns(gather: Gather, statistics: number): readonly string[] {
    const { column: split, useOther, nullText, otherText } = this.#options;
    if (split === null) return [ONLY];
    const series = new Map<string, Value[]>();
    for (const { cells } of this.#rows.values()) {
      for (const [name, [first]] of cells) {
        const values = series.get(name) ?? [];
        values.push((first?.result() ?? null) as Value);
        series.set(name, values);
      }
    }
    const named = [...series.keys()].filter((name) => name !== nullText);
    const kept = this.#kept(named, series, gather, statistics);
    const columns = named.filter((name) => kept.has(name)).sort(byText);
    if (series.has(nullText)) columns.push(nullText);
    if (useOther && kept.size < named.length) {
      for (const { row, chartRow, column: name } of this.#members) {
        if (name !== nullText && !kept.has(name)) this.#add(chartRow, otherText, row);
      }
      columns.push(otherText);
    }
    return columns;
  }

  #kept(
    named: readonly string[],
    series: ReadonlyMap<string, readonly Value[]>,
    gather: Gather,
    statistics: number,
  ): ReadonlySet<string> {
    const { limit, where, rank } = this.#options;
    if (where && 'bound' in where.keep) {
      const { above, bound } = where.keep;
      return new Set(
        named.filter((name) => {
          const score = toNumber(gather(where.function, where.options, series.get(name) ?? []));
          return score !== null && (above ? score > bound : score < bound);
        }),
      );
    }
    const { top, inside } = where && 'top' in where.keep ? where.keep : { top: limit, inside: true };
    if (top === 0) return new Set(named);
    const rows = new Map<string, number>();
    for (const { column: name } of this.#members) rows.set(name, (rows.get(name) ?? 0) + 1);
    const scoreOf = (name: string): number => {
      if (!where && rank === null && statistics > 1) return rows.get(name) ?? 0;
      const values = series.get(name) ?? [];
      return toNumber(gather(where?.function ?? rank ?? 'spl.sum', where?.options, values)) ?? 0;
    };
    const scores = new Map(named.map((name) => [name, scoreOf(name)]));
    const sign = top < 0 ? -1 : 1;
    const ranked = [...named].sort(
      (left, right) => sign * ((scores.get(right) ?? 0) - (scores.get(left) ?? 0)) || byText(left, right),
    );
    const first = new Set(ranked.slice(0, Math.abs(top)));
    return inside ? first : new Set(named.filter((name) => !first.has(name)));
  }

  build(columns: readonly string[], outputs: readonly OutputCell[]): Batch {
    const { row: rowName, column: split, format } = this.#options;
    const nameOf = (name: string, output: string): string => {
      if (split === null) return output;
      if (outputs.length === 1) return name;
      return format.replace(/\$(AGG|VAL)\$/g, (_all, part: string) => (part === 'AGG' ? output : name));
    };
    // Several statistics: all columns of the first, then all of the second.
    const cells = outputs.flatMap((output) =>
      columns.map((name) => ({ name: nameOf(name, output.name), from: name, output })),
    );
    const builder = new RowBuilder([rowName, ...cells.map(({ name }) => name)]);
    const rows = [...this.#rows.values()].sort((left, right) => byValue(left.value, right.value));
    for (const row of rows) {
      const empty = this.#fresh();
      builder.add(
        [
          [rowName, row.value] as const,
          ...cells.map(
            ({ name, from, output }) => [name, output.value(row.cells.get(from) ?? empty, row.value)] as const,
          ),
        ],
        row.origins,
      );
    }
    return builder.build();
  }
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Numbers as numbers and ranges by where they begin, before text. */
function byValue(left: Value, right: Value): number {
  const [a, b] = [place(left), place(right)];
  if (a !== null && b !== null) return a - b;
  if (a !== null || b !== null) return a !== null ? -1 : 1;
  return byText(toText(left), toText(right));
}

const place = (value: Value): number | null =>
  toNumber(value) ?? (typeof value === 'string' ? (rangeStart(value) ?? null) : null);
