import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** What each folder may import besides itself, `diagnostics` and `util`. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  util: [],
  start: [],
  diagnostics: [],
  table: [],
  plan: ['table'],
  'languages/spl': ['languages', 'plan', 'table'],
  'languages/kql': ['languages', 'plan', 'table'],
  'languages/sigma': ['languages', 'plan', 'table'],
  // Conversions build what the printer of SPL prints.
  'languages/sigma/conversion': ['languages', 'languages/sigma', 'languages/spl', 'plan', 'table'],
  languages: ['plan', 'table'],
  data: [],
  platforms: ['languages', 'languages/spl', 'languages/kql', 'languages/sigma', 'data', 'plan', 'table'],
  config: ['content', 'validate'],
  content: [],
  validate: ['content', 'platforms', 'languages', 'languages/spl', 'languages/kql', 'languages/sigma', 'plan', 'table'],
  testing: [
    'reference',
    'validate',
    'content',
    'config',
    'data',
    'platforms',
    'languages',
    'languages/spl',
    'languages/kql',
    'languages/sigma',
    'languages/sigma/conversion',
    'plan',
    'table',
  ],
  reference: ['validate', 'languages', 'languages/spl', 'languages/kql', 'languages/sigma'],
  deploy: ['content', 'platforms'],
  live: [
    'deploy',
    'testing',
    'validate',
    'content',
    'config',
    'data',
    'platforms',
    'languages',
    'languages/spl',
    'languages/kql',
    'plan',
    'table',
  ],
  report: ['testing', 'content', 'languages', 'deploy', 'live'],
  authoring: [
    'testing',
    'reference',
    'validate',
    'content',
    'config',
    'data',
    'platforms',
    'languages',
    'languages/spl',
    'languages/kql',
    'languages/sigma',
    'plan',
    'table',
  ],
  lsp: ['validate', 'testing', 'reference', 'content', 'languages', 'languages/spl', 'languages/kql', 'plan'],
  cli: [
    'lsp',
    'live',
    'deploy',
    'authoring',
    'reference',
    'report',
    'testing',
    'validate',
    'content',
    'config',
    'data',
    'platforms',
    'languages',
    'languages/spl',
    'languages/kql',
    'languages/sigma',
    'plan',
    'table',
  ],
};

const folderOf = (file: string): string => {
  const [first = '', second = '', third = ''] = relative(source, file).split(sep);
  const nested = [`${first}/${second}/${third}`, `${first}/${second}`].find((folder) => folder in ALLOWED);
  return first === 'languages' && nested !== undefined ? nested : first;
};

const imports = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path]) =>
    resolve(dirname(file), path ?? ''),
  );

const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name));

describe('imports point one way', () => {
  const folders = files.filter((file) => relative(source, file).includes(sep));
  it('finds the sources', () => {
    expect(folders.length).toBeGreaterThan(30);
  });
  it.each(folders.map((file) => [relative(source, file), file] as const))('%s', (_name, file) => {
    const from = folderOf(file);
    const allowed = [from, 'util', 'diagnostics', ...(ALLOWED[from] ?? [])];
    const wrong = imports(file)
      .map(folderOf)
      .filter((to) => !allowed.includes(to));
    expect(wrong).toEqual([]);
  });
});

describe('the plan knows no language and no platform', () => {
  const neutral = files.filter((file) => ['plan', 'table'].includes(folderOf(file)));
  it.each(neutral.map((file) => [relative(source, file), file] as const))('%s', (_name, file) => {
    const code = readFileSync(file, 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\/\/.*/g, '');
    const strings = [...code.matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map(([text]) => text);
    expect(
      strings.filter((text) => /'(spl|kql|sigma|splunk|sentinel)[.:']/.test(text) && !/^'(spl|kql|sigma)'$/.test(text)),
    ).toEqual([]);
  });
});

describe('no list becomes arguments', () => {
  const SPREAD =
    /\.(?:push|unshift)\((?:\.\.\.|[^(){}]*, \.\.\.)|(?:Math\.(?:min|max)|String\.from\w+)\((?:[^()]*, )?\.\.\./;
  it('a long one ends the process: see util/append', () => {
    // A report in a browser has as many parts as its file.
    const sources = files.filter((file) => !file.includes(join('html', 'view')));
    const lines = sources.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => `${file}: ${line}`),
    );
    expect(lines.filter((line) => SPREAD.test(line) && !/^\s*\*/.test(line.slice(line.indexOf(': ') + 2)))).toEqual([]);
  });
});
