import { expect, it } from 'vitest';
import { loadTexts } from '../../src/content/index.ts';
import { backtest } from '../../src/live/backtest.ts';
import type { LiveEngine, LiveRunOptions } from '../../src/live/engine.ts';
import { SENTINEL_CONTENT } from '../deploy/sentinel-content.ts';

const time = (text: string): bigint => BigInt(Date.parse(text)) * 1_000_000n;
const shown = (nanoseconds: bigint | undefined): string =>
  new Date(Number((nanoseconds ?? 0n) / 1_000_000n)).toISOString().slice(0, 16);

/** Rows that a run finds, by when it ends; what was asked for stands in `ranges`. */
function engineOver(rowsAt: (latest: string) => number): { readonly engine: LiveEngine; readonly ranges: string[] } {
  const ranges: string[] = [];
  const run = async (_query: string, { range }: LiveRunOptions = {}) => {
    ranges.push(`${shown(range?.earliest)} ${shown(range?.latest)}`);
    const rows = Array.from({ length: rowsAt(shown(range?.latest)) }, (_, at) => [`user-${at}`]);
    return { columns: [{ name: 'UserPrincipalName' }], rows, cost: { seconds: 1 }, messages: [] };
  };
  return { ranges, engine: { name: 'sentinel', language: 'kql', run } as unknown as LiveEngine };
}

const detectionOf = (change: (text: string) => string, file = 'detections/plain.yaml') => {
  const [detection] = loadTexts(new Map([['rule.yaml', change(SENTINEL_CONTENT[file] ?? '')]])).detections;
  if (!detection) throw new Error('There is no detection.');
  return detection;
};

it('runs a scheduled rule as often as it says, and counts its alerts by its threshold', async () => {
  const rule = detectionOf((text) =>
    text.replace('queryFrequency: 1h', 'queryFrequency: 6h').replace('AlertPerResult', 'SingleAlert'),
  );
  const { engine, ranges } = engineOver((latest) =>
    latest === '2026-01-01T12:00' ? 4 : latest === '2026-01-02T06:00' ? 3 : 0,
  );
  const result = await backtest(rule, engine, {
    from: time('2026-01-01T00:00Z'),
    to: time('2026-01-03T00:00Z'),
    top: 5,
  });
  expect(ranges.slice(0, 2)).toEqual(['2025-12-31T06:00 2026-01-01T06:00', '2025-12-31T12:00 2026-01-01T12:00']);
  expect(ranges).toHaveLength(8);
  // The threshold is 3: three rows raise nothing.
  expect([result.alerts, result.alertsPerDay, result.days]).toEqual([
    1,
    0.5,
    [
      { day: '2026-01-01', alerts: 1 },
      { day: '2026-01-02', alerts: 0 },
    ],
  ]);
  expect(result.entities[0]?.top[0]).toEqual({ value: 'user-0', alerts: 1 });
  expect(result.cost.seconds).toBe(8);
});

it('does not run a rule while it is suppressed', async () => {
  const rule = detectionOf((text) => `${text}suppressionEnabled: true\nsuppressionDuration: 5h\n`);
  const { engine, ranges } = engineOver(() => 5);
  const result = await backtest(rule, engine, {
    from: time('2026-01-01T00:00Z'),
    to: time('2026-01-02T00:00Z'),
    top: 1,
  });
  expect(ranges).toHaveLength(5);
  expect(result.alerts).toBe(25);
});

it('tries the last runs of a rule that runs often, and says so', async () => {
  const rule = detectionOf((text) => text.replace('queryFrequency: 1h', 'queryFrequency: 5m'));
  const { engine, ranges } = engineOver(() => 0);
  const result = await backtest(rule, engine, {
    from: time('2026-01-01T00:00Z'),
    to: time('2026-01-31T00:00Z'),
    top: 1,
  });
  expect(ranges).toHaveLength(720);
  expect(result.notes).toEqual([
    'It would have run 8640 times; only the last 720 runs were tried, from 2026-01-28T12:05:00.000Z on.',
  ]);
  expect(result.days.map(({ day }) => day)).toEqual(['2026-01-28', '2026-01-29', '2026-01-30']);
});

it('runs everything else once over each day', async () => {
  const { engine, ranges } = engineOver(() => 2);
  const range = { from: time('2026-01-01T10:00Z'), to: time('2026-01-03T00:00Z'), top: 1 };
  const result = await backtest(
    detectionOf((text) => text, 'detections/nrt.yaml'),
    engine,
    range,
  );
  expect(ranges).toEqual(['2026-01-01T10:00 2026-01-02T10:00', '2026-01-02T10:00 2026-01-03T00:00']);
  expect([result.alerts, result.alertsPerDay]).toEqual([4, 2]);
});
