import type { JsonValue } from '../../../src/languages/front-end.ts';
import type { SplEnvironment } from '../../../src/languages/spl/environment.ts';
import { lowerSpl, lowerSplEval, printSplCell, splEntries } from '../../../src/languages/spl/index.ts';
import { compileExpression } from '../../../src/plan/compile.ts';
import type { Context } from '../../../src/plan/context.ts';
import { execute } from '../../../src/plan/execute.ts';
import { Frame } from '../../../src/plan/frame.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import { Batch } from '../../../src/table/batch.ts';
import type { Value } from '../../../src/table/value.ts';

export const environment: SplEnvironment = {
  macro: () => undefined,
  macroNames: () => [],
  lookup: () => undefined,
  lookupNames: () => [],
  dataModel: () => undefined,
  dataModelNames: () => [],
  fingerprint: 'test',
};

const library = createLibrary(splEntries);
const NOW = 1_705_320_000_000_000_000n;

const context: Context = {
  library,
  catalog: { view: () => undefined, scan: () => undefined },
  clock: { now: NOW },
  budget: { check: () => undefined },
  trace: undefined,
  batchSize: 1024,
  random: () => 0.5,
  state: new Map(),
  note: () => undefined,
  execute: () => [],
};

/** What an eval expression gives for one row, as a REST result says it. */
export function evaluate(
  text: string,
  row: Readonly<Record<string, Value>> = {},
  lookup: readonly Row[] = [],
): JsonValue {
  const known = { ...environment, lookup: (name: string) => (name === 'input' ? { name } : undefined) };
  const { expression, problems } = lowerSplEval(text, known);
  if (!expression) throw new Error(JSON.stringify(problems));
  const frame = new Frame();
  const arrays = new Map(Object.entries(row).map(([name, value]) => [name, [value]] as const));
  frame.load(Batch.fromArrays(arrays, 1));
  const value = compileExpression(expression, frame, { ...context, execute: () => [batchOf(lookup)] })(0);
  return typeof value === 'boolean' ? value : printSplCell(value);
}

type Row = Readonly<Record<string, Value>>;

function batchOf(rows: readonly Row[]): Batch {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Batch.fromArrays(new Map(names.map((name) => [name, rows.map((row) => row[name] ?? null)])), rows.length);
}

/** The rows of a search whose first command reads `rows`. */
export function search(text: string, rows: readonly Row[], batchSize = 1024): readonly Record<string, JsonValue>[] {
  const { query, problems } = lowerSpl(`search * ${text}`, environment);
  if (!query) throw new Error(JSON.stringify(problems));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const scan = function* () {
    for (let start = 0; start < rows.length; start += batchSize) {
      const part = rows.slice(start, start + batchSize);
      const arrays = new Map(names.map((name) => [name, part.map((row) => row[name] ?? null)] as const));
      yield Batch.fromArrays(arrays, part.length);
    }
  };
  const { batches } = execute(query.plan, query.stages.length, {
    library,
    catalog: { view: () => undefined, scan },
    clock: { now: NOW },
    optimise: false,
  });
  const found: Record<string, JsonValue>[] = [];
  for (const batch of batches) {
    for (const at of batch.rows()) {
      const cells = batch.columns
        .names()
        .map((name) => [name, printSplCell(batch.columns.get(name)?.at(at) ?? null)] as const);
      found.push(Object.fromEntries(cells.filter(([, value]) => value !== null)));
    }
  }
  return found;
}
