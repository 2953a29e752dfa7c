import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KqlEnvironment } from '../../src/languages/kql/environment.ts';
import type { SplEnvironment } from '../../src/languages/spl/environment.ts';
import { LiveRepository } from '../../src/testing/live-repository.ts';
import { reachedByKql } from '../../src/testing/kql-reach.ts';
import { reachedBySpl } from '../../src/testing/reach.ts';
import { folderWith } from '../content/workspace.ts';

describe('what a search reaches', () => {
  const environment = (
    macros: Readonly<Record<string, string>>,
    lookups: Readonly<Record<string, readonly string[]>>,
  ) =>
    ({
      macro: (name: string, count: number) =>
        count === 0 && Object.hasOwn(macros, name) ? { name, arguments: [], definition: macros[name] } : undefined,
      macroNames: () => Object.keys(macros),
      lookup: (name: string) => (Object.hasOwn(lookups, name) ? { name, fields: lookups[name] } : undefined),
      lookupNames: () => Object.keys(lookups),
    }) as unknown as SplEnvironment;
  const macros = { outer: 'index=a | lookup hosts host', inner: 'x', wrapped: '`outer`' };
  const lookups = { hosts: ['host'], users: ['user'] };
  const before = (search: string) => reachedBySpl(search, environment(macros, lookups));

  it('is its macros and lookups, through other macros', () => {
    const changed = environment(macros, { ...lookups, hosts: ['host', 'owner'] });
    expect(reachedBySpl('`wrapped`', changed)).not.toBe(before('`wrapped`'));
    expect(reachedBySpl('`inner`', changed)).toBe(before('`inner`'));
    const redefined = environment({ ...macros, outer: 'index=b' }, lookups);
    expect(reachedBySpl('`wrapped`', redefined)).not.toBe(before('`wrapped`'));
    expect(reachedBySpl('`inner` | lookup users user', redefined)).toBe(before('`inner` | lookup users user'));
  });

  it('is every name where one is not known', () => {
    const more = environment({ ...macros, other: 'y' }, lookups);
    expect(reachedBySpl('`othr`', more)).not.toBe(before('`othr`'));
    expect(reachedBySpl('`inner`', more)).toBe(before('`inner`'));
    const more2 = environment(macros, { ...lookups, more: [] });
    expect(reachedBySpl('| inputlookup mroe', more2)).not.toBe(before('| inputlookup mroe'));
  });
});

it('a query in KQL reaches its tables, functions and watchlists; by a pattern, everything', () => {
  const environment = (body: string, columns: readonly string[]) =>
    ({
      table: (name: string) => (name === 'T' ? columns.map((column) => ({ name: column, type: 'string' })) : undefined),
      function: (name: string) => (name === 'F' ? { name, parameters: '()', body } : undefined),
      watchlist: () => columns,
    }) as unknown as KqlEnvironment;
  const first = environment('T | take 1', ['a']);
  const second = environment('T | take 1', ['a', 'b']);
  expect(reachedByKql('F | count', first)).not.toBe(reachedByKql('F | count', second));
  expect(reachedByKql('F | count', first)).not.toBe(reachedByKql('F | count', environment('T', ['a'])));
  expect(reachedByKql("_GetWatchlist('w')", first)).not.toBe(reachedByKql("_GetWatchlist('w')", second));
  expect(reachedByKql('U | count', first)).toBe(reachedByKql('U | count', second));
  expect(reachedByKql('union T*', first)).toBeUndefined();
});

/** A repository that is edited: after each edit it is compared with one that has just been opened. */
function edited(root: string): {
  readonly agree: () => Promise<readonly string[]>;
  readonly edit: (file: string, text: string | undefined) => Promise<readonly string[]>;
} {
  const live = new LiveRepository({ cwd: root });
  const shown = async (repository: LiveRepository) =>
    (await repository.refresh()).diagnostics.map(({ file, code, range }) => `${file}:${range.start.line} ${code}`);
  const agree = async () => {
    const found = await shown(live);
    expect(found).toEqual(await shown(new LiveRepository({ cwd: root, cache: false })));
    return found;
  };
  const edit = async (file: string, text: string | undefined) => {
    const path = join(root, file);
    if (text === undefined) rmSync(path);
    else writeFileSync(path, text);
    live.changed(path);
    return agree();
  };
  return { agree, edit };
}

