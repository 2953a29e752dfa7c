import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

describe('the bundle of a start', () => {
  let folder: string;
  const caches = (): string[] => readdirSync(join(folder, 'dist', 'bundle')).filter((name) => name.endsWith('.cache'));
  const help = (): string =>
    execFileSync(process.execPath, [join(folder, 'bin', 'firedrill.js'), 'query', '--help'], { encoding: 'utf8' });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'firedrill-start-'));
    for (const part of ['bundle', 'start', 'util'])
      cpSync(join(dist, part), join(folder, 'dist', part), { recursive: true });
    for (const part of ['bin', 'package.json']) cpSync(join(dist, '..', part), join(folder, part), { recursive: true });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('comes with a code cache for this version of Node', () => {
    expect(caches()).toHaveLength(1);
    expect(help()).toContain('run an SPL or KQL query over log files');
    expect(caches()).toHaveLength(1);
  });

  it('runs without the cache, and leaves one for the next run', () => {
    const before = help();
    const built = caches();
    for (const name of built) rmSync(join(folder, 'dist', 'bundle', name));
    expect(help()).toBe(before);
    expect(caches()).toEqual(built);
    expect(help()).toBe(before);
  });

  it('holds the licences of the packages in it', () => {
    expect(readdirSync(join(folder, 'dist', 'bundle'))).toContain('LICENSES.txt');
  });
});
