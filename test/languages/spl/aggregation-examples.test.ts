import { describe, expect, it } from 'vitest';
import { AGGREGATION_EXAMPLES } from '../../../src/languages/spl/aggregations/examples.ts';
import { splAggregationDefinitions } from '../../../src/languages/spl/aggregations/index.ts';
import { lowerSpl, printSplCell, splEntries } from '../../../src/languages/spl/index.ts';
import { execute } from '../../../src/plan/execute.ts';
import { createLibrary } from '../../../src/plan/library.ts';
import { environment } from './evaluate.ts';

/** Shares of a span of a timechart: nothing that stats gives. */
const OF_TIMECHART = ['per_day', 'per_hour', 'per_minute', 'per_second'];

function resultOf(text: string): unknown {
  const { query, problems } = lowerSpl(text, environment);
  if (!query) throw new Error(problems.map(({ message }) => message).join('\n'));
  const { batches } = execute(query.plan, query.stages.length, {
    library: createLibrary(splEntries),
    catalog: { view: () => undefined, scan: () => undefined },
    clock: { now: 0n },
    batchSize: 2,
  });
  for (const batch of batches)
    for (const row of batch.rows()) return printSplCell(batch.columns.get('x')?.at(row) ?? null);
  return undefined;
}

describe('examples of statistical functions', () => {
  it.each(Object.entries(AGGREGATION_EXAMPLES))('%s', (_name, { query, result }) => {
    expect(resultOf(query)).toEqual(result);
  });

  it('are there for each', () => {
    const names = splAggregationDefinitions.map(({ name }) => name).filter((name) => !OF_TIMECHART.includes(name));
    expect(Object.keys(AGGREGATION_EXAMPLES).toSorted()).toEqual(names.toSorted());
  });
});
