import { describe, expect, it } from 'vitest';
import { kqlOperators } from '../../../src/languages/kql/operators/index.ts';
import { KQL_PLUGINS } from '../../../src/languages/kql/operators/plugins.ts';
import { runKql } from './run-query.ts';

describe('examples of operators and plugins', () => {
  for (const { name, examples } of [...kqlOperators, ...KQL_PLUGINS]) {
    for (const { query, rows } of examples) {
      for (const batchSize of [1, 3, 1024]) {
        it(`${name}: ${query}, batches of ${batchSize}`, () => {
          expect(runKql(query, { batchSize }).rows).toEqual(rows);
        });
      }
    }
  }
});
