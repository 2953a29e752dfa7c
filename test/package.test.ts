import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
const npm = windows ? 'npm.cmd' : 'npm';

/** Packages at the top of `node_modules` that the published package needs to run. */
function runtimePackages(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev, optional }]) => /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path) && !dev && !optional)
    .map(([path]) => path.slice('node_modules/'.length));
}

describe('the packed package in a folder of its own', () => {
  let folder: string;

  const inFolder = (command: string, ...args: string[]): string =>
    execFileSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      shell: windows,
      env: { ...process.env, NO_COLOR: '1' },
    });

  // What `npm install` of the packed file leaves, without a registry: the file unpacked, and beside it what it depends on.
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'firedrill-package-'));
    execFileSync(npm, ['pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
      stdio: 'pipe',
      shell: windows,
    });
    const packed = readdirSync(folder).find((name) => name.endsWith('.tgz')) as string;
    writeFileSync(join(folder, 'package.json'), '{"name":"elsewhere","private":true,"type":"module"}');
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, 'firedrill'), { recursive: true });
    inFolder('tar', '-xzf', packed, '-C', 'node_modules/firedrill', '--strip-components=1');
    for (const name of runtimePackages()) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
    }
    inFolder(npm, 'rebuild', '--offline', '--ignore-scripts', 'firedrill');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds what runs, and none of the sources, tests and caches', () => {
    const installed = readdirSync(join(folder, 'node_modules', 'firedrill')).sort();
    expect(installed).toEqual(['LICENSE', 'README.md', 'bin', 'dist', 'knowledge', 'package.json', 'schemas']);
  });

  it('prints its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(inFolder('npx', '--offline', 'firedrill', '--version')).toBe(`${version}\n`);
  });

  it('validates and replays content that stands there, with the knowledge inside the package', () => {
    mkdirSync(join(folder, 'test'), { recursive: true });
    cpSync(join(root, 'detections'), join(folder, 'detections'), { recursive: true });
    cpSync(join(root, 'test', 'attack_data'), join(folder, 'test', 'attack_data'), { recursive: true });
    cpSync(join(root, 'attack-data.lock'), join(folder, 'attack-data.lock'));
    const validated = JSON.parse(
      inFolder('npx', '--offline', 'firedrill', 'validate', '--format', 'json', '--quiet'),
    ) as {
      summary: { errors: number };
    };
    expect(validated.summary.errors).toBe(0);
    const tested = JSON.parse(inFolder('npx', '--offline', 'firedrill', 'test', '--format', 'json', '--quiet')) as {
      summary: { passed: number; failed: number; errors: number };
    };
    expect(tested.summary).toMatchObject({ failed: 0, errors: 0 });
    expect(tested.summary.passed).toBeGreaterThanOrEqual(8);
  });

  it('has a public API', () => {
    writeFileSync(
      join(folder, 'use.js'),
      "import { openSession } from 'firedrill'; const s = await openSession({}); console.log(s.tests.length); await s.close();",
    );
    expect(Number(inFolder('node', 'use.js'))).toBeGreaterThanOrEqual(8);
  });
});
