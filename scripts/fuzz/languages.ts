import type { KqlEnvironment } from '../../src/languages/kql/environment.ts';
import { kqlAggregationDefinitions } from '../../src/languages/kql/aggregations/index.ts';
import { kqlFunctionDefinitions } from '../../src/languages/kql/functions/index.ts';
import { kqlEntries, lowerKql, printKqlCell } from '../../src/languages/kql/index.ts';
import { lowerSpl, splCommands } from '../../src/languages/spl/index.ts';
import { kqlOperators } from '../../src/languages/kql/operators/index.ts';
import { KQL_PLUGINS } from '../../src/languages/kql/operators/plugins.ts';
import { execute } from '../../src/plan/execute.ts';
import { QueryFailure } from '../../src/plan/failure.ts';
import { createLibrary } from '../../src/plan/library.ts';
import type { LoweredQuery } from '../../src/plan/plan.ts';
import { treeComplaint } from '../conformance/spl-reprint.ts';
import type { SplEnvironment } from '../../src/languages/spl/environment.ts';

/** A language under test: seeds to start from, and what is made of a text. */
export interface FuzzLanguage {
  readonly seeds: readonly string[];
  /** The names of the problems; none when the text was lowered. */
  lower(text: string): readonly string[];
  /** What is wrong with the text as it is printed from its tree, of a language that has a printer. */
  reprint?(text: string): string | undefined;
}

/** Every macro, lookup and data model there may be. */
export const fuzzEnvironment: SplEnvironment = {
  macro: (name, count) => ({
    name,
    arguments: Array.from({ length: count }, (_, at) => `a${at}`),
    definition: count === 0 ? 'search *' : 'eval made=1',
  }),
  macroNames: () => [],
  lookup: (name) => ({ name }),
  lookupNames: () => [],
  dataModel: (name) => ({ name, datasets: [{ name: 'All', lineage: ['All'], fields: [] }] }),
  dataModelNames: () => [],
  fingerprint: '',
};

const EVENTS = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'Computer', type: 'string' },
  { name: 'EventID', type: 'int' },
  { name: 'EventData', type: 'dynamic' },
];

const kqlEnvironment: KqlEnvironment = {
  table: (name) => (name === 'Events' ? EVENTS : undefined),
  tableNames: () => ['Events'],
  function: () => undefined,
  functionNames: () => [],
  watchlist: () => undefined,
  fingerprint: '',
} as KqlEnvironment;

/** What may ask for more rows than anybody waits for. */
const ENDLESS = /\d{5}|\de\d|\binf\b|\b(?:double|real)\b/i;

const library = createLibrary(kqlEntries);

/** The first rows of a query over tables without rows, printed; a query may fail, but only as queries do. */
function runKql({ plan, stages, columns = [] }: LoweredQuery): void {
  try {
    const run = execute(plan, stages.length, {
      library,
      catalog: { view: () => undefined, scan: () => [] },
      clock: { now: 1_704_067_200_000_000_000n },
      batchSize: 64,
    });
    for (const batch of run.batches) {
      const sources = columns.map(({ name }) => batch.columns.get(name));
      for (const row of batch.rows()) {
        for (const [at, source] of sources.entries()) printKqlCell(source?.at(row) ?? null, columns[at]?.type);
      }
    }
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
  }
}

export const LANGUAGES: Readonly<Record<string, () => FuzzLanguage>> = {
  spl: () => ({
    seeds: splCommands.flatMap(({ examples }) => examples.map(({ query }) => `search index=main ${query}`)),
    lower: (text) => {
      const { query, problems } = lowerSpl(text, fuzzEnvironment);
      return query ? [] : problems.map(({ name }) => name);
    },
    reprint: (text) => treeComplaint(text, fuzzEnvironment),
  }),
  kql: () => ({
    seeds: [
      ...[...kqlOperators, ...kqlAggregationDefinitions, ...KQL_PLUGINS].flatMap(({ examples }) =>
        examples.map(({ query }) => query),
      ),
      ...kqlFunctionDefinitions.flatMap(({ examples }) => examples.map(({ expression }) => `print x = ${expression}`)),
    ],
    lower: (text) => {
      const { query, problems } = lowerKql(text, kqlEnvironment);
      if (query && !ENDLESS.test(text)) runKql(query);
      return query ? [] : problems.map(({ name }) => name);
    },
  }),
};
