import type { Expression } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { Evaluator, TableFunction } from '../../../plan/library.ts';
import type { Batch } from '../../../table/batch.ts';
import { ArrayColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import type { JsonValue } from '../../front-end.ts';
import { compareValues } from '../comparators.ts';
import { longOf, realOf, toBool, toLong } from '../convert.ts';
import { Datetime, Decimal, Timespan } from '../values.ts';
import { nullOf, vendorPage } from './define.ts';

/** One column that a window function adds. */
export interface WindowColumn {
  readonly name: string;
  /** `prev`, `next`, `row_number` … */
  readonly function: string;
  readonly arguments: readonly Expression[];
  readonly types: readonly string[];
  readonly result: string;
}

/** Options of the plan's table function `kql.window`; a column may read those before it. */
export interface WindowOptions {
  readonly columns: readonly WindowColumn[];
}

/** Computes a column: base rows in order, arguments ready to evaluate; one value per position. */
type Compute = (rows: Uint32Array, args: readonly Evaluator[], column: WindowColumn) => readonly Value[];

export interface WindowFunction {
  readonly name: string;
  readonly summary: string;
  readonly syntax: string;
  readonly examples: readonly { readonly query: string; readonly rows: readonly (readonly JsonValue[])[] }[];
  readonly reference: string;
  readonly compute: Compute;
}

const windowFunction = (definition: Omit<WindowFunction, 'reference'>): WindowFunction => ({
  ...definition,
  reference: vendorPage(`${definition.name.replaceAll('_', '-')}-function`),
});

function shifted(name: string, direction: 1 | -1, rows: readonly (readonly JsonValue[])[]): WindowFunction {
  return windowFunction({
    name,
    summary: `The value of a row ${direction < 0 ? 'before' : 'after'} the current one; the default where there is none.`,
    syntax: `${name}(column [, offset [, default]])`,
    examples: [{ query: `range x from 1 to 3 step 1 | serialize | extend y = ${name}(x, 1, 0)`, rows }],
    compute: (positions, [value, offset, fallback], { result }) => {
      const missing = nullOf(result);
      return Array.from(positions, (row, at) => {
        const distance = Number(toLong(offset?.(row) ?? 1) ?? 1);
        const other = positions[at + direction * distance];
        return other === undefined ? (fallback?.(row) ?? missing) : (value?.(other) ?? missing);
      });
    },
  });
}

const restarts = (restart: Evaluator | undefined, row: number): boolean =>
  restart !== undefined && toBool(restart(row)) === true;

function sumOf(total: Value, term: Value, result: string): Value {
  if (term === null) return total;
  if (total === null) return term;
  if (total instanceof Timespan && term instanceof Timespan) return new Timespan(total.ticks + term.ticks);
  if (Decimal.isDecimal(total)) return (total as Decimal).plus(term as Decimal);
  if (result === 'real') return (realOf(total) ?? 0) + (realOf(term) ?? 0);
  return longOf(BigInt(toLong(total) ?? 0) + BigInt(toLong(term) ?? 0));
}

function zeroOf(result: string): Value {
  if (result === 'timespan') return new Timespan(0n);
  return result === 'decimal' ? new Decimal(0) : 0;
}

function rank(name: string, dense: boolean, rows: readonly (readonly JsonValue[])[]): WindowFunction {
  return windowFunction({
    name,
    summary: dense
      ? 'The rank of a row: one more whenever the value changes.'
      : 'The rank of a row: the number of the first row with the same value.',
    syntax: `${name}(term [, restart])`,
    examples: [{ query: `datatable(x: int) [7, 7, 9] | serialize | extend y = ${name}(x)`, rows }],
    compute: (positions, [term, restart]) => {
      let current = 0;
      let number = 0;
      let last: Value = null;
      return Array.from(positions, (row, at) => {
        const value = term?.(row) ?? null;
        if (at === 0 || restarts(restart, row)) {
          current = 1;
          number = 1;
        } else {
          number += 1;
          if (compareValues(value, last) !== 0) current = dense ? current + 1 : number;
        }
        last = value;
        return current;
      });
    },
  });
}

/** How far two values lie apart, in their own unit. */
function distance(later: Value, earlier: Value): bigint | number | undefined {
  if (
    (later instanceof Datetime || later instanceof Timespan) &&
    (earlier instanceof Datetime || earlier instanceof Timespan)
  ) {
    return later.ticks - earlier.ticks;
  }
  const [a, b] = [realOf(later), realOf(earlier)];
  return a === undefined || b === undefined ? undefined : a - b;
}

const reach = (value: Value): bigint | number | undefined => (value instanceof Timespan ? value.ticks : realOf(value));

function beyond(later: Value, earlier: Value, limit: Value): boolean {
  const apart = distance(later, earlier);
  const allowed = reach(limit);
  return apart !== undefined && allowed !== undefined && apart > allowed;
}

export const windowFunctions: readonly WindowFunction[] = [
  shifted('prev', -1, [
    [1, 0],
    [2, 1],
    [3, 2],
  ]),
  shifted('next', 1, [
    [1, 2],
    [2, 3],
    [3, 0],
  ]),
  windowFunction({
    name: 'row_number',
    summary: 'The number of the row, from 1 unless told otherwise.',
    syntax: 'row_number([start [, restart]])',
    examples: [
      {
        query: 'range a from 1 to 3 step 1 | sort by a desc | extend n = row_number(7)',
        rows: [
          [3, 7],
          [2, 8],
          [1, 9],
        ],
      },
    ],
    compute: (positions, [start, restart]) => {
      let number = 0;
      return Array.from(positions, (row, at) => {
        number = at === 0 || restarts(restart, row) ? Number(toLong(start?.(row) ?? 1) ?? 1) : number + 1;
        return number;
      });
    },
  }),
  windowFunction({
    name: 'row_cumsum',
    summary: 'The sum of a term over the rows so far.',
    syntax: 'row_cumsum(term [, restart])',
    examples: [
      {
        query: 'range a from 1 to 3 step 1 | serialize | extend s = row_cumsum(a)',
        rows: [
          [1, 1],
          [2, 3],
          [3, 6],
        ],
      },
    ],
    compute: (positions, [term, restart], { result }) => {
      let total: Value = zeroOf(result);
      return Array.from(positions, (row) => {
        total = sumOf(restarts(restart, row) ? zeroOf(result) : total, term?.(row) ?? null, result);
        return total;
      });
    },
  }),
  rank('row_rank_dense', true, [
    [7, 1],
    [7, 1],
    [9, 2],
  ]),
  rank('row_rank_min', false, [
    [7, 1],
    [7, 1],
    [9, 3],
  ]),
  windowFunction({
    name: 'row_window_session',
    summary:
      'The value at which the session of a row began; a session ends by distance from its start or from the row before.',
    syntax: 'row_window_session(expr, maximumFromFirst, maximumBetweenNeighbors [, restart])',
    examples: [
      {
        query: 'datatable(x: long) [1, 2, 9, 10] | sort by x asc | extend s = row_window_session(x, 100, 3)',
        rows: [
          [1, 1],
          [2, 1],
          [9, 9],
          [10, 9],
        ],
      },
    ],
    compute: (positions, [expression, fromFirst, between, restart]) => {
      let start: Value = null;
      let last: Value = null;
      return Array.from(positions, (row, at) => {
        const value = expression?.(row) ?? null;
        if (value === null) {
          start = null;
          last = null;
          return null;
        }
        const ends =
          at === 0 ||
          start === null ||
          restarts(restart, row) ||
          beyond(value, start, fromFirst?.(row) ?? null) ||
          beyond(value, last, between?.(row) ?? null);
        if (ends) start = value;
        last = value;
        return start;
      });
    },
  }),
];

const byName = new Map(windowFunctions.map((definition) => [definition.name, definition]));

/** An older name of the parser's. */
const ALIASES: Readonly<Record<string, string>> = { row_rank: 'row_rank_dense' };

export const kqlWindowFunctionNamed = (name: string): WindowFunction | undefined => byName.get(ALIASES[name] ?? name);

/** The table functions behind `Window` nodes of KQL plans. */
export const kqlWindowTables: readonly TableFunction[] = [
  {
    name: 'kql.window',
    preservesOrder: true,
    needsAllInput: true,
    *run(input, call) {
      let batch: Batch = concatenate(input);
      const rows = Uint32Array.from(batch.rows());
      for (const column of (call.options as WindowOptions).columns) {
        const definition = byName.get(column.function);
        if (!definition) throw new Error(`Internal error: no window function "${column.function}".`);
        const frame = new Frame();
        const args = column.arguments.map((argument) => call.compile(argument, frame));
        frame.load(batch);
        const values = definition.compute(rows, args, column);
        const cells = new Array<Value>(batch.baseLength).fill(null);
        rows.forEach((row, at) => {
          cells[row] = values[at] ?? null;
        });
        batch = batch.extend(new Map([[column.name, new ArrayColumn(cells)]]));
      }
      yield batch;
    },
  },
];
