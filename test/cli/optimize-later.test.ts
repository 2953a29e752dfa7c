import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { optimizeLaterFlag } from '../../src/cli/optimize-later.ts';

it('names no flag that this version of Node does not know', () => {
  const flag = optimizeLaterFlag();
  const flags = flag === undefined ? [] : [flag];
  const { status, stderr } = spawnSync(process.execPath, [...flags, '--eval', '0'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
