import type { TableFunction } from '../../../plan/library.ts';
import { Batch } from '../../../table/batch.ts';
import { concatenate } from '../../../table/concatenate.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { OutputlookupOptions } from '../commands/output.ts';
import { toText } from '../values.ts';
import { cellsOf, columnOf, visibleFields } from './support.ts';

/** Keeps the results as the rows of a lookup, where scans of the same run find them. */
export const outputlookup: TableFunction = {
  name: 'spl.outputlookup',
  preservesOrder: true,
  needsAllInput: true,
  *run(input, { options, context }) {
    const { name, append, keyField, maximum, overrideIfEmpty, exists } = options as OutputlookupOptions & {
      /** Whether the lookup is there before the run: a file that is not is made. */
      readonly exists: boolean;
    };
    const all = concatenate(input);
    const slot = `lookup:${name}`;
    if (all.length > 0 || overrideIfEmpty) {
      const known = context.state.get(slot);
      const before =
        known instanceof Batch || !exists || (!append && keyField === null)
          ? known
          : concatenate(context.execute({ op: 'Scan', source: 'splunk:lookup', options: { name } }));
      const keep = append || keyField !== null;
      context.state.set(
        slot,
        merged(keep && before instanceof Batch ? before : undefined, all.head(maximum), keyField),
      );
    }
    context.note(`outputlookup:${name}`, `outputlookup kept ${all.length} rows of "${name}" for this run.`);
    yield all;
  },
};

/** Rows of the lookup, then the new ones; with a key a new row takes the place of the old one. */
function merged(before: Batch | undefined, added: Batch, keyField: string | null): Batch {
  const builder = new RowBuilder();
  const keyOf = (batch: Batch, row: number): string | undefined => {
    const value = keyField === null ? null : columnOf(batch, keyField).at(row);
    return value === null ? undefined : toText(value);
  };
  const replaced = new Set([...added.rows()].map((row) => keyOf(added, row)).filter((key) => key !== undefined));
  for (const batch of before ? [before, added] : [added]) {
    const names = visibleFields(batch.columns.names());
    for (const row of batch.rows()) {
      const key = keyOf(batch, row);
      if (batch !== added && key !== undefined && replaced.has(key)) continue;
      builder.add(cellsOf(batch, names, row), batch.originsAt(row));
    }
  }
  return builder.build();
}

/** Says what a command would have done, and hands the rows on. */
export const sideEffect: TableFunction = {
  name: 'spl.side-effect',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, context }) {
    const { name, text } = options as { readonly name: string; readonly text: string };
    context.note(`side-effect:${name}`, `"${name} ${text}" was not performed.`);
    yield* input;
  },
};
