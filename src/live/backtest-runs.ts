import type { Detection } from '../content/model.ts';
import type { TimeRange } from '../testing/replay.ts';
import { alertsOf } from '../testing/sentinel-schedule.ts';
import { scheduleOf } from '../testing/sentinel-simulation.ts';

/** The runs of a detection over days that passed. */
export interface BacktestRuns {
  readonly runs: readonly { readonly range: Required<TimeRange>; /** From 0 on. */ readonly day: number }[];
  /** Alerts that a run with so many rows raises. */
  alerts(rows: number): number;
  /** How long after an alert it does not run, in nanoseconds. */
  readonly suppression: bigint;
  readonly note?: string;
}

export const DAY = 86_400_000_000_000n;
/** Hourly for a month; each run is a query of its own. */
const MOST_RUNS = 720;

/**
 * A scheduled rule of Sentinel runs as often as it says, each time over its period, and raises alerts by its threshold.
 * Everything else runs once over each day, and each row is an alert.
 */
export function backtestRuns(detection: Detection, from: bigint, to: bigint): BacktestRuns {
  const schedule = scheduleOf(detection);
  if (typeof schedule !== 'object' || schedule.kind === 'NRT')
    return { ...daily(from, to), alerts: (rows) => rows, suppression: 0n };
  const { frequency, period, suppression = 0n } = schedule;
  const ends: bigint[] = [];
  for (let end = (from / frequency + 1n) * frequency; end <= to; end += frequency) ends.push(end);
  const tried = ends.slice(-MOST_RUNS);
  const [first] = tried;
  return {
    runs: tried.map((latest) => ({
      range: { earliest: latest - period, latest },
      day: Number((latest - 1n - from) / DAY),
    })),
    alerts: (rows) => alertsOf(schedule, rows),
    suppression,
    ...(ends.length > MOST_RUNS &&
      first !== undefined && {
        note: `It would have run ${ends.length} times; only the last ${MOST_RUNS} runs were tried, from ${new Date(Number(first / 1_000_000n)).toISOString()} on.`,
      }),
  };
}

function daily(from: bigint, to: bigint): Pick<BacktestRuns, 'runs'> {
  const runs: BacktestRuns['runs'][number][] = [];
  for (let earliest = from; earliest < to; earliest += DAY) {
    const latest = earliest + DAY < to ? earliest + DAY : to;
    runs.push({ range: { earliest, latest }, day: runs.length });
  }
  return { runs };
}