it('after each edit a live repository finds what a fresh look finds', async () => {
  const detection = (name: string, search: string) => `name: ${name}\ntype: TTP\nsearch: '${search}'\n`;
  const logsource = 'logsource:\n  product: windows\n  category: process_creation\n';
  const filter = (condition: string) =>
    `title: F\n${logsource}filter:\n  rules: [r]\n  f:\n    User: b\n  condition: ${condition}\n`;
  const root = folderWith({
    'firedrill.yml': 'content: [detections]\n',
    'detections/a.yml': detection('A', '`mine` | lookup hosts host OUTPUT owner | stats count by owner | `a_filter`'),
    'detections/b.yml': `${detection('B', '`other` | stats count by x | `b_filter`')}analytic_story: [S]\n`,
    'macros/mine.yml': 'name: mine\ndefinition: index=a\n',
    'lookups/hosts.yml': 'name: hosts\nlookup_type: csv\n',
    'lookups/hosts.csv': 'host,owner\ndc01,alice\n',
    'stories/s.yml': 'name: S\nnarrative: n\n',
    'detections/rule.yml': `title: R\nname: r\n${logsource}detection:\n  s:\n    Image: a\n  condition: s\n`,
    'detections/filter.yml': filter('not f'),
  });
  const { agree, edit } = edited(root);
  expect(await agree()).toContain('detections/b.yml:3 FD301');
  expect(await edit('macros/other.yml', 'name: other\ndefinition: index=b\n')).not.toContain(
    'detections/b.yml:3 FD301',
  );
  expect(await edit('macros/mine.yml', 'name: mine\ndefinition: index=a | foo\n')).toContain(
    'detections/a.yml:3 FD202',
  );
  await edit('macros/mine.yml', 'name: mine\ndefinition: index=a\n');
  expect(await edit('lookups/hosts.csv', 'host,team\ndc01,IT\n')).toContain('detections/a.yml:3 FD313');
  expect(await edit('stories/s.yml', 'name: X\nnarrative: n\n')).toContain('detections/b.yml:4 FD308');
  await edit('macros/other.yml', undefined);
  const found = await edit('detections/filter.yml', filter('not missing'));
  expect(found).toContain('detections/filter.yml:9 FD208');
});

it('parsers among the content are edited, added, renamed and removed', async () => {
  const parser = (name: string, column: string) =>
    `ParserName: ${name}\nParserQuery: |\n  DeviceEvents | project ${column} = DeviceName\n`;
  const rule = (name: string, query: string) => `id: ${name}\nname: ${name}\nkind: Scheduled\nquery: |\n  ${query}\n`;
  const { agree, edit } = edited(
    folderWith({
      'firedrill.yml': 'content: [detections]\n',
      'detections/one.yaml': rule('One', 'imMine | where Host == "a"'),
      'detections/two.yaml': rule('Two', 'imOther | count'),
      'detections/first.yaml': parser('imMine', 'Host'),
    }),
  );
  const isUnknown = (file: string) => (each: string) =>
    each.startsWith(`detections/${file}.yaml:5 `) && /FD(?:203|304)$/.test(each);
  const found = await agree();
  expect([found.some(isUnknown('one')), found.some(isUnknown('two'))]).toEqual([false, true]);
  expect((await edit('detections/first.yaml', parser('imMine', 'Machine'))).some(isUnknown('one'))).toBe(true);
  expect((await edit('detections/first.yaml', parser('imMine', 'Host'))).some(isUnknown('one'))).toBe(false);
  expect((await edit('detections/other.yaml', parser('imOther', 'Host'))).some(isUnknown('two'))).toBe(false);
  expect((await edit('detections/other.yaml', parser('imThird', 'Host'))).some(isUnknown('two'))).toBe(true);
  await edit('detections/other.yaml', 'ParserName: imOther\n');
  await edit('detections/first.yaml', undefined);
  expect((await edit('detections/moved.yaml', parser('imMine', 'Host'))).some(isUnknown('one'))).toBe(false);
});
