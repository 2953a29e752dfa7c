import { describe, expect, it } from 'vitest';
import { lowerSigma } from '../../../src/languages/sigma/index.ts';
import { matchesOf, objectRecords, ruleOf, textRecords } from './run-rule.ts';

const all = objectRecords([{ a: '1' }, { b: '1' }, { a: '1', b: '1' }, { a: '1', b: '1', c: '1' }, {}]);
const named = { sel_a: { a: 1 }, sel_b: { b: 1 }, filter_c: { c: 1 }, _hidden: { d: 1 } };
const found = (condition: unknown) => matchesOf(ruleOf({ ...named, condition }), all);

describe('conditions', () => {
  it.each([
    ['sel_a', [1, 3, 4]],
    ['sel_a and sel_b', [3, 4]],
    ['sel_a or sel_b', [1, 2, 3, 4]],
    ['not sel_a', [2, 5]],
    ['not sel_a and sel_b', [2]],
    ['not (sel_a and sel_b)', [1, 2, 5]],
    ['sel_b and not filter_c or sel_a and filter_c', [2, 3, 4]],
    ['sel_a AND NOT filter_c', [1, 3]],
    ['1 of sel_*', [1, 2, 3, 4]],
    ['any of sel_*', [1, 2, 3, 4]],
    ['all of sel_*', [3, 4]],
    ['all of them', [4]],
    ['1 of them', [1, 2, 3, 4]],
    ['all of sel_* and not 1 of filter_*', [3]],
    ['not 1 of *_c', [1, 2, 3, 5]],
    ['1 of _*', []],
    ['not not sel_b', [2, 3, 4]],
  ] as const)('%s', (condition, expected) => {
    expect(found(condition)).toEqual(expected);
  });

  it('holds when any of a list does', () => {
    expect(found(['filter_c', 'sel_b and not sel_a'])).toEqual([2, 4]);
  });

  it.each([
    ['sel_a and', 'Expected a detection at the end of the condition.', 9],
    ['sel_a sel_b', 'Expected "and", "or" or the end of the condition, found "sel_b".', 6],
    ['(sel_a', 'Expected ")" at the end of the condition.', 6],
    ['sel_x', 'The condition names "sel_x", which the rule does not define.', 0],
    ['1 of nothing*', 'No detection of the rule is called "nothing*".', 0],
    ['2 of sel_*', '"2 of" is no quantifier; there are "1 of", "any of" and "all of".', 0],
    ['sel_a | count() > 5', 'Aggregations behind "|" are no part of Sigma 2; a correlation rule takes their place.', 6],
    ['', 'The rule has no condition.', 0],
  ])('refuses "%s"', (condition, message, start) => {
    const { query, problems } = lowerSigma(ruleOf({ ...named, condition }));
    expect(query).toBeUndefined();
    expect(problems).toEqual([expect.objectContaining({ name: 'invalid-condition', message, start })]);
    expect(problems[0]?.path).toEqual(['detection', 'condition']);
  });

  it('gives a stage for the logsource and one for each part of the conjunction', () => {
    const rule = ruleOf({ ...named, condition: 'sel_a and not 1 of filter_*' }, { product: 'windows', category: 'x' });
    const { query } = lowerSigma(rule);
    expect(query?.stages).toEqual([
      { text: 'logsource product=windows category=x', span: { start: 0, end: 0 } },
      { text: 'sel_a', span: { start: 0, end: 5 } },
      { text: 'not 1 of filter_*', span: { start: 10, end: 27 } },
    ]);
    expect(query?.parts?.map(({ name, path }) => [name, path])).toEqual([
      ['sel_a', ['detection', 'sel_a']],
      ['sel_b', ['detection', 'sel_b']],
      ['filter_c', ['detection', 'filter_c']],
      ['_hidden', ['detection', '_hidden']],
    ]);
  });
});

