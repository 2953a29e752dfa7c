import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findInWorkingTree, loadContent, loadRevision, loadTexts, RevisionError } from '../../../src/content/index.ts';
import { compareWithBase } from '../../../src/validate/index.ts';
import { folderWith } from '../../content/workspace.ts';

const escu = (id: string, version: number, search: string, rest = ''): string =>
  `name: A\nid: ${id}\nversion: ${version}\ntype: TTP\nsearch: ${search}\n${rest}`;
const rule = (version: string, query: string): string =>
  `id: k\nname: K\nkind: NRT\nquery: ${query}\nversion: ${version}\n`;

const compare = (before: Record<string, string>, now: Record<string, string>) =>
  compareWithBase(loadTexts(new Map(Object.entries(before))), loadTexts(new Map(Object.entries(now)))).map(
    ({ code, file, message, hint, range: { start } }) =>
      `${file}:${start.line}:${start.column} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );

describe('a change', () => {
  it.each([
    ['of nothing', escu('a', 2, 'x'), escu('a', 2, 'x'), []],
    ['with a new version', escu('a', 2, 'x'), escu('a', 3, 'y'), []],
    ['of the tests alone', escu('a', 2, 'x'), escu('a', 2, 'x', 'tests: []\nmodification_date: "2026-05-14"\n'), []],
    [
      'of the search alone',
      escu('a', 2, 'x'),
      escu('a', 2, 'y'),
      ['a.yml:3:10 FD470 The content changed and its version is 2 still. (Make it 3.)'],
    ],
    ['to a lower version', escu('a', 2, 'x'), escu('a', 1, 'y'), ['a.yml:3:10 FD471 The version was 2 and is 1.']],
    [
      'of the id',
      escu('a', 2, 'x'),
      escu('b', 2, 'x'),
      ['a.yml:2:5 FD472 The id was "a" and is "b". (Keep the id: deployed rules and findings are known by it.)'],
    ],
    ['of three numbers', rule('1.0.9', 'T'), rule('1.0.10', 'U'), []],
    [
      'of a Sentinel query alone',
      rule('1.0.9', 'T'),
      rule('1.0.9', 'U'),
      ['a.yml:5:10 FD470 The content changed and its version is 1.0.9 still. (Make it 1.0.10.)'],
    ],
  ])('%s', (_, before, now, expected) => {
    expect(compare({ 'a.yml': before }, { 'a.yml': now })).toEqual(expected);
  });

  it.each([
    ['the blank end of a search', escu('a', 2, '"x"'), escu('a', 2, '"x\\n"')],
    ['the quotes of a number', escu('a', 2, 'x', 'offset: 0\n'), escu('a', 2, 'x', 'offset: "0"\n')],
    ['a reference, without a new version', escu('a', 2, 'x'), escu('a', 2, 'x', 'references: [a]\n')],
    ['a reference, with a new version', escu('a', 2, 'x'), escu('a', 3, 'x', 'references: [a]\n')],
    ['a macro that the search calls', escu('a', 2, '`m`'), escu('a', 2, '`m`')],
  ])('of %s is none of what is deployed', (_, before, now) => {
    const macro = (definition: string) => `name: m\ndefinition: ${definition}\n`;
    expect(compare({ 'a.yml': before, 'm.yml': macro('x') }, { 'a.yml': now, 'm.yml': macro('y') })).toEqual([]);
  });

  it('of the place keeps the id', () => {
    expect(compare({ 'a.yml': escu('a', 2, 'x') }, { 'b.yml': escu('a', 2, 'x') })).toEqual([]);
  });

  it('that removes a detection has to be announced', () => {
    const gone = 'a.yml:1:1 FD473 "A" (a) is gone. (Deprecate it first, so that those who use it learn of it.)';
    expect(compare({ 'a.yml': escu('a', 2, 'x') }, {})).toEqual([gone]);
    expect(compare({ 'a.yml': escu('a', 2, 'x', 'status: deprecated\n') }, {})).toEqual([]);
    expect(compare({ 'a.yml': rule('1.0.0', 'T').replace('name: K', 'name: "[Deprecated] K"') }, {})).toEqual([]);
    const removed = { 'removed/a.yml': escu('a', 3, 'x', 'status: removed\n') };
    expect(compare({ 'a.yml': escu('a', 2, 'x') }, removed)).toEqual([]);
  });
});

describe('what is not gone', () => {
  const sigma = (id: string, related = '') =>
    `title: A${id}\nid: ${id}\n${related}logsource: {product: linux}\ndetection: {a: {b: c}, condition: a}\n`;

  it('is a file that cannot be read', () => {
    expect(compare({ 'a.yml': escu('a', 2, 'x') }, { 'a.yml': escu('a', 2, 'x: y') })).toEqual([]);
    expect(compare({ 'a.yml': escu('a', 2, 'x') }, { 'moved.yml': escu('a', 2, 'x: y') })).toEqual([]);
  });

  it('is a Sigma rule that another one replaces', () => {
    for (const type of ['obsolete', 'renamed', 'merged']) {
      const successor = sigma('b', `related:\n  - id: a\n    type: ${type}\n`);
      expect(compare({ 'a.yml': sigma('a') }, { 'b.yml': successor })).toEqual([]);
      expect(compare({ 'a.yml': sigma('a') }, { 'a.yml': successor })).toEqual([]);
    }
    const derived = sigma('b', 'related:\n  - id: a\n    type: derived\n');
    expect(compare({ 'a.yml': sigma('a') }, { 'b.yml': derived })).toHaveLength(1);
  });

  it('is a rule of the same name in another file: its id changed', () => {
    expect(compare({ 'a.yml': escu('a', 2, 'x') }, { 'b.yml': escu('b', 2, 'x') })).toEqual([
      'b.yml:2:5 FD472 The id was "a" and is "b". (Keep the id: deployed rules and findings are known by it.)',
    ]);
  });
});

describe('the date of the last change', () => {
  const at = (version: number, search: string, date: string) => escu('a', version, search, `date: '${date}'\n`);
  const found = (before: string, now: string, today: string) => {
    const [base, current] = [before, now].map((text) => loadTexts(new Map([['a.yml', text]])));
    if (!base || !current) throw new Error('no content');
    return compareWithBase(base, current, { now: new Date(today) }).map(({ code, message }) => `${code} ${message}`);
  };

  it('goes with the version', () => {
    const stale = 'FD476 The version was raised and its last date is 2026-05-13 still.';
    const [before, now] = [at(2, 'x', '2026-05-13'), at(3, 'y', '2026-05-13')];
    expect(found(before, now, '2026-06-01T00:00:00Z')).toEqual([stale]);
    expect(found(before, now, '2026-05-13T20:00:00Z')).toEqual([]);
    expect(found(before, at(3, 'y', '2026-05-14'), '2026-06-01T00:00:00Z')).toEqual([]);
    expect(found(before, at(2, 'x', '2026-05-13'), '2026-06-01T00:00:00Z')).toEqual([]);
  });
});

describe('a revision', () => {
  it('is read from git', () => {
    const root = folderWith({
      'rules/a.yml': escu('a', 2, 'x'),
      'rules/ä b.yml': escu('b', 1, 'é'),
      'other/c.yml': escu('c', 1, 'x'),
    });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=Alice', '-c', 'user.email=alice@example.com', ...args], { cwd: root });
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    writeFileSync(join(root, 'rules/a.yml'), escu('a', 2, 'y'));
    rmSync(join(root, 'rules/ä b.yml'));
    const base = loadRevision('HEAD', ['rules'], { root });
    expect(base.detections.map(({ file, query }) => [file, query?.text])).toEqual([
      ['rules/a.yml', 'x'],
      ['rules/ä b.yml', 'é'],
    ]);
    expect(compareWithBase(base, loadContent(['rules'], { root })).map(({ code, file }) => `${code} ${file}`)).toEqual([
      'FD470 rules/a.yml',
      'FD473 rules/ä b.yml',
    ]);
    expect(findInWorkingTree(['id: C', 'id: b'], root)?.detections.map(({ file }) => file)).toEqual(['other/c.yml']);
    expect(findInWorkingTree(['nobody'], join(root, 'rules'))?.detections).toEqual([]);
    expect(() => loadRevision('--output=x', ['rules'], { root })).toThrow(RevisionError);
    expect(() => loadRevision('nowhere', ['rules'], { root })).toThrow('Git cannot read the revision "nowhere".');
  });
});
