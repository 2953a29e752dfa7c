import type { Detection } from '../content/model.ts';
import { summarise, type TestReport, type TestResult } from './result.ts';
import { type PlannedTest, type SessionOptions, TestSession } from './test-session.ts';

export interface RunTestsOptions extends Omit<SessionOptions, 'workers'> {
  readonly detections: readonly Detection[];
  /** Only these tests of theirs; default: all. */
  readonly tests?: readonly PlannedTest[];
  readonly jobs: number;
  /** Called as each test begins. */
  readonly onStart?: () => void;
  /** Called for each test as soon as it and all before it have ended. */
  readonly onResult?: (result: TestResult) => void;
}

/** Tests that one worker may take before another is worth its start. */
const TESTS_PER_WORKER = 8;

/** Runs every test of the detections, and reports them in their order. */
export async function runTests(options: RunTestsOptions): Promise<TestReport> {
  const started = performance.now();
  const planned: readonly PlannedTest[] =
    options.tests ?? options.detections.flatMap((detection) => detection.tests.map((test) => ({ detection, test })));
  const workers = Math.max(1, Math.min(options.jobs, Math.ceil(planned.length / TESTS_PER_WORKER)));
  const session = new TestSession({ ...options, workers });
  const results: TestResult[] = [];
  try {
    const ahead: Promise<TestResult>[] = [];
    const settleFirst = async (): Promise<void> => {
      const result = await (ahead.shift() as Promise<TestResult>);
      results.push(result);
      options.onResult?.(result);
    };
    for (const { detection, test } of planned) {
      options.onStart?.();
      ahead.push(session.run(detection, test));
      if (ahead.length > workers * 2) await settleFirst();
    }
    while (ahead.length > 0) await settleFirst();
  } finally {
    await session.close();
  }
  const shown = new Set(results.flatMap((result) => result.diagnostics));
  const diagnostics = [...options.findings.values()].flat().filter((finding) => !shown.has(finding));
  return { summary: summarise(results, performance.now() - started), tests: results, diagnostics };
}
