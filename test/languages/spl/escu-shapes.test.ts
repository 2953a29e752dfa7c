import { describe, expect, it } from 'vitest';
import { lowerSpl } from '../../../src/languages/spl/index.ts';
import type { SplEnvironment } from '../../../src/languages/spl/environment.ts';

const environment: SplEnvironment = {
  macro: () => undefined,
  macroNames: () => [],
  lookup: () => undefined,
  lookupNames: () => [],
  dataModel: () => undefined,
  dataModelNames: () => [],
  fingerprint: '',
};

describe('shapes that content is written in', () => {
  it.each([
    ['options of join behind the fields, with blanks', 'search a=b | join user type =outer [search c=d | table user]'],
    ['an option of join right before the bracket', 'search a=b | join user type=inner[search c=d | table user]'],
    ['an escaped quotation mark in an unquoted value', 'search config=*\\"privileged\\":true* | stats count by kind'],
  ])('%s', (_what, text) => {
    const { query, problems } = lowerSpl(text, environment);
    expect(problems).toEqual([]);
    expect(query?.stages.length).toBe(2);
  });

  it('an escaped quotation mark is part of the value', () => {
    const { query } = lowerSpl('search config=*\\"privileged\\":true*', environment);
    expect(JSON.stringify(query?.plan)).toContain(JSON.stringify('*"privileged":true*'));
  });
});
