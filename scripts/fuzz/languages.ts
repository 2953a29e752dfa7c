import type { KqlEnvironment } from '../../src/languages/kql/environment.ts';
import { lowerKql } from '../../src/languages/kql/index.ts';
import { lowerSpl, splCommands } from '../../src/languages/spl/index.ts';
import { kqlOperators } from '../../src/languages/kql/operators/index.ts';
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
    seeds: kqlOperators.flatMap(({ examples }) => examples.map(({ query }) => query)),
    lower: (text) => {
      const { query, problems } = lowerKql(text, kqlEnvironment);
      return query ? [] : problems.map(({ name }) => name);
    },
  }),
};
