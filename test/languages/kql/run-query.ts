import type { JsonValue } from '../../../src/languages/front-end.ts';
import type { KqlEnvironment } from '../../../src/languages/kql/environment.ts';
import { kqlEntries, lowerKql, printKqlCell } from '../../../src/languages/kql/index.ts';
import { execute } from '../../../src/plan/execute.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import type { ResultColumn } from '../../../src/plan/plan.ts';

export const EMPTY: KqlEnvironment = {
  table: () => undefined,
  tableNames: () => [],
  function: () => undefined,
  functionNames: () => [],
  watchlist: () => undefined,
  fingerprint: 'empty',
};

const NOTHING = { view: () => undefined, scan: () => undefined };

/** 2024-01-01T00:00:00Z */
const NOW = 1_704_067_200_000_000_000n;

const library = createLibrary(kqlEntries);

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
}

/** Runs a query that needs no table and prints its cells as the command line does. */
export function runKql(text: string, options: { batchSize?: number; optimise?: boolean } = {}): QueryResult {
  const { query, problems } = lowerKql(text, EMPTY);
  if (!query?.columns) throw new Error(problems.map(({ name, message }) => `${name}: ${message}`).join('\n'));
  const { columns } = query;
  const { batches } = execute(query.plan, query.stages.length, {
    library,
    catalog: NOTHING,
    clock: { now: NOW },
    batchSize: options.batchSize ?? 1024,
    ...(options.optimise !== undefined && { optimise: options.optimise }),
  });
  const rows: (readonly JsonValue[])[] = [];
  for (const batch of batches) {
    const sources = columns.map(({ name }) => batch.columns.get(name));
    for (const row of batch.rows()) {
      rows.push(sources.map((source, at) => printKqlCell(source?.at(row) ?? null, columns[at]?.type)));
    }
  }
  return { columns, rows };
}
