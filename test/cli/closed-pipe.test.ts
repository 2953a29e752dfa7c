import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './run-cli.ts';

it('ends without a word when nobody reads its output any more, and not as if all were good', async () => {
  const child = spawn(process.execPath, [join(root, 'bin', 'firedrill.js'), 'help', 'spl'], { cwd: root });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
});
