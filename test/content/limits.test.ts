import { expect, it } from 'vitest';
import { limitsOf } from '../../src/content/limits.ts';

it('measures objects of a target', () => {
  const used = (
    target: 'splunk' | 'sentinel',
    type: string,
    object: { key: string; properties: object; owner?: string },
  ) =>
    Object.fromEntries(
      limitsOf(target)
        .filter(({ types }) => types.includes(type))
        .map(({ name, measure }) => [name, measure({ ...object, properties: { ...object.properties } })]),
    );
  expect(used('splunk', 'saved-search', { key: 'ESCU - One - Rule', properties: {} })).toEqual({
    'saved-search-name': 17,
  });
  const rule = {
    query: 'T',
    description: 'abc',
    displayName: 'One',
    enabled: true,
    entityMappings: [{}],
    customDetails: { a: 'b' },
  };
  expect(used('sentinel', 'scheduled-rule', { key: 'x', properties: rule, owner: 'firedrill' })).toEqual({
    'scheduled-rules': 1,
    'rule-query': 1,
    'rule-description': 3 + 9 + 14,
    'rule-name': 3,
    'entity-mappings': 1,
    'custom-details': 1,
  });
  expect(used('sentinel', 'watchlist', { key: 'x', properties: { items: ['a'] } })).toEqual({ 'watchlist-upload': 5 });
});

it('names every limit once', () => {
  const names = [...limitsOf('splunk'), ...limitsOf('sentinel')].map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});
