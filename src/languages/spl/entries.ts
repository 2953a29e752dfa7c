import type { LibraryEntries } from '../../plan/library.ts';
import { splAggregations } from './aggregations/index.ts';
import { splComparators, splKeys } from './comparators.ts';
import { splFunctions } from './functions/index.ts';
import { commandScalars } from './runtime/scalars.ts';
import { commandTables } from './runtime/tables.ts';
import { subsearchFilter } from './search/filter.ts';
import { searchFunctions } from './search/functions.ts';

export function createLibraryEntries(): LibraryEntries {
  return {
    scalars: [...splFunctions, ...searchFunctions, ...commandScalars],
    aggregates: splAggregations,
    tables: [subsearchFilter, ...commandTables],
    keys: splKeys,
    comparators: splComparators,
  };
}
