import { readFileSync } from 'node:fs';
import type { Detection, TestDefinition } from '../content/model.ts';
import { type ResolveOptions, resolveData } from '../data/resolve.ts';
import { UsageError } from '../util/usage-error.ts';
import type { ShardOfReport, TestReport } from './result.ts';
import type { PlannedTest } from './test-session.ts';
import { positionsOf, type Shard } from './shard.ts';

/** The tests of a run, or of one shard of it. */
export interface RunPlan {
  readonly tests: readonly PlannedTest[];
  readonly shard?: ShardOfReport;
}

/** Every test of the detections; with a shard the part that it runs, balanced by how long tests took before. */
export function planRun(
  detections: readonly Detection[],
  shard: Shard | undefined,
  durations: ReadonlyMap<string, number> = new Map(),
): RunPlan {
  const all = detections.flatMap((detection) => detection.tests.map((test) => ({ detection, test })));
  if (!shard) return { tests: all };
  const weighed = all.map(({ detection, test }) => {
    const key = testKey(detection.file, test.name);
    return { key, weight: durations.get(key) };
  });
  const positions = positionsOf(weighed, shard);
  return {
    tests: positions.map((at) => all[at] as PlannedTest),
    shard: { ...shard, tests: all.length, positions },
  };
}

const testKey = (file: string, test: string): string => `${file}\n${test}`;

/** How long tests took, by file and name, from an earlier report in JSON. */
export function durationsOf(path: string): ReadonlyMap<string, number> {
  const { tests } = readReport(path);
  return new Map(tests.map(({ detection, test, duration_ms }) => [testKey(detection.file, test), duration_ms]));
}

/**
 * A report as `test --format json` prints it.
 *
 * @throws UsageError when the file holds none.
 */
export function readReport(path: string): TestReport {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`There is no report "${path}".`);
    if (code === 'EISDIR') throw new UsageError(`"${path}" is a folder: name one report in it.`);
    throw new UsageError(`The report "${path}" cannot be read: ${message}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`"${path}" is no report of "firedrill test --format json".`);
  }
  const { summary, tests, diagnostics } = (value ?? {}) as Partial<TestReport>;
  if (!summary || !Array.isArray(tests) || !Array.isArray(diagnostics)) {
    throw new UsageError(`"${path}" is no report of "firedrill test --format json".`);
  }
  return value as TestReport;
}

/** A test that would run, and whether its data is at hand. */
export interface PlannedTestSummary {
  readonly detection: { readonly id: string; readonly name: string; readonly file: string; readonly language: string };
  readonly test: string;
  readonly test_type: TestDefinition['type'];
  readonly line: number;
  /** The file of each log; null where it is not there. */
  readonly data: readonly { readonly data: string; readonly file: string | null }[];
}

export const describePlan = ({ tests }: RunPlan, data: ResolveOptions): readonly PlannedTestSummary[] =>
  tests.map(({ detection, test }) => ({
    detection: { id: detection.id, name: detection.name, file: detection.file, language: detection.language },
    test: test.name,
    test_type: test.type,
    line: test.range.start.line,
    data: test.attackData.map((reference) => ({
      data: reference.data,
      file: resolveData(reference, data).log?.name ?? null,
    })),
  }));
