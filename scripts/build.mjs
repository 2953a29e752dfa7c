// Builds dist/ with the TypeScript compiler and, for a quick start, beside it: the schemas as compiled validators
// (dist/validate/schemas/), the command line and its workers in one file with its V8 code cache (dist/bundle/), what the
// code is told by (dist/build-id), and the code cache of the KQL parser (dist/kusto-cache/).
// Where the compiler is not installed (the package inside another project) there is nothing to build: dist/ is packed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Left outside of the bundle: what is loaded by few commands, or by a path of its own. */
const EXTERNAL = [
  '@azure/*',
  '@kusto/*',
  'ajv',
  'ajv-formats',
  'fflate',
  'h3-js',
  're2js',
  's2js',
  'splunk-sdk',
  'uap-core',
  'vscode-*',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

if (existsSync(compiler)) {
  rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
  const built = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
  await bundleReport();
  await writeValidators();
  await bundleCommandLine();
  writeBuildId();
  await writeParserCache();
  const warmed = spawnSync(process.execPath, ['scripts/start-cache.mjs'], { cwd: root, stdio: 'inherit' });
  if (warmed.status !== 0) process.exit(1);
}

/** The script and the style sheet of the HTML report: one file each, since the report embeds them. */
async function bundleReport() {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: ['ui/report.ts', 'ui/report.css'],
    outdir: 'dist/report/html',
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** The schemas of `schemas/` as functions, so that no start has to load a schema compiler. */
async function writeValidators() {
  const [{ build }, { standaloneValidator, schemaNames }] = await Promise.all([
    import('esbuild'),
    import(new URL('../dist/validate/schema-compiler.js', import.meta.url).href),
  ]);
  await Promise.all(
    schemaNames().map((name) =>
      build({
        stdin: { contents: standaloneValidator(name), resolveDir: root, sourcefile: `${name}.cjs` },
        outfile: join(root, 'dist', 'validate', 'schemas', `${name}.cjs`),
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        minifyWhitespace: true,
        logLevel: 'warning',
      }),
    ),
  );
}

/**
 * All code of a start in one file, a function that `src/start/bundle.ts` calls; parts that are imported lazily run when
 * they are needed. Each module still knows the place it was written for.
 */
async function bundleCommandLine() {
  const { build } = await import('esbuild');
  const dist = join(root, 'dist');
  const places = {
    name: 'places',
    setup(setup) {
      setup.onLoad({ filter: /[/\\]dist[/\\].*\.js$/ }, ({ path }) => {
        if (!path.startsWith(dist)) return undefined;
        const place = JSON.stringify(`../${relative(dist, path).split(sep).join('/')}`);
        const text = readFileSync(path, 'utf8');
        return { contents: text.replaceAll('import.meta.url', `new URL(${place}, bundleUrl).href`) };
      });
    },
  };
  const { metafile } = await build({
    stdin: {
      contents: `export const main = async (...args) => (await import('./cli/main.js')).main(...args);
export const work = () => import('./testing/worker.js');`,
      resolveDir: dist,
    },
    absWorkingDir: root,
    outfile: join(dist, 'bundle', 'firedrill.js'),
    bundle: true,
    external: EXTERNAL,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // A script out of the code cache cannot import, but it can require.
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    charset: 'ascii',
    legalComments: 'none',
    banner: { js: '(function (exports, require, module, bundleUrl) {' },
    footer: { js: '})' },
    metafile: true,
    plugins: [places],
    logLevel: 'warning',
  });
  await build({
    absWorkingDir: root,
    entryPoints: [join(dist, 'data', 'reader-thread', 'thread.js')],
    outfile: join(dist, 'bundle', 'reader-thread.cjs'),
    bundle: true,
    external: EXTERNAL,
    banner: { js: "'use strict';\nconst bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'bundleUrl' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
  writeLicences(Object.keys(metafile.inputs), join(dist, 'bundle', 'LICENSES.txt'));
}

/** The licences of the packages that the bundle holds. */
function writeLicences(inputs, target) {
  const folders = new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(join(root, folder, file), 'utf8') : ''}`;
  });
  writeFileSync(target, texts.join(`\n${'-'.repeat(80)}\n\n`));
}

/** Plans that older code made are not taken from a cache: this text changes with the code. */
function writeBuildId() {
  const folder = join(root, 'dist', 'bundle');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  const schemas = join(root, 'schemas');
  for (const name of readdirSync(schemas).sort()) hash.update(name).update(readFileSync(join(schemas, name)));
  hash.update(readFileSync(join(root, 'knowledge', 'attack', 'techniques.json')));
  writeFileSync(join(root, 'dist', 'build-id'), hash.digest('hex'));
}

/** Analyses queries as content writes them, and keeps the machine's compiled form of the parser for later starts. */
async function writeParserCache() {
  const load = (file) =>
    import(pathToFileURL(fileURLToPath(new URL(`../dist/languages/kql/${file}`, import.meta.url))).href);
  const [{ lowerKql }, { writeCodeCache }] = await Promise.all([load('index.js'), load('binding/code-cache.js')]);
  const columns = [
    { name: 'TimeGenerated', type: 'datetime' },
    { name: 'Name', type: 'string' },
    { name: 'Number', type: 'long' },
    { name: 'Bag', type: 'dynamic' },
  ];
  const environment = {
    table: (name) => (name === 'T' ? columns : undefined),
    tableNames: () => ['T'],
    function: () => undefined,
    functionNames: () => [],
    watchlist: () => undefined,
    fingerprint: '',
  };
  const query = `let recent = ago(1d);
T
| where TimeGenerated > recent and Name has_any ("a", "b") and Number in (1, 2) and not(Name =~ "c" or Name matches regex "x")
| extend Key = tostring(Bag.key), Text = strcat(Name, "-", tolower(Name)), Parts = split(Name, ",")
| mv-expand Part = Parts to typeof(string)
| summarize Count = count(), Last = arg_max(TimeGenerated, *), Names = make_set(Name) by bin(TimeGenerated, 1h), Key
| join kind=leftouter (T | project Name, Number) on $left.Key == $right.Name
| project-away Name1
| order by Count desc
| take 10`;
  lowerKql(query, environment);
  writeCodeCache();
}
