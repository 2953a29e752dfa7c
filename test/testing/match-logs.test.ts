import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lowerSigma } from '../../src/languages/sigma/index.ts';
import { type EventFilter, eventFilterOf } from '../../src/platforms/sigma/matcher/index.ts';
import { type LogMatches, matchLogs } from '../../src/testing/match-logs.ts';

const filterOf = (detection: unknown): EventFilter => {
  const { query } = lowerSigma({ logsource: { category: 'example' }, detection });
  return eventFilterOf((query as NonNullable<typeof query>).plan) as EventFilter;
};

describe('matchLogs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'match-logs-'));
  const logs = [3, 5, 2].map((count, at) => {
    const name = `${at}.json`;
    const lines = Array.from({ length: count }, (_, line) => JSON.stringify({ n: line, name: `Event ${line}` }));
    writeFileSync(join(folder, name), `${lines.join('\n')}\n${at === 1 ? '{"n":' : ''}`);
    return { name, path: join(folder, name) };
  });
  const missing = { name: 'none.json', path: join(folder, 'none.json') };
  const filters = [
    filterOf({ s: { n: [1, 4] }, condition: 's' }),
    filterOf({ s: { 'name|re': 'Event [02]' }, condition: 's' }),
    filterOf({ s: { 'n|gte': 3 }, condition: 's' }),
  ];
  const run = async (jobs: number): Promise<{ found: readonly LogMatches[]; hits: readonly string[] }> => {
    const hits = new Set<string>();
    const shares = new Map<number, number[]>();
    const found = await matchLogs({
      filters,
      logs: [...logs, missing],
      jobs,
      worthThreads: 0,
      onProgress: (progress) => {
        shares.set(progress.file, [...(shares.get(progress.file) ?? []), progress.share]);
        for (const [rule, record] of progress.hits) hits.add(`${progress.file} ${rule} ${record}`);
      },
    });
    expect([...shares.values()].map((parts) => parts.at(-1))).toEqual([1, 1, 1, 1]);
    return { found, hits: [...hits].sort() };
  };

  it('finds in threads what one thread finds, in the order of the logs', async () => {
    const [alone, together] = [await run(1), await run(3)];
    expect(together).toEqual(alone);
    expect(alone.found.map(({ file, rules, records, events }) => [file, rules, records, events])).toEqual([
      [0, [1, 0, 1], [1, 2, 3], 3],
      [1, expect.any(Array), expect.any(Array), 6],
      [2, [1, 0], [1, 2], 2],
      [3, [], [], 0],
    ]);
    expect(alone.found.map(({ diagnostics }) => diagnostics.map(({ name }) => name))).toEqual([
      [],
      ['malformed-event'],
      [],
      ['data-missing'],
    ]);
    expect(alone.hits).toEqual(['0 0 2', '0 1 1', '1 0 2', '1 1 1', '1 2 4', '2 0 2', '2 1 1']);
  });
});
