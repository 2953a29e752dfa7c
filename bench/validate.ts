import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, measure, median } from './measure.ts';
import { held, megabytes, printTable, ratio, seconds } from './table.ts';
import { validateSets } from './validate-content.ts';

export interface ValidateBenchOptions {
  readonly folder: string;
  readonly runs: number;
  /** Folders of content; the shipped detections many times over where none is given. */
  readonly content: readonly string[];
}

/**
 * Goals: processor time of the whole process, of detections for Splunk and of Sigma rules; for KQL against Microsoft's parser alone
 * and with the cache; of one edit.
 */
const GOALS = { splunk: 3 / 691, sigma: 1 / 1506, analysis: 1.3, cached: 2, editMs: 300 };
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A finding is no failure of the run. */
const validating = (cwd: string, set: string, ...further: readonly string[]): Command => ({
  program: 'bash',
  arguments: [
    ...['-c', '"$@" || [ $? -eq 1 ]', 'validate', process.execPath, file('../bin/firedrill.js'), 'validate', set],
    ...['--format', 'json', ...further],
  ],
  cwd,
});

interface Analysis {
  readonly counts: { readonly spl: number; readonly kql: number; readonly sigma: number };
  /** KQL texts, parsers among them, and the processor time of Microsoft's parser alone over them. */
  readonly queries: number;
  readonly cpu: number;
}

/** A process beside this one, which tells JSON. */
function tell<Told>(what: 'analysis' | 'edits', cwd: string, set: string): Told {
  const child = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), file('./validate-process.ts'), what, set],
    { cwd, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Told;
}

type Goal = readonly [name: string, measured: string, wanted: string, holds: boolean];

/** `npm run bench -- validate`: sets of content, validated anew, with the cache, and after an edit. Whether the goals hold. */
export async function runValidate({ folder, runs, content }: ValidateBenchOptions): Promise<boolean> {
  const root = join(folder, 'validate');
  const sets = validateSets(root, content);
  const goals: Goal[] = [];
  const rows: string[][] = [];
  for (const set of sets) {
    const { counts, queries } = tell<Analysis>('analysis', root, set);
    // Filled once, then read.
    await measure(validating(root, set));
    const cold: number[] = [];
    const cached: number[] = [];
    const bare: number[] = [];
    let peak = 0;
    for (let run = 0; run < runs; run += 1) {
      const anew = await measure(validating(root, set, '--no-cache'));
      cold.push(anew.cpu);
      peak = Math.max(peak, anew.peakMb);
      cached.push((await measure(validating(root, set))).cpu);
      if (queries > 0) bare.push(tell<Analysis>('analysis', root, set).cpu);
    }
    const [anew, again, alone] = [median(cold), median(cached), median(bare)];
    const detections = counts.spl + counts.kql + counts.sigma;
    rows.push([
      set,
      `${detections}`,
      seconds(anew),
      seconds(again),
      queries > 0 ? seconds(alone) : '',
      megabytes(peak),
    ]);
    if (counts.kql > 0) {
      const analysis = anew / alone;
      const isHeld = analysis <= GOALS.analysis;
      goals.push([`${set}: to the analysis alone`, ratio(analysis), `at most ${ratio(GOALS.analysis)}`, isHeld]);
      goals.push([`${set}: with the cache`, seconds(again), `at most ${seconds(GOALS.cached)}`, again <= GOALS.cached]);
    } else {
      const wanted = counts.spl * GOALS.splunk + counts.sigma * GOALS.sigma;
      goals.push([`${set}: without the cache`, seconds(anew), `at most ${seconds(wanted)}`, anew <= wanted]);
    }
    for (const [kind, took] of Object.entries(tell<Readonly<Record<string, number>>>('edits', root, set))) {
      const isHeld = took < GOALS.editMs;
      goals.push([`${set}: an edit of ${kind}`, `${took.toFixed(0)} ms`, `under ${GOALS.editMs} ms`, isHeld]);
    }
  }
  printTable(['content', 'detections', 'anew', 'with the cache', 'analysis alone', 'memory'], rows);
  printTable(
    ['goal', 'measured', 'wanted', ''],
    goals.map(([name, measured, wanted, holds]) => [name, measured, wanted, held(holds)]),
  );
  console.log(`Processor time; ${runs} runs of each process, medians.`);
  return goals.every(([, , , holds]) => holds);
}
