import { compileAggregate } from '../../../plan/compile.ts';
import { QueryFailure } from '../../../plan/failure.ts';
import { Frame } from '../../../plan/frame.ts';
import type { Accumulator, TableFunction } from '../../../plan/library.ts';
import type { Batch, EventId } from '../../../table/batch.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import type { ChartOptions } from '../commands/chart.ts';
import { asList, toNumber, toText } from '../values.ts';
import { automaticSpan, type TimeSpan, timeSpan } from './bucket.ts';
import { columnOf, expandCalls } from './support.ts';

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
  *run(input, { options, context }) {
    const chartOptions = options as ChartOptions;
    const all = concatenate(input);
    const aggregates = expandCalls(chartOptions.aggregates, all.columns.names());
    const frame = new Frame();
    const makers = aggregates.map((call) => compileAggregate(call, frame, context));
    frame.load(all);
    const fresh = (): readonly Accumulator[] => makers.map((make) => make());
    const span = chartOptions.time ? spanOf(all, chartOptions.time) : undefined;
    const table = new ChartTable(all, chartOptions, span, fresh);
    const columns = table.columns();
    yield table.build(
      columns,
      aggregates.map(({ outputs: [name = ''] }) => name),
    );
  },
};

function spanOf(all: Batch, { span, bins }: NonNullable<ChartOptions['time']>): TimeSpan {
  if (span !== null) return timeSpan(span);
  const times = [...all.rows()].map((row) => toNumber(columnOf(all, '_time').at(row))).filter((time) => time !== null);
  const low = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const high = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
  return timeSpan(low <= high ? automaticSpan(low, high, bins) : '1s');
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
        const values = split ? asList(split.at(row)).map(toText) : [ONLY];
        if (split && values.length === 0) {
          if (!options.useNull) continue;
          values.push(options.nullText);
        }
        chartRow.origins.push(...all.originsAt(row));
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

  /** The columns in order; those beyond the limit become one. */
  columns(): readonly string[] {
    const { column, limit, useOther, nullText, otherText } = this.#options;
    if (column === null) return [ONLY];
    const totals = new Map<string, number>();
    for (const { cells } of this.#rows.values()) {
      for (const [name, [first]] of cells) {
        totals.set(name, (totals.get(name) ?? 0) + (toNumber((first?.result() ?? null) as Value) ?? 0));
      }
    }
    const sign = limit < 0 ? -1 : 1;
    const named = [...totals.keys()].filter((name) => name !== nullText);
    const ranked = [...named].sort((left, right) => sign * ((totals.get(right) ?? 0) - (totals.get(left) ?? 0)));
    const kept = new Set(limit === 0 ? ranked : ranked.slice(0, Math.abs(limit)));
    const columns = named.filter((name) => kept.has(name)).sort(byText);
    if (totals.has(nullText)) columns.push(nullText);
    if (useOther && kept.size < named.length) {
      for (const { row, chartRow, column: name } of this.#members) {
        if (name !== nullText && !kept.has(name)) this.#add(chartRow, otherText, row);
      }
      columns.push(otherText);
    }
    return columns;
  }

  build(columns: readonly string[], outputs: readonly string[]): Batch {
    const { row: rowName, column } = this.#options;
    const nameOf = (name: string, output: string): string =>
      column === null ? output : outputs.length === 1 ? name : `${output}: ${name}`;
    // Several statistics: all columns of the first, then all of the second.
    const cells = outputs.flatMap((output, at) =>
      columns.map((name) => ({ name: nameOf(name, output), from: name, at })),
    );
    const builder = new RowBuilder([rowName, ...cells.map(({ name }) => name)]);
    const rows = [...this.#rows.values()].sort((left, right) => byValue(left.value, right.value));
    for (const row of rows) {
      const empty = this.#fresh();
      builder.add(
        [
          [rowName, row.value] as const,
          ...cells.map(({ name, from, at }) => {
            const accumulators = row.cells.get(from) ?? empty;
            return [name, (accumulators[at]?.result() ?? null) as Value] as const;
          }),
        ],
        row.origins,
      );
    }
    return builder.build();
  }
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Numbers as numbers, before text. */
function byValue(left: Value, right: Value): number {
  const [a, b] = [toNumber(left), toNumber(right)];
  if (a !== null && b !== null) return a - b;
  if (a !== null || b !== null) return a !== null ? -1 : 1;
  return byText(toText(left), toText(right));
}
