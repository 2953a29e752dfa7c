import { afterAll, describe, it } from 'vitest';
import { explainFailure } from './testing/explain-failure.ts';
import { type OpenSessionOptions, openSession } from './testing/open-session.ts';

/**
 * Registers every test of the detections found as a vitest test, so that vitest's watch mode, filters, reporters and
 * shards serve detections too.
 *
 * @example
 * // detections.test.ts
 * import { detectionTests } from 'firedrill/vitest';
 * await detectionTests();
 */
export async function detectionTests(options: OpenSessionOptions = {}): Promise<void> {
  const session = await openSession(options);
  const byDetection = new Map<(typeof session.tests)[number]['detection'], (typeof session.tests)[number]['test'][]>();
  for (const { detection, test } of session.tests) {
    const tests = byDetection.get(detection);
    if (tests) tests.push(test);
    else byDetection.set(detection, [test]);
  }
  for (const [detection, tests] of byDetection) {
    describe(`${detection.name} (${detection.file})`, () => {
      for (const test of tests) {
        it(test.name, async (context) => {
          const result = await session.run(detection, test);
          if (result.verdict === 'skipped') context.skip(result.message);
          if (result.verdict !== 'pass') throw new Error(explainFailure(result));
        });
      }
    });
  }
  afterAll(() => session.close());
}
