import type { LogAnalytics } from '../../deploy/kusto/log-analytics.ts';
import type { LiveEngine } from '../engine.ts';
import { atTime } from '../kusto/at-time.ts';
import { kustoEngine } from '../kusto/kusto-engine.ts';

/** The Log Analytics workspace behind a Sentinel. */
export function sentinelEngine(logs: LogAnalytics): LiveEngine {
  return kustoEngine({
    name: 'sentinel',
    place: logs.place,
    // The service has no version of its own that a client could ask for.
    version: async () => `Azure Monitor Log Analytics (${new URL(logs.place).host}, API v1)`,
    query: (text, { now, from, to }) =>
      logs.query(
        now === undefined ? text : atTime(text, now),
        from === undefined && to === undefined ? {} : { timespan: timespanOf(from, to) },
      ),
  });
}

const timespanOf = (from = '1970-01-01T00:00:00.000Z', to = '9999-12-31T00:00:00.000Z'): string => `${from}/${to}`;
