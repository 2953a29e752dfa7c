import { afterAll, describe, expect, it } from 'vitest';
import { openEventSource } from '../../src/data/event-source.ts';
import { ReaderThread } from '../../src/data/reader-thread/reader-thread.ts';
import { resolveData } from '../../src/data/resolve.ts';
import { loadRuntime, type QueryOutcome, runQuery } from '../../src/testing/engine.ts';
import { openSession } from '../../src/testing/open-session.ts';
import { jobInput } from '../../src/testing/test-session.ts';

const session = await openSession();
const thread = ReaderThread.start();
afterAll(async () => {
  await thread?.close();
  await session.close();
});

describe('every shipped detection gives the same with and without pushdown, and with a reader thread', () => {
  for (const { detection, test } of session.tests) {
    it(`${detection.name}: ${test.name}`, async () => {
      const { workspace, data } = session;
      const { query } = await workspace.lower(detection);
      expect(query).toBeDefined();
      if (!query) return;
      const logs = test.attackData.map((reference) => resolveData(reference, data));
      expect(logs.every(({ log }) => log)).toBe(true);
      const job = await workspace.job(query, jobInput(test, logs));
      const runtime = await loadRuntime(query.language);
      const fast = runQuery({ ...job, optimise: true }, runtime);
      const events = thread && openEventSource(job.logs, { thread, rangeSize: 3000 });
      const shared = runQuery(job, runtime, undefined, events && { events });
      const plain = runQuery({ ...job, optimise: false, batchSize: 3 }, runtime);
      expect(thread).toBeDefined();
      expect(resultOf(fast)).toEqual(resultOf(plain));
      expect(resultOf(shared)).toEqual(resultOf(plain));
    });
  }
});

const resultOf = ({ rows, columns, origins, events }: QueryOutcome): object => ({ rows, columns, origins, events });
