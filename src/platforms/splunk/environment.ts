import type { SplEnvironment, SplMacro } from '../../languages/spl/environment.ts';
import { splDataModel } from './datamodels/models.ts';
import type { SplunkKnowledge } from './knowledge.ts';
import type { InlineLookup } from './lookups/lookups.ts';

export interface EnvironmentExtras {
  /** Lookups given with the run. */
  readonly tables?: readonly InlineLookup[];
  /** Searches of the repository's detections, by name. */
  readonly savedSearches?: ReadonlyMap<string, string>;
}

const FILTER_MACRO = /^\w+_filter$/;

/** `<detection>_filter` macros exist as files only where somebody filters: by default they let everything through. */
const filterMacro = (name: string): SplMacro => ({ name, arguments: [], definition: 'search *' });

/** `ESCU - <name> - Rule`, as contentctl names the saved search of a detection. */
const detectionName = (name: string): string => /^ESCU - (.*) - Rule$/.exec(name)?.[1] ?? name;

/** What a search may name, over a search head's knowledge. */
export function splunkEnvironment(
  knowledge: SplunkKnowledge,
  { tables = [], savedSearches = new Map() }: EnvironmentExtras = {},
): SplEnvironment {
  const inline = new Map(tables.map((table) => [table.name, table]));
  return {
    macro: (name, argumentCount) =>
      knowledge.macros.find(name, argumentCount) ??
      (argumentCount === 0 && FILTER_MACRO.test(name) ? filterMacro(name) : undefined),
    macroNames: () => knowledge.macros.names(),
    lookup: (name) => {
      const table = inline.get(name);
      return table ? { name, fields: table.columns.map((column) => column.name) } : knowledge.lookups.environment(name);
    },
    lookupNames: () => [...new Set([...inline.keys(), ...knowledge.lookups.names()])],
    dataModel: (name) => {
      const model = knowledge.models.find(name);
      return model && splDataModel(model);
    },
    dataModelNames: () => knowledge.models.names(),
    savedSearch: (name) => savedSearches.get(detectionName(name)),
    savedSearchNames: () => savedSearches.keys(),
    fingerprint: [
      knowledge.fingerprint,
      ...tables.map((table) => `${table.name}(${table.columns.map(({ name }) => name).join()})`),
    ].join(' '),
  };
}
