import type { AggregateFunction } from '../../../plan/library.ts';
import { countAggregations } from './count.ts';
import type { KqlAggregation } from './define.ts';
import { extremeAggregations } from './extremes.ts';
import { listAggregations } from './lists.ts';
import { percentileAggregations } from './percentiles.ts';
import { schemaAggregations } from './schema.ts';
import { sketchAggregations } from './sketches.ts';
import { sumAggregations } from './sums.ts';

/** Every aggregation function, with its documentation. */
export const kqlAggregationDefinitions: readonly KqlAggregation[] = [
  ...countAggregations,
  ...extremeAggregations,
  ...sumAggregations,
  ...listAggregations,
  ...percentileAggregations,
  ...schemaAggregations,
  ...sketchAggregations,
];

/** What they are in a plan's library. */
export const kqlAggregations: readonly AggregateFunction[] = kqlAggregationDefinitions.map(
  ({ aggregate }) => aggregate,
);

const byName = new Map(
  kqlAggregationDefinitions.flatMap((definition) =>
    [definition.name, ...(definition.aliases ?? [])].map((name) => [name, definition] as const),
  ),
);

/** The definition behind a name or an alias; its place in a plan is `kql.` and the definition's own name. */
export const kqlAggregationNamed = (name: string): KqlAggregation | undefined => byName.get(name);
