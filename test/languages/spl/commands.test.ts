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
  dataModel: (name) =>
    name === 'Endpoint' ? { name, datasets: [{ name: 'Processes', lineage: ['Processes'], fields: [] }] } : undefined,
  dataModelNames: () => ['Endpoint'],
  savedSearch: (name) => (name === 'Two results' ? '| makeresults count=2 | stats count' : undefined),
  fingerprint: '',
};

/** Runs a query over rows, each a batch of its own; fields without a value are left out of the result. */
function run(query: string, input: readonly Row[], optimise: boolean): readonly Row[] {
  const { query: lowered, problems } = lowerSpl(query, environment);
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
  for (const { name, kind, examples } of splCommands) {
    for (const { title, query, input, output, fails } of examples) {
      const whole = kind === 'generating' ? query : `| inputlookup input ${query}`;
      it.each([false, true])(`${name}: ${title} (optimised: %s)`, (optimise) => {
        if (fails === undefined) expect(run(whole, input, optimise)).toEqual(output);
        else expect(() => run(whole, input, optimise)).toThrow(expect.objectContaining({ name: fails }));
      });
    }
  }

  it('are there for each command', () => {
    expect(splCommands.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
  });
});
