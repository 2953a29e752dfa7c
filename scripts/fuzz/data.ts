import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readers } from '../../src/data/readers/index.ts';
import { damaged } from './damage.ts';
import { pick, seeded } from './random.ts';
import { readEverything, seedLogs } from './read-damaged.ts';

const SLOW_MILLISECONDS = 2000;
const MOST_FINDINGS = 20;
const LONG_LINE_MIB = 100;
const MIB = 1 << 20;

export interface DataFuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** A moment of `performance.now()` at which to stop. */
  readonly until: number;
}

/** Reads damaged logs of every format, by their own reader and by the one that their content tells. */
export function fuzzData({ seed, count, until }: DataFuzzOptions): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-fuzz-'));
  const path = join(folder, 'log');
  const random = seeded(seed);
  const seeds = seedLogs();
  const findings: string[] = [];
  let [tried, records, problems, slowest] = [0, 0, 0, 0];
  try {
    while (tried < count && performance.now() < until && findings.length < MOST_FINDINGS) {
      const { reader, bytes } = pick(random, seeds);
      const log = damaged(bytes, random);
      writeFileSync(path, log);
      tried += 1;
      for (const chosen of [reader, undefined]) {
        const started = performance.now();
        try {
          const outcome = readEverything(path, chosen);
          records += outcome.records;
          problems += outcome.problems;
        } catch (error) {
          findings.push(`${reader.name}: ${(error as Error).stack}\n    ${log.toString('base64').slice(0, 4000)}`);
        }
        const took = performance.now() - started;
        slowest = Math.max(slowest, took);
        if (took > SLOW_MILLISECONDS)
          findings.push(`${reader.name}: took ${Math.round(took)} ms\n    ${log.toString('base64').slice(0, 4000)}`);
      }
    }
    findings.push(...longLines(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(
    `data: ${tried} damaged logs of ${seeds.length}, seed ${seed}: ${records} records and ${problems} diagnostics, ${findings.length} findings, slowest ${Math.round(slowest)} ms\n`,
  );
  return findings;
}

/** Each reader over a single line of 100 MiB that begins as its format does. */
function longLines(path: string): readonly string[] {
  const findings: string[] = [];
  for (const reader of readers) {
    const [sample] = reader.samples;
    const start = Buffer.from(sample?.log ?? '', sample?.encoding ?? 'utf8');
    writeLongLine(path, start.subarray(0, Math.max(1, start.length - 8)));
    const started = process.cpuUsage();
    try {
      const outcome = readEverything(path, reader);
      const { user, system } = process.cpuUsage(started);
      const memory = Math.round(process.memoryUsage().rss / MIB);
      process.stdout.write(
        `${reader.name}: a line of ${LONG_LINE_MIB} MiB: ${outcome.records} records, ${outcome.problems} diagnostics, ${((user + system) / 1e6).toFixed(1)} s of CPU, ${memory} MiB\n`,
      );
    } catch (error) {
      findings.push(`${reader.name}: a line of ${LONG_LINE_MIB} MiB: ${(error as Error).stack}`);
    }
  }
  return findings;
}

function writeLongLine(path: string, start: Buffer): void {
  const handle = openSync(path, 'w');
  writeSync(handle, start);
  const part = Buffer.alloc(MIB, 'x');
  for (let count = 0; count < LONG_LINE_MIB; count += 1) writeSync(handle, part);
  closeSync(handle);
}
