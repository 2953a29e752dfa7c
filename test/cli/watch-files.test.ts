import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { watchFiles } from '../../src/cli/watch-files.ts';
import { folderWith } from './run-cli.ts';

let stop = (): void => undefined;
afterEach(() => stop());

it('hears of files that were replaced, and of folders that are new', async () => {
  const root = folderWith({ 'in/a/one.yml': '1', 'in/.git/HEAD': '1' });
  const heard = new Set<string>();
  stop = watchFiles([join(root, 'in')], (files) => {
    for (const file of files) heard.add(relative(join(root, 'in'), file));
    return Promise.resolve();
  });
  const hears = async (change: () => void, ...files: readonly string[]): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    heard.clear();
    change();
    await vi.waitFor(() => expect([...heard]).toEqual(expect.arrayContaining([...files])), 2000);
  };
  const one = join(root, 'in/a/one.yml');
  const replace = (): void => {
    writeFileSync(join(root, 'in/a/.one.tmp'), '2');
    renameSync(join(root, 'in/a/.one.tmp'), one);
  };
  await hears(replace, 'a/one.yml');
  await hears(replace, 'a/one.yml');
  await hears(() => {
    rmSync(one);
    writeFileSync(one, '3');
  }, 'a/one.yml');
  await hears(() => writeFileSync(one, '4'), 'a/one.yml');
  await hears(() => rmSync(one), 'a/one.yml');
  await hears(() => {
    mkdirSync(join(root, 'in/b/c'), { recursive: true });
    writeFileSync(join(root, 'in/b/c/two.yml'), '1');
  }, 'b/c/two.yml');
  await hears(() => writeFileSync(join(root, 'in/b/c/two.yml'), '2'), 'b/c/two.yml');
  await hears(() => renameSync(join(root, 'in/b'), join(root, 'in/d')), 'b', 'd/c/two.yml');
  await hears(() => writeFileSync(join(root, 'in/d/c/two.yml'), '3'), 'd/c/two.yml');
  await hears(() => {
    writeFileSync(join(root, 'in/.git/HEAD'), '2');
    writeFileSync(join(root, 'in/last.yml'), '2');
  }, 'last.yml');
  expect([...heard]).toEqual(['last.yml']);
});

it('refuses to watch nothing', () => {
  expect(() => watchFiles(['/nowhere/at/all'], () => Promise.resolve())).toThrow('There is nothing to watch');
});
