import { describe, expect, it } from 'vitest';
import { lowerSpl, printSplCell, splCommands, splEntries } from '../../../src/languages/spl/index.ts';
import type { SplEnvironment } from '../../../src/languages/spl/environment.ts';
import { execute } from '../../../src/plan/execute.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import { RowBuilder } from '../../../src/table/rows.ts';
import type { Value } from '../../../src/table/value.ts';

type Row = Readonly<Record<string, unknown>>;

const environment: SplEnvironment = {
  macro: () => undefined,
  macroNames: () => [],
  lookup: (name) => (name === 'input' ? { name } : undefined),
  lookupNames: () => ['input'],
  dataModel: () => undefined,
  dataModelNames: () => [],
  fingerprint: '',
};

/** Runs the commands of a query over rows, each a batch of its own; fields without a value are left out of the result. */
function run(query: string, input: readonly Row[], optimise: boolean): readonly Row[] {
  const { query: lowered, problems } = lowerSpl(`| inputlookup input ${query}`, environment);
  if (!lowered) throw new Error(problems.map(({ message }) => message).join('; '));
  const { batches } = execute(lowered.plan, 0, {
    library: createLibrary(splEntries),
    clock: { now: 0n },
    catalog: {
      view: () => undefined,
      *scan() {
        const builders = input.map((row) => {
          const builder = new RowBuilder();
          builder.add(Object.entries(row) as [string, Value][]);
          return builder;
        });
        for (const builder of builders) yield builder.build();
      },
    },
    optimise,
  });
  const rows: Row[] = [];
  for (const batch of batches) {
    for (const row of batch.rows()) {
      const cells = batch.columns
        .names()
        .map((name) => [name, printSplCell(batch.columns.get(name)?.at(row) ?? null)] as const);
      rows.push(Object.fromEntries(cells.filter(([, cell]) => cell !== null)));
    }
  }
  return rows;
}

describe('examples of commands', () => {
  for (const { name, examples } of splCommands) {
    for (const { title, query, input, output } of examples) {
      it.each([false, true])(`${name}: ${title} (optimised: %s)`, (optimise) => {
        expect(run(query, input, optimise)).toEqual(output);
      });
    }
  }

  it('has some', () => {
    expect(splCommands.flatMap(({ examples }) => examples).length).toBeGreaterThan(20);
  });
});
