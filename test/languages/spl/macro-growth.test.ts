import { describe, expect, it } from 'vitest';
import type { SplMacro } from '../../../src/languages/spl/environment.ts';
import { expandMacros, lowerSpl } from '../../../src/languages/spl/index.ts';
import { environment } from './evaluate.ts';

const withMacros = (definitions: Readonly<Record<string, string>>) => ({
  ...environment,
  macro: (name: string, count: number): SplMacro | undefined => {
    const definition = definitions[name];
    if (definition === undefined) return undefined;
    return { name, arguments: count === 0 ? [] : ['x'], definition, isEval: false };
  },
  macroNames: () => Object.keys(definitions),
});

/** `m0` calls `m1` so many times, and so on; the last stands for `end`. */
const tower = (levels: number, call: (next: string) => string, end: string): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: levels }, (_, at) => [`m${at}`, at === levels - 1 ? end : call(`m${at + 1}`)]),
  );

const problems = (text: string, definitions: Record<string, string>) =>
  expandMacros(text, withMacros(definitions)).problems.map(({ name, message }) => `${name}: ${message}`);

const grows = 'syntax-error: The search grows without end when its macros are expanded.';

describe('macros that grow without end', () => {
  it('tells once of macros that call one another in a ring, however often', () => {
    const ring = { a: '`b` `b` `b`', b: '`a` `a` `a`' };
    expect(problems('index=x `a` `b`', ring)).toEqual(['syntax-error: The macro "b" stands for itself.']);
  });

  it('tells once of macros that double at each level, of something and of nothing', () => {
    const doubled = (next: string) => `\`${next}\` \`${next}\``;
    expect(problems('index=x `m0`', tower(30, doubled, 'y=1'))).toEqual([grows]);
    expect(problems('index=x `m0`', tower(30, doubled, ''))).toEqual([grows]);
  });

  it('tells once of an argument that doubles at each level', () => {
    const handed = (next: string) => `\`${next}($x$$x$)\``;
    expect(problems('index=x `m0(abcdefgh)`', tower(30, handed, '$x$'))).toEqual([grows]);
  });

  it('expands a thousand calls of a macro', () => {
    const text = `index=x ${'`a` '.repeat(1000)}`;
    expect(expandMacros(text, withMacros({ a: 'y=1' })).problems).toEqual([]);
  });
});

describe('searches of many commands', () => {
  const first = (text: string) => lowerSpl(text, environment).problems[0];

  it('runs a thousand commands and refuses more by name', () => {
    expect(first(`index=x${' | eval a=1'.repeat(999)}`)).toBeUndefined();
    expect(first(`index=x${' | eval a=1'.repeat(20_000)}`)).toMatchObject({ name: 'unsupported-syntax' });
  });

  it('refuses subsearches that nest too deeply by name', () => {
    const text = `index=x ${'[search index=x '.repeat(2_000)}${']'.repeat(2_000)}`;
    expect(first(text)).toMatchObject({ name: 'unsupported-syntax', start: expect.any(Number) as number });
  });
});
