import { QueryFailure } from '../../../plan/failure.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { Batch } from '../../../table/batch.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { convert } from '../convert.ts';
import { isBag } from '../dynamic.ts';
import type { KqlColumn } from '../environment.ts';
import { nullOf } from '../functions/define.ts';

interface BagUnpackOptions {
  readonly bag: string;
  readonly prefix: string;
  readonly conflict: string;
  readonly ignored: readonly Value[];
  readonly declared?: readonly KqlColumn[];
}

/**
 * A column for each property of a bag.
 *
 * @see https://learn.microsoft.com/kusto/query/bag-unpack-plugin
 */
const bagUnpackTable: TableFunction = {
  name: 'kql.bag-unpack',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options }) {
    const { bag, prefix, conflict, ignored, declared } = options as BagUnpackOptions;
    const batch = concatenate(input);
    const names = batch.columns.names().filter((name) => name !== bag);
    const own = new Set(names);
    const properties = declared ? new Map<string, boolean>() : propertiesOf(batch, bag, ignored);
    const unpacked = [...properties.keys()].map((key) => prefix + key);
    const texts = [...properties].filter(([, isText]) => isText).map(([key]) => prefix + key);
    // A column of the input that the bag has as well stands among the bag's, whichever value it keeps.
    const kept = names.filter((name) => !unpacked.includes(name));
    const results = new RowBuilder(declared ? declared.map(({ name }) => name) : [...kept, ...unpacked]);
    const types = new Map(declared?.map(({ name, type }) => [name, type]));
    for (const row of batch.rows()) {
      const cells = new Map<string, Value>(names.map((name) => [name, batch.columns.get(name)?.at(row) ?? null]));
      const value = batch.columns.get(bag)?.at(row) ?? null;
      for (const [key, inner] of isBag(value) ? Object.entries(value) : []) {
        if (ignored.includes(key)) continue;
        const name = prefix + key;
        if (declared && !types.has(name)) continue;
        if (own.has(name)) {
          if (conflict === 'error') {
            const message = `bag_unpack would make a column "${name}" that is there already.`;
            throw new QueryFailure('run-failure', message);
          }
          if (conflict === 'keep_source') continue;
        }
        const type = types.get(name);
        cells.set(name, type === undefined ? inner : convert(inner, 'dynamic', type));
      }
      for (const name of texts) if (!cells.has(name)) cells.set(name, '');
      for (const { name, type } of declared ?? []) if (!cells.has(name)) cells.set(name, nullOf(type));
      results.add(cells, batch.originsAt(row));
    }
    yield results.length > 0 ? results.build() : Batch.fromArrays(new Map(names.map((name) => [name, []])), 0);
  },
};

/** The properties of all bags in the order of their names, and whether all values of one are texts: text is never null. */
function propertiesOf(batch: Batch, bag: string, ignored: readonly Value[]): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>();
  const column = batch.columns.get(bag);
  for (const row of batch.rows()) {
    const value = column?.at(row) ?? null;
    if (!isBag(value)) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (!ignored.includes(key)) found.set(key, (found.get(key) ?? true) && typeof inner === 'string');
    }
  }
  return new Map([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** One row for each cell: row number, column name, value as text. */
const narrowTable: TableFunction = {
  name: 'kql.narrow',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options }) {
    const { columns } = options as { readonly columns: readonly KqlColumn[] };
    const results = new RowBuilder(['Row', 'Column', 'Value']);
    let number = 0;
    for (const batch of input) {
      for (const row of batch.rows()) {
        for (const { name, type } of columns) {
          const value = convert(batch.columns.get(name)?.at(row) ?? null, type, 'string') ?? '';
          results.add(
            [
              ['Row', number],
              ['Column', name],
              ['Value', value],
            ],
            batch.originsAt(row),
          );
        }
        number += 1;
      }
    }
    yield results.build();
  },
};

export const evaluateTables: readonly TableFunction[] = [bagUnpackTable, narrowTable];
