import { fileURLToPath } from 'node:url';
import { openEventSource } from '../../../src/data/event-source.ts';
import type { EventSource } from '../../../src/data/record.ts';
import type { Lowering } from '../../../src/languages/front-end.ts';
import { kqlEntries, lowerKql, printKqlCell } from '../../../src/languages/kql/index.ts';
import { execute } from '../../../src/plan/execute.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import type { LoweredQuery } from '../../../src/plan/plan.ts';
import {
  connectorPlans,
  type LowerKql,
  loadSentinelKnowledge,
  sentinelCatalog,
  sentinelEnvironment,
  tablesOf,
} from '../../../src/platforms/sentinel/index.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The knowledge that the package ships. */
export const shipped = loadSentinelKnowledge([fromRoot('knowledge/sentinel')], (diagnostic) => {
  throw new Error(`${diagnostic.file}: ${diagnostic.message}`);
});

/** A log under `test/attack_data/datasets/`. */
export function attackData(path: string): EventSource {
  return openEventSource([{ name: path, path: fromRoot(`test/attack_data/datasets/${path}`) }]);
}

/** Connectors are lowered once for all tests of a file. */
const transforms = new Map<string, Lowering>();
const lowerTransform: LowerKql = (text, environment) => {
  const key = `${environment.fingerprint}\n${text}`;
  const lowering = transforms.get(key) ?? lowerKql(text, environment);
  transforms.set(key, lowering);
  return lowering;
};

/** One environment, so that the binder keeps what it has learnt. */
const environment = sentinelEnvironment(shipped);

export function lowerQuery(text: string): LoweredQuery {
  const { query, problems } = lowerKql(text, environment);
  if (!query) throw new Error(problems.map(({ name, message }) => `${name}: ${message}`).join('\n'));
  return query;
}

/** Runs a query of the shipped workspace over a replay; cells as they are printed. */
export function run(text: string, events: EventSource, now = 0n): readonly Readonly<Record<string, unknown>>[] {
  const query = lowerQuery(text);
  const { plans, failures } = connectorPlans(shipped, tablesOf(query.plan), lowerTransform);
  const [failure] = failures;
  if (failure) throw new Error(`${failure.connector.file}: ${failure.message}`);
  const catalog = sentinelCatalog(shipped, events, { plans });
  const library = createLibrary(kqlEntries);
  const columns = query.columns ?? [];
  const rows: Record<string, unknown>[] = [];
  for (const batch of execute(query.plan, query.stages.length, { library, catalog, clock: { now } }).batches) {
    for (const row of batch.rows()) {
      const cells = columns.map(({ name, type }) => {
        const value = batch.columns.get(name)?.at(row) ?? null;
        return [name, printKqlCell(value, type)] as const;
      });
      rows.push(Object.fromEntries(cells));
    }
  }
  return rows;
}
