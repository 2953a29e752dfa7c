import type { Expression } from '../../../plan/expression.ts';
import { Frame } from '../../../plan/frame.ts';
import type { TableFunction } from '../../../plan/library.ts';
import type { Batch } from '../../../table/batch.ts';
import { ArrayColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { asList, toNumber, toText } from '../values.ts';
import { numberRange, timeSpan } from './bucket.ts';
import { columnOf, visibleFields } from './support.ts';

export interface HeadWhileOptions {
  readonly condition: Expression;
  readonly limit: number | null;
  readonly keepLast: boolean;
  /** What a condition counts for that is neither true nor false. */
  readonly missing: boolean;
}

/** Rows up to the first for which a condition does not hold. */
export const headWhile: TableFunction = {
  name: 'spl.head-while',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, compile }) {
    const { condition, limit, keepLast, missing } = options as HeadWhileOptions;
    const frame = new Frame();
    const evaluate = compile(condition, frame);
    let left = limit ?? Number.POSITIVE_INFINITY;
    for (const batch of input) {
      frame.load(batch);
      let kept = 0;
      for (const row of batch.rows()) {
        if (left <= 0) break;
        const value = evaluate(row);
        const holds = value === null ? missing : value === true;
        if (holds || keepLast) {
          kept += 1;
          left -= 1;
        }
        if (!holds) left = 0;
      }
      yield batch.head(kept);
      if (left <= 0) return;
    }
  },
};

/** Leaves out a row that is the same in every field as the one before it. */
export const uniq: TableFunction = {
  name: 'spl.uniq',
  preservesOrder: true,
  needsAllInput: false,
  *run(input) {
    let last: string | undefined;
    for (const batch of input) {
      const names = visibleFields(batch.columns.names()).toSorted();
      const kept: number[] = [];
      for (const row of batch.rows()) {
        const cells = names.flatMap((name) => {
          const value = columnOf(batch, name).at(row);
          return value === null ? [] : [[name, asList(value).map(toText)]];
        });
        const key = JSON.stringify(cells);
        if (key !== last) kept.push(row);
        last = key;
      }
      yield batch.select(Uint32Array.from(kept));
    }
  },
};

export interface MakeContinuousOptions {
  readonly field: string;
  readonly span: string;
}

/** Puts a field into ranges of one size and adds a row for each range between the first and the last that has none. */
export const makeContinuous: TableFunction = {
  name: 'spl.makecontinuous',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options }) {
    const { field, span } = options as MakeContinuousOptions;
    const all = concatenate(input);
    const column = columnOf(all, field);
    const isTime = field === '_time';
    const time = isTime ? timeSpan(span) : undefined;
    const size = Number(span);
    const startOf = (value: number): number => (time ? time.start(value) : Math.floor(value / size) * size);
    const starts = new Map<number, number[]>();
    for (const row of all.rows()) {
      const number = toNumber(column.at(row));
      if (number === null) continue;
      const start = startOf(number);
      const rows = starts.get(start) ?? [];
      rows.push(row);
      starts.set(start, rows);
    }
    if (starts.size === 0) return yield all;
    const known = [...starts.keys()];
    const last = known.reduce((greatest, start) => Math.max(greatest, start));
    const names = all.columns.names();
    const result = new RowBuilder(names);
    const label = (start: number): Value => (time ? start : numberRange(size)(start));
    for (
      let start = known.reduce((least, value) => Math.min(least, value));
      start <= last;
      start = time ? time.next(start) : start + size
    ) {
      const rows = starts.get(start);
      if (!rows) result.add([[field, label(start)]]);
      for (const row of rows ?? []) {
        const cells = names.map((name): readonly [string, Value] => [
          name,
          name === field ? label(start) : columnOf(all, name).at(row),
        ]);
        result.add(cells, all.originsAt(row));
      }
    }
    yield result.build();
  },
};

/** `eval {field}=value`: the values of a field are the names of new ones. */
export const setNamed: TableFunction = {
  name: 'spl.set-named',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, compile }) {
    const { parts, value } = options as SetNamedOptions;
    const all: Batch = concatenate(input);
    const frame = new Frame();
    const evaluate = compile(value, frame);
    frame.load(all);
    const made = new Map<string, Value[]>();
    for (const row of all.rows()) {
      let name = '';
      for (const part of parts) {
        const text = 'text' in part ? part.text : columnOf(all, part.field).at(row);
        name += text === null ? '' : asList(text).map(toText).join(' ');
      }
      if (name === '') continue;
      let cells = made.get(name);
      if (!cells) {
        cells = [];
        const before = all.columns.get(name);
        for (const other of all.rows()) cells[other] = before?.at(other) ?? null;
        made.set(name, cells);
      }
      cells[row] = evaluate(row);
    }
    yield all.extend(new Map([...made].map(([name, cells]) => [name, new ArrayColumn(cells)])));
  },
};

export interface SetNamedOptions {
  /** The name of the new field: texts, and fields whose values stand there. */
  readonly parts: readonly ({ readonly text: string } | { readonly field: string })[];
  readonly value: Expression;
}
