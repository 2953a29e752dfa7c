import { describe, expect, it } from 'vitest';
import { LookupMatcher, type MatchRules } from '../../../src/platforms/splunk/lookups/lookup-table.ts';

const table = {
  fields: ['name', 'net', 'out'],
  rows: [
    ['alice', '192.0.2.0/24', '1'],
    ['a*', '198.51.100.0/24', '2'],
    ['alice', null, '3'],
    ['Bob', '0.0.0.0/0', null],
  ],
};
const rules: MatchRules = { matchTypes: {}, caseSensitive: true, minimum: 0, maximum: 100, defaultMatch: '' };

describe('LookupMatcher', () => {
  it('gives all exact matches in order, with case', () => {
    const matcher = new LookupMatcher(table, ['name'], rules);
    expect(matcher.output(matcher.match(['alice']), 'out')).toEqual(['1', '3']);
    expect(matcher.match(['bob'])).toEqual([]);
    expect(matcher.match([null])).toEqual([]);
  });

  it('ignores case, stops at the maximum and falls back', () => {
    const matcher = new LookupMatcher(table, ['name'], {
      ...rules,
      caseSensitive: false,
      minimum: 1,
      maximum: 1,
      defaultMatch: 'none',
    });
    expect(matcher.output(matcher.match(['ALICE']), 'out')).toBe('1');
    expect(matcher.output(matcher.match(['carol']), 'out')).toBe('none');
    expect(matcher.output(matcher.match(['bob']), 'out')).toBeNull();
  });

  it('matches wildcards and address blocks on the side of the table', () => {
    const wild = new LookupMatcher(table, ['name'], { ...rules, matchTypes: { name: 'WILDCARD' } });
    expect(wild.match(['alice'])).toEqual([0, 1, 2]);
    const block = new LookupMatcher(table, ['net'], { ...rules, matchTypes: { net: 'CIDR' } });
    expect(block.match(['198.51.100.7'])).toEqual([1, 3]);
    expect(block.match(['not an address'])).toEqual([]);
  });
});
