import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { duckdb, firedrill, QUERIES, ripgrep } from './commands.ts';
import { corpusFile } from './corpus.ts';
import { evtxFile } from './evtx-corpus.ts';
import { type Command, interleaved, measure, type Run } from './measure.ts';
import { held, megabytes, printTable, ratio, seconds } from './table.ts';

export interface SpeedOptions {
  readonly folder: string;
  /** Of the corpus, in megabytes. */
  readonly size: number;
  readonly runs: number;
  /** Also what memory a gigabyte takes and how the cost grows. */
  readonly growth: boolean;
}

const MB = 1e6;

/** Measures firedrill against its peers in one run; whether every goal was reached. */
export async function runSpeed(options: SpeedOptions): Promise<boolean> {
  const goals: (readonly [string, string, boolean])[] = [];
  const file = corpusFile(options.folder, options.size * MB);
  const empty = join(options.folder, 'empty.log');
  writeFileSync(empty, '');
  const runs = await interleaved(
    {
      'ripgrep 7844': ripgrep('7844', file),
      'DuckDB, selective': duckdb('selective', file),
      'DuckDB, selective, no data': duckdb('selective', empty),
      'SPL detection': firedrill('spl', QUERIES.selectiveSpl, file),
      'SPL detection, no data': firedrill('spl', QUERIES.selectiveSpl, empty),
      'KQL detection': firedrill('kql', QUERIES.selectiveKql, file),
      'KQL detection, no data': firedrill('kql', QUERIES.selectiveKql, empty),
      'DuckDB, aggregation': duckdb('aggregate', file),
      'DuckDB, aggregation, no data': duckdb('aggregate', empty),
      'SPL aggregation': firedrill('spl', QUERIES.aggregate, file),
      'SPL aggregation, no data': firedrill('spl', QUERIES.aggregate, empty),
    },
    options.runs,
  );
  printRuns(`${options.size} MB of XmlWinEventLog, medians of ${options.runs} interleaved runs`, runs, options.size);
  const net = (name: keyof typeof runs & string, kind: 'wall' | 'cpu'): number =>
    runs[name][kind] - runs[`${name}, no data` as keyof typeof runs][kind];
  for (const name of ['SPL detection', 'KQL detection'] as const) {
    const limit = 2 * runs['ripgrep 7844'].wall + runs[`${name}, no data`].wall;
    goals.push([
      `${name}: at most 2 × ripgrep + start-up`,
      `${ratio(runs[name].wall / limit)} of it`,
      runs[name].wall <= limit,
    ]);
    const faster = net('DuckDB, selective', 'wall') / net(name, 'wall');
    goals.push([`${name}: at least 2 × DuckDB, start-ups taken off`, `${ratio(faster)} ×`, faster >= 2]);
  }
  const aggregation = net('DuckDB, aggregation', 'wall') / net('SPL aggregation', 'wall');
  goals.push([
    'Aggregation: at least DuckDB on 2 cores, start-ups taken off',
    `${ratio(aggregation)} ×`,
    aggregation >= 1,
  ]);
  goals.push(...(await extraction(options, file)));
  if (options.growth) goals.push(...(await growth(options)));
  printTable(
    ['goal', 'measured', ''],
    goals.map(([goal, measured, holds]) => [goal, measured, held(holds)]),
  );
  return goals.every(([, , holds]) => holds);
}

function printRuns(title: string, runs: Readonly<Record<string, Run>>, size: number): void {
  console.log(`${title}\n`);
  printTable(
    ['process', 'wall', 'processor', 'MB/s', 'peak memory'],
    Object.entries(runs).map(([name, { wall, cpu, peakMb }]) => [
      name,
      seconds(wall),
      seconds(cpu),
      name.endsWith('no data') ? '' : (size / wall).toFixed(0),
      megabytes(peakMb),
    ]),
  );
}

