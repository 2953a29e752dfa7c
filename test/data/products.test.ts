import { describe, expect, it } from 'vitest';
import { productOf, products } from '../../src/data/products/index.ts';

describe('products', () => {
  it.each(products.map((product) => [product.name, product] as const))(
    '%s is told by its records',
    (_name, product) => {
      expect(productOf(product.sample)?.name).toBe(product.name);
      expect(product.reference).toMatch(/^https:\/\//);
      for (const isRow of [true, false]) expect(product.splunk(product.sample, isRow).sourcetype).not.toBe('');
    },
  );

  it('leaves records of no known shape alone', () => {
    expect(productOf({ action: 'x', user: 'alice' })).toBeUndefined();
  });
});
