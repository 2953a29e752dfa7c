import { afterAll, describe, expect, it } from 'vitest';
import { resolveData } from '../../src/data/resolve.ts';
import { loadRuntime, runQuery } from '../../src/testing/engine.ts';
import { openSession } from '../../src/testing/open-session.ts';
import { jobInput } from '../../src/testing/test-session.ts';

const session = await openSession();
afterAll(() => session.close());

describe('every shipped detection gives the same with and without pushdown', () => {
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
      const { rows, columns, origins, events } = runQuery({ ...job, optimise: true }, runtime);
      const plain = runQuery({ ...job, optimise: false, batchSize: 3 }, runtime);
      expect({ rows, columns, origins, events }).toEqual({
        rows: plain.rows,
        columns: plain.columns,
        origins: plain.origins,
        events: plain.events,
      });
    });
  }
});
