import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../cli/run-cli.ts';

const folder = join(root, 'editors', 'vscode');
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  main: string;
  contributes: { commands: readonly { command: string }[]; configuration: { properties: object } };
};

describe('the extension for VS Code', () => {
  it('builds without a network into one file that needs nothing but VS Code', () => {
    const out = mkdtempSync(join(tmpdir(), 'firedrill-extension-'));
    execFileSync(process.execPath, [join(folder, 'build.mjs'), out], { stdio: 'pipe' });
    const built = readFileSync(join(out, 'extension.js'), 'utf8');
    const builtIn = new Set(Module.builtinModules);
    const needed = [...built.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name.replace(/^node:/, ''));
    expect([...new Set(needed)].filter((name) => !builtIn.has(name))).toEqual(['vscode']);
  });

  it('is declared as it is written', () => {
    expect(manifest.main).toBe('./dist/extension.js');
    const source = readFileSync(join(folder, 'src', 'extension.js'), 'utf8');
    for (const { command } of manifest.contributes.commands) expect(source).toContain(`'${command}'`);
    expect(Object.keys(manifest.contributes.configuration.properties)).toEqual(['firedrill.path']);
  });

  it('is written against packages that are installed', () => {
    const require = createRequire(join(folder, 'src', 'extension.js'));
    expect(require.resolve('vscode-languageclient/node')).toContain('vscode-languageclient');
  });
});
