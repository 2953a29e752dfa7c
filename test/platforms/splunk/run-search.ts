import { fileURLToPath } from 'node:url';
import { openEventSource } from '../../../src/data/event-source.ts';
import type { LogFile } from '../../../src/data/record.ts';
import { lowerSpl, printSplCell, splEntries } from '../../../src/languages/spl/index.ts';
import { execute } from '../../../src/plan/execute.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import { once } from '../../../src/util/once.ts';
import {
  loadSplunkKnowledge,
  splunkCatalog,
  splunkEnvironment,
  timedEvents,
} from '../../../src/platforms/splunk/index.ts';

/** The knowledge that is shipped. */
export const SHIPPED = fileURLToPath(new URL('../../../knowledge/splunk', import.meta.url));

const shipped = once(() => loadSplunkKnowledge([SHIPPED], () => undefined));

type Row = Readonly<Record<string, unknown>>;

export interface SearchOptions {
  readonly roots?: readonly string[];
  /** False runs the search without any pushdown. */
  readonly optimise?: boolean;
}

/** The rows of a search over logs, as REST results show them; fields without a value are left out. */
export function runSearch(
  text: string,
  files: readonly LogFile[],
  { roots = [SHIPPED], optimise = true }: SearchOptions = {},
): readonly Row[] {
  const problems: string[] = [];
  const report = ({ message }: { readonly message: string }): void => {
    problems.push(message);
  };
  const knowledge = roots.join() === SHIPPED ? shipped() : loadSplunkKnowledge(roots, report);
  const environment = splunkEnvironment(knowledge);
  const lowering = lowerSpl(text, environment);
  if (!lowering.query) throw new Error(lowering.problems.map(({ message }) => message).join('\n'));
  const { batches } = execute(lowering.query.plan, lowering.query.stages.length, {
    library: createLibrary(splEntries),
    catalog: splunkCatalog(knowledge, environment, timedEvents(openEventSource(files), knowledge), { report }),
    clock: { now: 1_778_100_000_000_000_000n },
    optimise,
  });
  const rows: Row[] = [];
  for (const batch of batches) {
    const names = lowering.query.columns?.map(({ name }) => name) ?? batch.columns.names();
    for (const row of batch.rows()) {
      const cells = names.map((name) => [name, printSplCell(batch.columns.get(name)?.at(row) ?? null)] as const);
      rows.push(Object.fromEntries(cells.filter(([, value]) => value !== null)));
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return rows;
}
