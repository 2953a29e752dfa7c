import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFiredrill } from './run-firedrill.ts';
import { type Score, type SuiteResult, zero } from './score.ts';

const KINDS: Readonly<Record<string, keyof Score>> = {
  right: 'right',
  WRONG: 'wrong',
  UNSUPPORTED: 'unsupported',
  ERROR: 'error',
};

/** A case whose expectation a sentence of the vendor contradicts: it is counted apart. */
export interface MistakenCase {
  readonly suite: string;
  readonly id: string;
  readonly sentence: string;
  readonly reference: string;
  readonly reason: string;
}

const MISTAKEN = new URL('mistaken-cases.json', import.meta.url);

export const mistakenCases = (): readonly MistakenCase[] =>
  JSON.parse(readFileSync(MISTAKEN, 'utf8')) as readonly MistakenCase[];

/** More of them than this share of a suite is no longer believable. */
const MOST_MISTAKEN = 0.01;

/** Answers a file of cases with `query --batch` and has them judged by the `judge.mjs` that stands beside the cases. */
export function runQuerySuite(folder: string, suite: string): readonly SuiteResult[] {
  const cases = join(folder, `${suite}.jsonl`);
  const judge = join(folder, 'judge.mjs');
  const work = mkdtempSync(join(tmpdir(), 'firedrill-conformance-'));
  try {
    const batch = join(work, 'batch.jsonl');
    const answers = join(work, 'answers.jsonl');
    writeFileSync(batch, runJudge([judge, cases, '--cases-for-batch'], work));
    writeFileSync(answers, runFiredrill(['query', '--batch', batch]));
    const results = parseVerdicts(suite, runJudge([judge, cases, answers, '--verbose'], work));
    return withoutMistaken(suite, results, areasOf(cases));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The judge writes into a file: what it prints into a pipe is cut off when it ends itself. */
function runJudge(args: readonly string[], work: string): string {
  const file = join(work, 'judge-output');
  const output = openSync(file, 'w');
  try {
    const run = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', output, 'pipe'] });
    if (run.status === null || run.status > 1) throw new Error(`The judge failed:\n${run.stderr}`);
  } finally {
    closeSync(output);
  }
  return readFileSync(file, 'utf8');
}

/** The judge prints a line per case that is not right, then a line per area: `core  12 right, 0 WRONG, …`. */
function parseVerdicts(suite: string, output: string): readonly SuiteResult[] {
  const details: string[] = [];
  const results: SuiteResult[] = [];
  for (const line of output.split('\n')) {
    const area = /^(\S+)\s+(\d+ right, .*)$/.exec(line);
    if (!area) {
      if (line !== '') details.push(line);
      continue;
    }
    const score = zero();
    for (const [, count, kind] of area[2]?.matchAll(/(\d+) (\w+)/g) ?? []) {
      const key = KINDS[kind ?? ''];
      if (key) score[key] = Number(count);
    }
    const name = area[1] === 'total' ? suite : `${suite}/${area[1]}`;
    results.push({ suite: name, score, details: area[1] === 'total' ? details : [] });
  }
  return results;
}

/** The area of each case, by its id. */
function areasOf(cases: string): ReadonlyMap<string, string> {
  const areas = new Map<string, string>();
  for (const line of readFileSync(cases, 'utf8').split('\n')) {
    if (line === '') continue;
    const { id, area, category } = JSON.parse(line) as { id: string; area?: string; category?: string };
    areas.set(id, area ?? category ?? 'all');
  }
  return areas;
}

/** Wrong answers to cases that are known to be mistaken leave the score and are named as such. */
export function withoutMistaken(
  suite: string,
  results: readonly SuiteResult[],
  areas: ReadonlyMap<string, string>,
  known: readonly MistakenCase[] = mistakenCases(),
): readonly SuiteResult[] {
  const own = known.filter((entry) => entry.suite === suite);
  if (own.length > areas.size * MOST_MISTAKEN) {
    throw new Error(`${own.length} of ${areas.size} cases of ${suite} are listed as mistaken: too many.`);
  }
  const details = results.flatMap((result) => result.details);
  const met = own.filter(({ id }) => details.some((line) => line.startsWith(`WRONG ${id}:`)));
  return results.map((result) => {
    const here = met.filter(({ id }) => result.suite === suite || result.suite === `${suite}/${areas.get(id)}`);
    if (here.length === 0) return result;
    return {
      ...result,
      score: { ...result.score, wrong: result.score.wrong - here.length },
      mistaken: here.length,
      details: result.details.map((line) => {
        const entry = here.find(({ id }) => line.startsWith(`WRONG ${id}:`));
        return entry ? `MISTAKEN ${entry.id}: ${entry.reason} ${entry.reference}: “${entry.sentence}”` : line;
      }),
    };
  });
}
