import type { TableFunction } from '../../../plan/library.ts';
import { namePattern } from '../../../plan/name-pattern.ts';
import type { Batch } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { EventcountOptions, MetadataOptions } from '../commands/metadata.ts';
import { compareText, toNumber, toText } from '../values.ts';
import { columnOf } from './support.ts';

/** The name that a replay gives to the one machine it knows. */
const SERVER = 'localhost';

/** Rows of the wanted indexes, with the name of theirs. */
function* rowsIn(
  input: Iterable<Batch>,
  indexes: readonly string[],
): Iterable<{ batch: Batch; row: number; index: string }> {
  const wanted = indexes.map(namePattern);
  for (const batch of input) {
    const column = columnOf(batch, 'index');
    for (const row of batch.rows()) {
      const index = toText(column.at(row));
      const fits = wanted.length === 0 ? !index.startsWith('_') : wanted.some((test) => test(index));
      if (fits) yield { batch, row, index };
    }
  }
}

interface Seen {
  count: number;
  first: number;
  last: number;
}

/** A row for each host, source or sourcetype. */
export const metadata: TableFunction = {
  name: 'spl.metadata',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options }) {
    const { type, field, indexes } = options as MetadataOptions;
    const seen = new Map<string, Seen>();
    for (const { batch, row } of rowsIn(input, indexes)) {
      const value = columnOf(batch, field).at(row);
      if (value === null) continue;
      const name = toText(value);
      const time = toNumber(columnOf(batch, '_time').at(row));
      const entry = seen.get(name) ?? { count: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
      entry.count += 1;
      if (time !== null) {
        entry.first = Math.min(entry.first, Math.floor(time));
        entry.last = Math.max(entry.last, Math.floor(time));
      }
      seen.set(name, entry);
    }
    const builder = new RowBuilder(['firstTime', field, 'lastTime', 'recentTime', 'totalCount', 'type']);
    for (const [name, { count, first, last }] of [...seen].sort(([left], [right]) => compareText(left, right))) {
      const timed = first <= last;
      builder.add([
        ['firstTime', timed ? first : null],
        [field, name],
        ['lastTime', timed ? last : null],
        ['recentTime', timed ? last : null],
        ['totalCount', count],
        ['type', type],
      ]);
    }
    yield builder.build();
  },
};

/** How many events there are. */
export const eventcount: TableFunction = {
  name: 'spl.eventcount',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, { options }) {
    const { indexes, summarize } = options as EventcountOptions;
    const counts = new Map<string, number>();
    let all = 0;
    for (const { index } of rowsIn(input, indexes)) {
      all += 1;
      counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    const builder = new RowBuilder(summarize ? ['count'] : ['count', 'index', 'provider', 'server']);
    if (summarize) builder.add([['count', all]]);
    else
      for (const [index, count] of [...counts].sort(([left], [right]) => compareText(left, right)))
        builder.add([
          ['count', count],
          ['index', index],
          ['provider', SERVER],
          ['server', SERVER],
        ]);
    yield builder.build();
  },
};
