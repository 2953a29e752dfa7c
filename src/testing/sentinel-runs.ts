import { openEventSource } from '../data/event-source.ts';
import type { JsonValue } from '../languages/front-end.ts';
import type { Budget } from '../plan/context.ts';
import type { ResultColumn } from '../plan/plan.ts';
import type { EventId } from '../table/batch.ts';
import { type QueryJob, type QueryOutcome, type Runtime, runQuery } from './engine.ts';
import { KeptEvents } from './kept-events.ts';
import { Replay } from './replay.ts';
import { alertsOf, type SentinelSchedule, scheduleTicks, type Tick } from './sentinel-schedule.ts';
import { absoluteRange } from './time-range.ts';

/** A run that found something, or raised something over nothing. */
export interface ScheduledRun {
  readonly tick: Tick;
  readonly columns: readonly ResultColumn[];
  readonly results: number;
  /** The first rows: as many as can raise alerts. */
  readonly rows: readonly (readonly JsonValue[])[];
  readonly origins: readonly (readonly EventId[])[];
  readonly alerts: number;
}

/** What a rule's schedule does with a replay. */
export interface ScheduleRuns {
  /** Scheduled times at which the rule ran, suppressed ones not counted. */
  readonly runs: number;
  /** Scheduled times that fell into the quiet after an alert. */
  readonly suppressed: number;
  /** Scheduled times that were not tried, since there are more than a test may take. */
  readonly left: number;
  /** Events that no run's window held. */
  readonly unseen: number;
  /** Runs that raised alerts, and the alerts of all runs. */
  readonly firing: number;
  readonly alerts: number;
  /** The first runs with results or alerts. */
  readonly hits: readonly ScheduledRun[];
}

/** Rows of one run that are handed on. */
const ROWS_KEPT = 150;
/** Scheduled times in all, most of them without an event in their window. */
const MOST_TICKS = 200_000;
/** Events that the runs of one test may look at, each as often as a window holds it; the same number every time. */
const MOST_EVENTS = 400_000;
const MOST_QUERIES = 1000;
const MOST_HITS = 1000;

/**
 * Ticks a rule's schedule through the logs of a job. Windows without any event give what the query gives over nothing,
 * which is asked once.
 *
 * @throws QueryFailure as {@link runQuery} does.
 */
export function runSchedule(
  job: QueryJob,
  schedule: SentinelSchedule,
  runtime: Runtime,
  budget?: Budget,
): ScheduleRuns {
  const quiet = { batchSize: 1024, report: () => undefined };
  const logs = openEventSource(job.logs);
  const range = job.range && absoluteRange(job.range, () => job.now ?? new Replay(logs).clock(quiet));
  const events = new KeptEvents(new Replay(logs, range));
  const times = events.times(quiet);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) {
    return { runs: 0, suppressed: 0, left: 0, unseen: 0, firing: 0, alerts: 0, hits: [] };
  }
  const query = ({ from, to }: Tick): QueryOutcome =>
    runQuery({ ...job, now: to, range: { earliest: from, latest: to } }, runtime, budget, { events });
  const seen = new Seen(times);
  const hits: ScheduledRun[] = [];
  let empty: QueryOutcome | undefined;
  let [runs, suppressed, left, queries, looked, firing, raised] = [0, 0, 0, 0, 0, 0, 0];
  let quietUntil: bigint | undefined;
  for (const tick of scheduleTicks(schedule, first, last)) {
    budget?.check();
    if (left > 0 || runs + suppressed >= MOST_TICKS) {
      left += 1;
      if (left >= MOST_TICKS) break;
      continue;
    }
    if (quietUntil !== undefined && tick.startsAt < quietUntil) {
      suppressed += 1;
      continue;
    }
    const held = seen.between(tick.from, tick.to);
    looked += held;
    if (held > 0) queries += 1;
    if (queries > MOST_QUERIES || looked > MOST_EVENTS) {
      left = 1;
      continue;
    }
    runs += 1;
    if (held === 0) empty ??= query(tick);
    const outcome = held === 0 && empty ? empty : query(tick);
    const alerts = alertsOf(schedule, outcome.rows.length);
    if (alerts > 0 && schedule.suppression !== undefined) quietUntil = tick.startsAt + schedule.suppression;
    if (alerts > 0) firing += 1;
    raised += alerts;
    if ((alerts > 0 || outcome.rows.length > 0) && hits.length < MOST_HITS) hits.push(hitOf(tick, outcome, alerts));
  }
  return { runs, suppressed, left, unseen: left > 0 ? 0 : seen.never(), firing, alerts: raised, hits };
}

const hitOf = (tick: Tick, { columns, rows, origins }: QueryOutcome, alerts: number): ScheduledRun => ({
  tick,
  columns,
  results: rows.length,
  rows: rows.slice(0, ROWS_KEPT),
  origins: origins.slice(0, ROWS_KEPT),
  alerts,
});

/** Which events the windows have held so far; windows come in order. */
class Seen {
  readonly #times: readonly bigint[];
  #unseen: number;
  /** The end of the windows so far, as a place among the times. */
  #end = 0;

  constructor(times: readonly bigint[]) {
    this.#times = times;
    this.#unseen = times.length;
  }

  /** How many events a window holds: its first moment belongs to it, its end to the next one. */
  between(from: bigint, to: bigint): number {
    const start = this.#place(from);
    const end = this.#place(to);
    this.#unseen -= Math.max(0, end - Math.max(start, this.#end));
    this.#end = Math.max(this.#end, end);
    return end - start;
  }

  never(): number {
    return this.#unseen;
  }

  /** How many events happened before a moment. */
  #place(time: bigint): number {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] as bigint) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
