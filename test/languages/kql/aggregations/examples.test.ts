import { describe, expect, it } from 'vitest';
import { kqlAggregationDefinitions } from '../../../../src/languages/kql/aggregations/index.ts';
import { runKql } from '../run-query.ts';

describe('examples of aggregation functions', () => {
  for (const { name, examples } of kqlAggregationDefinitions) {
    for (const { query, rows } of examples) {
      for (const batchSize of [1, 1024]) {
        it(`${name}: ${query}, batches of ${batchSize}`, () => {
          expect(runKql(query, { batchSize }).rows).toEqual(rows);
        });
      }
    }
  }
});
