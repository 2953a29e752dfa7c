// Builds dist/ with the TypeScript compiler, and the V8 code cache of the KQL parser beside it.
// Where the compiler is not installed (the package inside another project) there is nothing to build: dist/ is packed.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

if (existsSync(compiler)) {
  rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
  const built = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
  await bundleReport();
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
