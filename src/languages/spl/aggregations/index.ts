import type { AggregateFunction } from '../../../plan/library.ts';
import { countingAggregations } from './counting.ts';
import type { SplAggregation } from './define.ts';
import { numericAggregations } from './numeric.ts';
import { sparklineOver } from './sparkline.ts';
import { timedAggregations } from './timed.ts';

const ofRows: readonly SplAggregation[] = [...countingAggregations, ...numericAggregations, ...timedAggregations];

export const splAggregationDefinitions: readonly SplAggregation[] = [
  ...ofRows,
  sparklineOver((name) => ofRows.find(({ aggregate }) => aggregate.name === name)?.aggregate),
];

export const splAggregations: readonly AggregateFunction[] = splAggregationDefinitions.map(
  ({ aggregate }) => aggregate,
);

const BY_NAME = new Map(
  splAggregationDefinitions.flatMap((definition) =>
    [definition.name, ...(definition.aliases ?? [])].map((name) => [name, definition] as const),
  ),
);

/** A statistical function as a search calls it. */
export interface NamedAggregation {
  /** The library's name. */
  readonly function: string;
  readonly options?: unknown;
  readonly needsField: boolean;
}

/** `perc95`, `p95`, `exactperc95.5`, `upperperc95`. */
const PERCENTILE = /^(?:p|perc|exactperc|upperperc)(\d{1,3}(?:\.\d+)?)$/;

/** A statistical function by its name in any case; undefined when there is none. */
export function splAggregationNamed(written: string): NamedAggregation | undefined {
  const name = written.toLowerCase();
  const percentile = PERCENTILE.exec(name);
  if (percentile) {
    const share = Number(percentile[1]);
    return share > 100 ? undefined : { function: 'spl.perc', options: { percentile: share }, needsField: true };
  }
  const definition = name === 'perc' ? undefined : BY_NAME.get(name);
  return definition && { function: `spl.${definition.name}`, needsField: definition.needsField };
}

/** The statistics of numbers, which `allnum` is about. */
export const numericAggregationNames: ReadonlySet<string> = new Set(
  numericAggregations.map(({ aggregate }) => aggregate.name),
);

export const splAggregationNames = (): Iterable<string> => BY_NAME.keys();
