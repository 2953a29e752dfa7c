// Runs the conformance suites of a folder and prints a scoreboard. Fails when a suite got worse than the counts kept in
// conformance.lock.json, here and at the merge base.
import { execFileSync, fork } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { suggest } from '../src/diagnostics/suggest.ts';
import { UsageError } from '../src/util/usage-error.ts';
import { runAsCommand } from './command.ts';
import { runAsimSuite } from './conformance/asim-suite.ts';
import { runContentSuite } from './conformance/content-suite.ts';
import { runDataSourceSuite } from './conformance/data-source-suite.ts';
import { runEvtxFormsSuite, runEvtxSuite } from './conformance/evtx-suite.ts';
import { runFindingsSuite } from './conformance/findings-suite.ts';
import { runModesSuite } from './conformance/modes-suite.ts';
import { runPrintSuite } from './conformance/print-suite.ts';
import { runPushdownSuite } from './conformance/pushdown-suite.ts';
import { runQuerySuite } from './conformance/query-suite.ts';
import { regressions, type Score, type SuiteResult, total } from './conformance/score.ts';
import { judgeCase, loadScripts, rewriteExpectations } from './conformance/script-suite.ts';
import {
  runSigmaConvertSuite,
  runSigmaProveModelsSuite,
  runSigmaProveSuite,
} from './conformance/sigma-convert-suite.ts';
import { runSentinelSuite } from './conformance/sentinel-suite.ts';
import { runSigmaSuites } from './conformance/sigma-suite.ts';

const lockFile = fileURLToPath(new URL('../conformance.lock.json', import.meta.url));

type Suite = (folder: string, update: boolean) => readonly SuiteResult[] | Promise<readonly SuiteResult[]>;

const SUITES: Readonly<Record<string, Suite>> = {
  'kql-engine-cases': (folder) => runQuerySuite(folder, 'kql-engine-cases'),
  'kql-cases': (folder) => runQuerySuite(folder, 'kql-cases'),
  'kql-engine-cases-modes': (folder) => [runModesSuite(folder, 'kql-engine-cases')],
  'kql-cases-modes': (folder) => [runModesSuite(folder, 'kql-cases')],
  'spl-cases': (folder) => runQuerySuite(folder, 'spl-cases'),
  'spl-cases-modes': (folder) => [runModesSuite(folder, 'spl-cases')],
  sigma: runSigmaSuites,
  'sigma-convert': runSigmaConvertSuite,
  'sigma-prove': runSigmaProveSuite,
  'sigma-prove-models': runSigmaProveModelsSuite,
  evtx: (folder) => [runEvtxSuite(folder), runEvtxFormsSuite(folder)],
  'data-sources': runDataSourceSuite,
  escu: (folder) => [runContentSuite(folder, 'escu', ['escu'])],
  'escu-print': (folder) => [runPrintSuite(folder, 'escu-print', 'escu')],
  sigmahq: (folder, update) => [runContentSuite(folder, 'sigmahq', ['sigmahq']), runFindingsSuite(folder, update)],
  sentinel: runSentinelSuite,
  asim: (folder) => [runAsimSuite(folder)],
  pushdown: runPushdownSuite,
};

/** Run when they are named alone. */
const ON_DEMAND: readonly string[] = ['pushdown', 'sigma-prove-models'];

/** What takes longest, the longest last. */
const LONGEST: readonly string[] = ['asim', 'sigma-prove', 'sigma-convert', 'sentinel'];

const USAGE = `npm run conformance -- --cases DIR [--suite NAME] [--update] [--verbose]
npm run conformance -- TOPIC        the scripts of test/conformance about one topic: stats, kql/join
npm run test:update [-- TOPIC]      writes what they give now into them

  --cases DIR    the folder of the suites
  --suite NAME   this suite alone; more than once for several
  --update       keeps the counts in conformance.lock.json
  --verbose      says what is not right

Suites: ${Object.keys(SUITES).join(', ')}.
Run only when named: ${ON_DEMAND.join(', ')}.
`;

