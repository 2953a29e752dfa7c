import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadContent } from '../../src/content/index.ts';
import { ResultCache, validateContent } from '../../src/validate/index.ts';
import { folderWith } from '../content/workspace.ts';

const RULE = (title: string, level: string) =>
  `title: ${title}\nid: 7cd1dcdc-6edf-4896-86dc-d1f19ad64903\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\nlevel: ${level}\n`;

async function validate(root: string, base = '1') {
  let lowered = 0;
  const cache = new ResultCache(join(root, '.firedrill', 'findings.json'), base);
  const diagnostics = await validateContent(loadContent(['.'], { root }), {
    root,
    cache,
    lower: () => {
      lowered += 1;
      return { problems: [] };
    },
  });
  cache.save();
  return { lowered, found: diagnostics.map(({ file, name }) => `${file} ${name}`) };
}

it('lowers only what changed, and finds the same', async () => {
  const root = folderWith({ 'a.yml': RULE('One', 'loud'), 'b.yml': RULE('Two', 'high').replace('7cd1', '8cd1') });
  const first = await validate(root);
  expect(first.lowered).toBe(2);
  expect(await validate(root)).toEqual({ lowered: 0, found: first.found });
  writeFileSync(join(root, 'b.yml'), RULE('Two', 'high'));
  const third = await validate(root);
  expect(third.lowered).toBe(1);
  expect(third.found).toContain('b.yml duplicate-id');
});

it('forgets what other knowledge or another version found', async () => {
  const root = folderWith({ 'a.yml': RULE('One', 'high') });
  expect((await validate(root)).lowered).toBe(1);
  expect((await validate(root, '2')).lowered).toBe(1);
});

it('does without a cache that is damaged', async () => {
  const root = folderWith({ 'a.yml': RULE('One', 'loud') });
  const first = await validate(root);
  const file = join(root, '.firedrill', 'findings.json');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40));
  expect(await validate(root)).toEqual(first);
});