describe('detections', () => {
  const selected = (selection: unknown, events: readonly Readonly<Record<string, unknown>>[]) =>
    matchesOf(ruleOf({ selection, condition: 'selection' }), objectRecords(events));

  it('joins the items of a map by and, the maps of a list by or', () => {
    const events = [{ a: 'x', b: 'y' }, { a: 'x' }, { c: 'z' }];
    expect(selected({ a: 'x', b: 'y' }, events)).toEqual([1]);
    expect(selected([{ a: 'x', b: 'y' }, { c: 'z' }], events)).toEqual([1, 3]);
  });

  it('tells absent, null and empty apart', () => {
    const events = [{}, { a: null }, { a: '' }, { a: 'x' }];
    expect(selected({ a: null }, events)).toEqual([1, 2]);
    expect(selected({ a: '' }, events)).toEqual([3]);
    expect(selected({ 'a|exists': true }, events)).toEqual([2, 3, 4]);
    expect(selected({ 'a|exists': false }, events)).toEqual([1]);
    expect(selected({ a: '*' }, events)).toEqual([3, 4]);
    expect(selected({ a: ['', null] }, events)).toEqual([1, 2, 3]);
  });

  it('compares numbers and booleans as text, without case', () => {
    const events = [{ a: 4624 }, { a: '4624' }, { a: true }, { a: 'True' }, { a: [1, 4624] }];
    expect(selected({ a: 4624 }, events)).toEqual([1, 2, 5]);
    expect(selected({ a: '4624' }, events)).toEqual([1, 2, 5]);
    expect(selected({ a: true }, events)).toEqual([3, 4]);
    expect(selected({ a: 'TRUE' }, events)).toEqual([3, 4]);
  });

  it('reads escapes of wildcards to the letter', () => {
    const events = [{ a: 'C:\\x' }, { a: 'C:\\*' }, { a: 'C:*' }, { a: 'C:\\\\x' }, { a: 'what?' }, { a: 'whats' }];
    expect(selected({ a: 'C:\\\\*' }, events)).toEqual([1, 2, 4]);
    expect(selected({ a: 'C:\\*' }, events)).toEqual([3]);
    expect(selected({ a: 'C:\\\\\\*' }, events)).toEqual([2]);
    expect(selected({ a: 'C:\\x' }, events)).toEqual([1]);
    expect(selected({ a: 'C:\\\\\\\\x' }, events)).toEqual([4]);
    expect(selected({ a: 'what?' }, events)).toEqual([5, 6]);
    expect(selected({ a: 'what\\?' }, events)).toEqual([5]);
  });

  it('looks keywords up anywhere in the event', () => {
    const lines = textRecords(['sshd: Failed password', 'su: FAILED SU', 'cron: started']);
    const keywords = (list: unknown) => matchesOf(ruleOf({ keywords: list, condition: 'keywords' }), lines);
    expect(keywords(['failed su', 'started'])).toEqual([2, 3]);
    expect(keywords('failed')).toEqual([1, 2]);
    expect(keywords({ '|all': ['failed', 'sshd'] })).toEqual([1]);
    expect(keywords(['fail*word'])).toEqual([1]);
    expect(keywords({ '|re': ['[a-z]+: F[a-z]+ '] })).toEqual([1]);
    expect(selected(['C:\\Temp', 'quo"te'], [{ x: { y: 'in C:\\temp\\a' } }, { x: 'a quo"te' }, { x: 'no' }])).toEqual([
      1, 2,
    ]);
  });

  it('reads names with dots, keys that hold dots, and lists of objects', () => {
    const events = [
      { id: { orig_h: '192.0.2.1' } },
      { 'id.orig_h': '192.0.2.1' },
      { id: [{ orig_h: '198.51.100.1' }, { orig_h: '192.0.2.1' }] },
      { 'id.orig_h': '198.51.100.1' },
    ];
    expect(selected({ 'id.orig_h': '192.0.2.1' }, events)).toEqual([1, 2, 3]);
    expect(selected({ __proto__: null, constructor: '*' }, [{}])).toEqual([]);
  });

  it('refuses what is no rule', () => {
    const names = (rule: unknown) => lowerSigma(rule).problems.map(({ name }) => name);
    expect(names('text')).toEqual(['query-error']);
    expect(names({})).toEqual(['query-error', 'query-error']);
    expect(names({ logsource: {}, detection: { a: {}, condition: 'a' } })).toEqual(['query-error', 'query-error']);
    expect(names({ logsource: { product: 7 }, detection: { a: 'x', condition: 'a' } })).toEqual([
      'type-mismatch',
      'query-error',
    ]);
  });
});
