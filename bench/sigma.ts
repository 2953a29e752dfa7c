import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpusFile } from './corpus.ts';
import { interleaved, type Run } from './measure.ts';
import { writeSigmaRules } from './sigma-rules.ts';
import { held, megabytes, printTable, ratio, seconds } from './table.ts';

export interface SigmaBenchOptions {
  readonly folder: string;
  /** Of the log, in megabytes. */
  readonly size: number;
  readonly runs: number;
  /** A folder of rules; rules of our own making where none is given. */
  readonly rules?: string;
}

const COUNTS = [15, 150, 1500] as const;
/** Goals: events a second of one core, over the whole process; ten times the rules; loading alone, after start-up. */
const GOALS = { eventsPerSecond: 30_000, tenfold: 3, loadSeconds: 1 };
const FIREDRILL = fileURLToPath(new URL('../bin/firedrill.js', import.meta.url));

const scan = (rules: string, data: string) => ({
  program: process.execPath,
  arguments: [
    FIREDRILL,
    'scan',
    '--rules',
    rules,
    '--data',
    data,
    '--layout',
    'sigmahq',
    '--quiet',
    '--no-events',
    '--format',
    'json',
  ],
});

/** `npm run bench -- sigma`: many rules over one log. Whether the goals hold. */
export async function runSigma(options: SigmaBenchOptions): Promise<boolean> {
  const log = corpusFile(options.folder, options.size * 1_000_000);
  const empty = join(options.folder, 'empty.log');
  writeFileSync(empty, '');
  const folders = COUNTS.map((count) => ruleFolder(options, count));
  const [none, few, some, many] = [join(options.folder, 'rules-1'), ...folders] as [string, string, string, string];
  ruleFolder(options, 1);
  const names = ['start', 'load', 'few', 'some', 'many'] as const;
  const runs = await interleaved(
    {
      start: scan(none, empty),
      load: scan(many, empty),
      few: scan(few, log),
      some: scan(some, log),
      many: scan(many, log),
    },
    options.runs,
  );
  const events = (JSON.parse(runs.many.output) as { events: number }).events;
  const rate = (run: Run): number => events / run.cpu;
  printTable(
    ['rules', 'cpu', 'events/s of a core', 'memory'],
    [
      ...(['few', 'some', 'many'] as const).map((name, at) => [
        String(COUNTS[at]),
        seconds(runs[name].cpu),
        rate(runs[name]).toFixed(0),
        megabytes(runs[name].peakMb),
      ]),
    ],
  );
  const load = runs.load.cpu - runs.start.cpu;
  const tenfold = Math.max(runs.some.cpu / runs.few.cpu, runs.many.cpu / runs.some.cpu);
  const goals = [
    [
      'load and validate 1,500 rules',
      seconds(load),
      `at most ${seconds(GOALS.loadSeconds)}`,
      load <= GOALS.loadSeconds,
    ],
    [
      '1,500 rules, events/s of a core',
      rate(runs.many).toFixed(0),
      `at least ${GOALS.eventsPerSecond}`,
      rate(runs.many) >= GOALS.eventsPerSecond,
    ],
    ['ten times the rules', ratio(tenfold), `at most ${ratio(GOALS.tenfold)}`, tenfold <= GOALS.tenfold],
  ] as const;
  printTable(
    ['goal', 'measured', 'wanted', ''],
    goals.map(([name, measured, wanted, holds]) => [name, measured, wanted, held(holds)]),
  );
  console.log(`${events} events, ${options.runs} runs of each of ${names.length} processes, medians.`);
  return goals.every(([, , , holds]) => holds);
}

/** A folder with so many rules: those given, evenly picked, or rules of our own. */
function ruleFolder({ folder, rules }: SigmaBenchOptions, count: number): string {
  const target = join(folder, `rules-${count}`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  if (rules === undefined) {
    writeSigmaRules(target, count);
    return target;
  }
  const files = readdirSync(rules, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (let at = 0; at < Math.min(count, files.length); at += 1) {
    const file = files[Math.floor((at * files.length) / count)] as string;
    writeFileSync(join(target, `rule-${at}.yml`), readFileSync(file));
  }
  return target;
}
