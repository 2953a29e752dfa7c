import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spanInBytesToSpanInCodeUnits } from '@biomejs/js-api';
import { Biome, type Configuration } from '@biomejs/js-api/nodejs';
import { SourceText } from '../src/diagnostics/source-text.ts';
import { wordsOf } from './command.ts';

/**
 * Lints the project's TypeScript by the rules of `biome.json`: `npm run lint`, `npm run lint -- FILE…`, and with `--fix`
 * what is safe is mended. Biome runs as WebAssembly, so that one lock file serves every platform.
 */
const FOLDERS = ['src', 'ui', 'test', 'scripts', 'bench', 'bin', 'editors'];
const FAILING = new Set(['error', 'fatal']);

const root = fileURLToPath(new URL('..', import.meta.url));
const words = wordsOf('npm run lint [-- [--fix] FILE…]\n', ['--fix']);
const fix = words.includes('--fix');
const named = words.filter((word) => !word.startsWith('--'));
const biome = new Biome();
const { projectKey } = biome.openProject(root);
const { $schema: _, ...configuration } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as Configuration & {
  $schema: string;
};
biome.applyConfiguration(projectKey, configuration);

let findings = 0;
let files = 0;
for (const path of named.length > 0 ? named : sourceFiles()) {
  files += 1;
  const text = readFileSync(join(root, path), 'utf8');
  const { content, diagnostics } = biome.lintContent(projectKey, text, {
    filePath: path,
    ...(fix && { fixFileMode: 'safeFixes' as const }),
  });
  if (fix && content !== text) writeFileSync(join(root, path), content);
  for (const { category, description, location, severity } of diagnostics) {
    if (!FAILING.has(severity)) continue;
    findings += 1;
    const [start] = location?.span ? spanInBytesToSpanInCodeUnits(location.span, text) : [0];
    const { line, column } = new SourceText(text).position(start);
    console.error(`${path}:${line}:${column} ${category ?? 'lint'} ${description}`);
  }
}
biome.shutdown();
if (files === 0) throw new Error('No source file was found.');
console.error(`${files} files linted, ${findings} findings`);
process.exitCode = findings > 0 ? 1 : 0;

function sourceFiles(): readonly string[] {
  return FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => /\.(?:[cm]?ts|[cm]?js)$/.test(path) && !/(?:^|\/)node_modules\//.test(path))
      .sort(),
  );
}