const EXTRACTION = fileURLToPath(new URL('extraction.ts', import.meta.url));
const TSX = fileURLToPath(new URL('../node_modules/.bin/tsx', import.meta.url));

const extract = (file: string, what: string): Command => ({ program: TSX, arguments: [EXTRACTION, file, what] });

/** Without a thread that helps to read: it spares waiting, and costs processor time. */
const alone = (command: Command): Command => ({ ...command, arguments: [...command.arguments, '--jobs', '1'] });

/** Megabytes a second of one core: processor time, so that other threads count. */
async function extraction(
  options: SpeedOptions,
  file: string,
): Promise<readonly (readonly [string, string, boolean])[]> {
  const size = options.size / 2;
  const evtx = evtxFile(options.folder, size * MB);
  const documents = await measure(extract(file, 'documents'));
  const evtxDocuments = await measure(extract(evtx, 'documents'));
  const evtxText = await measure(extract(evtx, 'raw'));
  const everyField = await measure(alone(firedrill('spl', QUERIES.everyField, file)));
  const start = await measure(alone(firedrill('spl', QUERIES.everyField, join(options.folder, 'empty.log'))));
  const speed = (run: Run, megabytesRead: number): number =>
    megabytesRead / (JSON.parse(run.output) as { seconds: number }).seconds;
  const parts = speed(documents, options.size);
  const every = options.size / (everyField.cpu - start.cpu);
  const decoded = speed(evtxDocuments, size);
  const rendered = speed(evtxText, size);
  return [
    ['Every part of every event, XML: 150 MB/s a core', `${parts.toFixed(0)} MB/s`, parts >= 150],
    ['Every field of a Splunk search (stats count(*)): 150 MB/s a core', `${every.toFixed(0)} MB/s`, every >= 150],
    ['Every part of every event, EVTX: 100 MB/s a core', `${decoded.toFixed(0)} MB/s`, decoded >= 100],
    ['EVTX rendered as XML: 100 MB/s a core', `${rendered.toFixed(0)} MB/s`, rendered >= 100],
  ];
}

const GROWTH = [100, 200, 400, 800];
const GIGABYTE = 1000;
const MEMORY_LIMIT_MB = 700;
const LINEAR_WITHIN = 1.35;

/** Cost over the size of the log, and the memory that a gigabyte takes. */
async function growth(options: SpeedOptions): Promise<readonly (readonly [string, string, boolean])[]> {
  const goals: (readonly [string, string, boolean])[] = [];
  const queries = {
    'SPL detection': ['spl', QUERIES.selectiveSpl],
    'KQL detection': ['kql', QUERIES.selectiveKql],
    'SPL aggregation': ['spl', QUERIES.aggregate],
  } as const;
  const rows: string[][] = [];
  for (const [name, [language, query]] of Object.entries(queries)) {
    const start = (await measure(firedrill(language, query, join(options.folder, 'empty.log')))).cpu;
    const costs: number[] = [];
    let peak = 0;
    for (const size of [...GROWTH, GIGABYTE]) {
      const run = await measure(firedrill(language, query, corpusFile(options.folder, size * MB)));
      rows.push([name, `${size} MB`, seconds(run.wall), seconds(run.cpu), megabytes(run.peakMb)]);
      if (size !== GIGABYTE) costs.push((run.cpu - start) / size);
      peak = Math.max(peak, run.peakMb);
    }
    goals.push([`${name} over 1 GB: under ${MEMORY_LIMIT_MB} MB`, megabytes(peak), peak < MEMORY_LIMIT_MB]);
    const slope = (costs.at(-1) as number) / Math.max(...costs.slice(0, 2));
    goals.push([`${name}: a byte costs the same at 0.8 GB as at 0.1`, `${ratio(slope)} ×`, slope <= LINEAR_WITHIN]);
  }
  printTable(['query', 'log', 'wall', 'processor', 'peak memory'], rows);
  return goals;
}
