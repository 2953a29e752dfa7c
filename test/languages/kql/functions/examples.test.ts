import { describe, expect, it } from 'vitest';
import { kqlFunctionDefinitions } from '../../../../src/languages/kql/functions/index.ts';
import { windowFunctions } from '../../../../src/languages/kql/functions/window.ts';
import { runKql } from '../run-query.ts';

describe('examples of scalar functions', () => {
  for (const { name, examples } of kqlFunctionDefinitions) {
    for (const { expression, result } of examples) {
      it(`${name}: ${expression}`, () => {
        expect(runKql(`print x = ${expression}`).rows).toEqual([[result]]);
      });
    }
  }
});

describe('examples of window functions', () => {
  for (const { name, examples } of windowFunctions) {
    for (const { query, rows } of examples) {
      for (const batchSize of [1, 3, 1024]) {
        it(`${name}: ${query}, batches of ${batchSize}`, () => {
          expect(runKql(query, { batchSize }).rows).toEqual(rows);
        });
      }
    }
  }
});

it('every name and alias is defined once', () => {
  const names = kqlFunctionDefinitions.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]);
  expect(names).toEqual([...new Set(names)]);
});