type Lock = Readonly<Record<string, Score>>;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      cases: { type: 'string' },
      suite: { type: 'string', multiple: true },
      update: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      rewrite: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 0 || values.rewrite) return runScripts(positionals[0], values.rewrite);
  if (values.cases === undefined) throw new UsageError('Say where the cases are, with --cases.');
  const folder = resolve(values.cases);
  if (!existsSync(folder)) throw new UsageError(`There is no folder "${values.cases}".`);
  const chosen = values.suite ?? Object.keys(SUITES).filter((name) => !ON_DEMAND.includes(name));
  for (const name of chosen) {
    if (Object.hasOwn(SUITES, name)) continue;
    const close = suggest(name, Object.keys(SUITES));
    throw new UsageError(`There is no suite "${name}".${close === undefined ? '' : ` Did you mean "${close}"?`}`);
  }
  const results: SuiteResult[] = [];
  const take = (answered: readonly SuiteResult[], milliseconds: number): void => {
    for (const result of answered) {
      results.push(result);
      printLine(result, milliseconds);
      if (values.verbose) for (const detail of result.details) process.stdout.write(`    ${detail}\n`);
    }
  };
  if (process.send) {
    for (const name of chosen) process.send(await (SUITES[name] as Suite)(folder, values.update));
    process.disconnect();
    return 0;
  }
  await runApart(chosen, ['--cases', folder, ...(values.update ? ['--update'] : [])], take);
  if (values.update) {
    writeLock(results);
    return 0;
  }
  const worse = [readLock(), mergeBaseLock()].flatMap((lock) =>
    results.flatMap(({ suite, score }) => regressions(suite, lock[suite], score)),
  );
  for (const line of new Set(worse)) process.stderr.write(`worse than before: ${line}\n`);
  return worse.length === 0 ? 0 : 1;
}

/** Runs suites in processes of their own, as many at a time as there are processors; the longest are begun first. */
async function runApart(
  suites: readonly string[],
  args: readonly string[],
  take: (results: readonly SuiteResult[], milliseconds: number) => void,
): Promise<void> {
  const waiting = suites.toSorted((left, right) => LONGEST.indexOf(right) - LONGEST.indexOf(left));
  const run = (name: string) =>
    new Promise<void>((resolve, reject) => {
      const started = performance.now();
      let answered = false;
      const child = fork(fileURLToPath(import.meta.url), [...args, '--suite', name]);
      child.on('message', (results) => {
        answered = true;
        take(results as readonly SuiteResult[], performance.now() - started);
      });
      child.on('error', reject);
      child.on('exit', (code) => {
        if (code === 0 && answered) resolve();
        else reject(new Error(`The suite ${name} ended with ${code} before it answered.`));
      });
    });
  const worker = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await run(name);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** Runs the scripts about a topic and prints what is not as they say, or rewrites them. */
function runScripts(topic: string | undefined, rewrite: boolean): number {
  const files = loadScripts(topic);
  if (files.length === 0) throw new UsageError(`No script is about "${topic}".`);
  let cases = 0;
  let failed = 0;
  for (const file of files) {
    if (rewrite) rewriteExpectations(file);
    for (const item of rewrite ? [] : file.cases) {
      cases += 1;
      const complaint = judgeCase(item);
      if (complaint === undefined) continue;
      failed += 1;
      process.stdout.write(`${file.topic}.txt:${item.line}  ${item.title}\n  ${item.query}\n  ${complaint}\n\n`);
    }
  }
  if (!rewrite) process.stdout.write(`${cases - failed} of ${cases} cases right in ${files.length} scripts\n`);
  return failed === 0 ? 0 : 1;
}

function printLine({ suite, score, mistaken }: SuiteResult, milliseconds: number): void {
  const share = total(score) === 0 ? 0 : (100 * score.right) / total(score);
  const apart = mistaken === undefined ? '' : `, ${mistaken} mistaken case${mistaken === 1 ? '' : 's'} apart`;
  const counts = `${score.right} right, ${score.wrong} wrong, ${score.unsupported} unsupported, ${score.error} error${apart}`;
  process.stdout.write(
    `${suite.padEnd(34)} ${share.toFixed(1).padStart(5)} %  ${counts}  (${(milliseconds / 1000).toFixed(1)} s)\n`,
  );
}

const readLock = (): Lock => (existsSync(lockFile) ? (JSON.parse(readFileSync(lockFile, 'utf8')) as Lock) : {});

/** The counts where this branch left the main one: they may not be lowered by editing the file. */
function mergeBaseLock(): Lock {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const base = git('merge-base', 'HEAD', 'origin/main').trim();
    return JSON.parse(git('show', `${base}:conformance.lock.json`)) as Lock;
  } catch {
    return {};
  }
}

function writeLock(results: readonly SuiteResult[]): void {
  const lock: Record<string, Score> = { ...readLock() };
  for (const { suite, score } of results) lock[suite] = score;
  const sorted = Object.fromEntries(Object.entries(lock).sort(([left], [right]) => (left < right ? -1 : 1)));
  writeFileSync(lockFile, `${JSON.stringify(sorted, null, 2)}\n`);
}

await runAsCommand(USAGE, main);
