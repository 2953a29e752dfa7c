import { describe, expect, it } from 'vitest';
import { lowerSigma, MODIFIERS } from '../../../src/languages/sigma/index.ts';
import { matchesOf, objectRecords, ruleOf } from './run-rule.ts';

const ruleWith = (item: Readonly<Record<string, unknown>>) => ruleOf({ selection: item, condition: 'selection' });

describe('examples of modifiers', () => {
  for (const { name, examples } of MODIFIERS) {
    for (const { title, item, matches, misses } of examples) {
      it(`${name}: ${title}`, () => {
        const found = matchesOf(ruleWith(item), objectRecords([...matches, ...misses]));
        expect(found).toEqual(matches.map((_, index) => index + 1));
      });
    }
  }
});

describe('modifiers together', () => {
  const found = (item: Readonly<Record<string, unknown>>, events: readonly Readonly<Record<string, unknown>>[]) =>
    matchesOf(ruleWith(item), objectRecords(events));

  it('keeps wildcards in values that contains, startswith and endswith change', () => {
    const events = [{ a: 'x1by' }, { a: 'xby' }, { a: '1b' }];
    expect(found({ 'a|contains': '1?y' }, events)).toEqual([1]);
    expect(found({ 'a|startswith': 'x*b' }, events)).toEqual([1, 2]);
    expect(found({ 'a|endswith': '?b' }, events)).toEqual([3]);
  });

  it('compares with case and wildcards under cased', () => {
    expect(found({ 'a|contains|cased': 'Ab*C' }, [{ a: 'xAb__Cx' }, { a: 'xab__cx' }])).toEqual([1]);
  });

  it('finds every dash form of every flag', () => {
    const events = [{ a: 'x \u2013a \u2015b' }, { a: 'x /a -b' }, { a: 'x /a b' }];
    expect(found({ 'a|windash|contains': ' -a /b' }, events)).toEqual([1, 2]);
  });

  it('takes a placeholder for any of its values, even under all', () => {
    const options = { placeholder: (name: string) => (name === 'admins' ? ['alice', 'bob'] : undefined) };
    const rule = ruleWith({ 'User|expand|endswith|all': ['%admins%', 'b'] });
    expect(matchesOf(rule, objectRecords([{ User: 'X\\bob' }, { User: 'X\\alice' }]), options)).toEqual([1]);
  });

  it('negates a whole list under neq', () => {
    expect(found({ 'a|contains|neq': ['x', 'y'] }, [{ a: 'axb' }, { a: 'b' }, {}])).toEqual([2, 3]);
    expect(
      found({ 'a|fieldref|neq': 'b' }, [
        { a: '1', b: '1' },
        { a: '1', b: '2' },
      ]),
    ).toEqual([2]);
  });

  it('compares a part of a time', () => {
    const events = [{ at: '2024-03-06T22:10:00Z' }, { at: '2024-03-06T22:10:00+02:00' }, { at: '1709762400' }];
    expect(found({ 'at|hour|gte': 21 }, events)).toEqual([1, 3]);
  });

  it('says what is wrong with a modifier, at its place in the key', () => {
    const problemsOf = (item: Readonly<Record<string, unknown>>) => lowerSigma(ruleWith(item)).problems;
    expect(problemsOf({ 'Image|endwith': 'x' })).toEqual([
      {
        name: 'invalid-modifier',
        message: 'There is no modifier "endwith".',
        path: ['detection', 'selection', 'Image|endwith'],
        part: 'key',
        start: 6,
        end: 13,
        hint: 'Did you mean "endswith"?',
      },
    ]);
    const names = (item: Readonly<Record<string, unknown>>) =>
      problemsOf(item).map(({ name, message }) => `${name}: ${message}`);
    expect(names({ 'a|re': '(' })).toEqual([expect.stringContaining('invalid-regex: ')]);
    expect(names({ 'a|re': '(?R)' })).toEqual(['unsupported-regex: "(?R)" is not supported.']);
    expect(names({ 'a|gt': 'many' })).toEqual(['invalid-modifier: "gt" takes a number.']);
    expect(names({ 'a|cidr': '10.0.0.0/33' })).toEqual([
      'invalid-modifier: "10.0.0.0/33" is no network in CIDR notation.',
    ]);
    expect(names({ 'a|base64': 'x*' })).toEqual(['invalid-modifier: "base64" cannot encode a value with wildcards.']);
    expect(names({ 'a|expand': '%unknown%' })).toEqual([
      'unsupported-modifier: No values are given for the placeholder "%unknown%".',
    ]);
    expect(names({ 'a|contains': null })).toEqual(['invalid-modifier: "contains" cannot be applied to null.']);
    expect(names({ a: [] })).toEqual(['invalid-argument: "a" has no values.']);
    expect(names({ a: [{ b: 1 }] })).toEqual(['type-mismatch: A value must be a string, a number, a boolean or null.']);
  });
});
