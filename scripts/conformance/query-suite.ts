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
    return parseVerdicts(suite, runJudge([judge, cases, answers, '--verbose'], work));
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
