import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { nearestAbove } from '../../src/content/nearest-above.ts';
import { folderWith } from './workspace.ts';

it('finds what is nearest, no further up than the repository, and looks into each folder once', () => {
  const root = folderWith({ 'repo/.git/HEAD': '', 'repo/app/detections/a.yml': '', 'repo/other/b.yml': '' });
  const asked: string[] = [];
  const of = nearestAbove(root, (folder) => {
    asked.push(basename(folder));
    return folder === root || folder.endsWith('app') ? basename(folder) : undefined;
  });
  expect(of('repo/app/detections/a.yml')).toBe('app');
  expect(of('repo/app/detections/again.yml')).toBe('app');
  expect(of('repo/other/b.yml')).toBeUndefined();
  expect(asked).toEqual(['detections', 'app', 'other', 'repo']);
});
