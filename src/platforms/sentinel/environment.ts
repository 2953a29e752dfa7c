import type { KqlColumn, KqlEnvironment } from '../../languages/kql/environment.ts';
import type { Value } from '../../table/value.ts';
import type { SentinelKnowledge } from './knowledge.ts';
import { type MappedPlace, placesOf } from './places.ts';
import { recordsAlone } from './tables/records-alone.ts';
import type { InferredTable } from './tables/inferred-table.ts';

/** A table given with the run, rows and all: it takes the place of a table of that name. */
export interface InlineTable {
  readonly columns: readonly KqlColumn[];
  readonly rows: readonly (readonly Value[])[];
}

export type InlineTables = ReadonlyMap<string, InlineTable>;

/** What a KQL query may name in this workspace. */
export function sentinelEnvironment(
  knowledge: SentinelKnowledge,
  options: {
    readonly inlineTables?: InlineTables;
    readonly places?: readonly MappedPlace[];
    readonly inferred?: ReadonlyMap<string, InferredTable>;
  } = {},
): KqlEnvironment {
  const inline = options.inlineTables ?? new Map<string, InlineTable>();
  const mapped = options.places ?? [];
  const inferred = options.inferred ?? new Map<string, InferredTable>();
  const columnsOf = (name: string) => inline.get(name)?.columns ?? knowledge.table(name) ?? inferred.get(name)?.columns;
  return {
    table: (name) => columnsOf(recordsAlone(name) ?? name),
    tableNames: () => new Set([...inline.keys(), ...inferred.keys(), ...knowledge.tableNames()]),
    scanOptions: (name) => {
      const found = inline.has(name) || knowledge.table(name) ? undefined : inferred.get(name);
      return found && { inferred: found };
    },
    function: (name) => knowledge.function(name),
    functionNames: () => knowledge.functionNames(),
    watchlist: (alias) => knowledge.watchlist(alias)?.columns.filter((column) => column !== 'SearchKey'),
    watchlistAliases: () => knowledge.watchlistAliases(),
    places: placesOf(mapped),
    ...(inline.size === 0 && inferred.size === 0 && { schemas: knowledge.schemas }),
    get fingerprint() {
      const given = inline.size === 0 ? '' : JSON.stringify([...inline].map(schemaOf));
      return `${knowledge.fingerprint}${given}${mapped.length === 0 ? '' : JSON.stringify(mapped)}${inferred.size === 0 ? '' : JSON.stringify([...inferred])}`;
    },
  };
}

const schemaOf = ([name, { columns }]: readonly [string, InlineTable]): readonly unknown[] => [name, columns];
