// Builds dist/ with the TypeScript compiler and, for a quick start, beside it: the schemas as compiled validators
// (dist/validate/schemas/), the command line and its workers in few files (dist/bundle/), what the code is told by
// (dist/build-id), and the V8 code cache of the KQL parser (dist/kusto-cache/).
// Where the compiler is not installed (the package inside another project) there is nothing to build: dist/ is packed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

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

/** A start reads a handful of files in place of hundreds; each module still knows the place it was written for. */
async function bundleCommandLine() {
  const { build } = await import('esbuild');
  const dist = join(root, 'dist');
  const places = {
    name: 'places',
    setup(setup) {
      setup.onLoad({ filter: /\.js$/ }, ({ path }) => {
        const place = JSON.stringify(`../${relative(dist, path).split(sep).join('/')}`);
        const text = readFileSync(path, 'utf8');
        return { contents: text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`) };
      });
    },
  };
  await build({
    entryPoints: [join(dist, 'cli', 'main.js'), join(dist, 'testing', 'worker.js')],
    outdir: join(dist, 'bundle'),
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [places],
    logLevel: 'warning',
  });
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
