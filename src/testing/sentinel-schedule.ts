/**
 * When an analytics rule runs, what it sees, and what it raises. Pure arithmetic over nanoseconds since 1970: nothing
 * here knows a clock or runs a query.
 *
 * @see https://learn.microsoft.com/azure/sentinel/scheduled-rules-overview
 * @see https://learn.microsoft.com/azure/sentinel/near-real-time-rules
 */
import { parseSentinelDuration } from './sentinel-duration.ts';

export type TriggerOperator = 'gt' | 'lt' | 'eq' | 'ne';

export interface SentinelSchedule {
  readonly kind: 'Scheduled' | 'NRT';
  readonly frequency: bigint;
  readonly period: bigint;
  /** How long after its scheduled time a run starts, so that late rows are in. */
  readonly delay: bigint;
  readonly operator: TriggerOperator;
  readonly threshold: number;
  /** Absent: the rule isn't suppressed after an alert. */
  readonly suppression?: bigint;
  readonly grouping: 'SingleAlert' | 'AlertPerResult';
}

/** One run: it sees rows with `from <= TimeGenerated < to`; its `now()` is `to`. */
export interface Tick {
  readonly from: bigint;
  readonly to: bigint;
  readonly startsAt: bigint;
}

const MINUTE = 60_000_000_000n;
const SCHEDULED_DELAY = 5n * MINUTE;
const NRT_DELAY = 2n * MINUTE;

/** With AlertPerResult the last of so many alerts stands for all further rows. */
const MOST_ALERTS = { Scheduled: 150, NRT: 30 } as const;

const OPERATORS: ReadonlyMap<string, TriggerOperator> = new Map([
  ['gt', 'gt'],
  ['lt', 'lt'],
  ['eq', 'eq'],
  ['ne', 'ne'],
  ['GreaterThan', 'gt'],
  ['LessThan', 'lt'],
  ['Equal', 'eq'],
  ['NotEqual', 'ne'],
]);

type Mapping = Readonly<Record<string, unknown>>;

/** The schedule that a rule's YAML gives; a text says what is wrong with it. */
export function sentinelScheduleOf(rule: Mapping): SentinelSchedule | string {
  const grouping = aggregationKindOf(rule) === 'AlertPerResult' ? 'AlertPerResult' : 'SingleAlert';
  const suppression = suppressionOf(rule);
  if (typeof suppression === 'string') return suppression;
  const common = { grouping, ...(suppression !== undefined && { suppression }) } as const;
  if (String(rule['kind']).trim().toLowerCase() === 'nrt') {
    const nearRealTime = { frequency: MINUTE, period: MINUTE, delay: NRT_DELAY, operator: 'gt', threshold: 0 } as const;
    return { kind: 'NRT', ...nearRealTime, ...common };
  }
  const frequency = parseSentinelDuration(String(rule['queryFrequency']));
  const period = parseSentinelDuration(String(rule['queryPeriod']));
  const operator = OPERATORS.get(String(rule['triggerOperator']));
  const threshold = Number(rule['triggerThreshold']);
  if (frequency === undefined || frequency <= 0n) return `"queryFrequency" is no duration: ${rule['queryFrequency']}.`;
  if (period === undefined || period <= 0n) return `"queryPeriod" is no duration: ${rule['queryPeriod']}.`;
  if (operator === undefined) return `"triggerOperator" is none of gt, lt, eq, ne: ${rule['triggerOperator']}.`;
  if (!Number.isInteger(threshold)) return `"triggerThreshold" is no whole number: ${rule['triggerThreshold']}.`;
  return { kind: 'Scheduled', frequency, period, delay: SCHEDULED_DELAY, operator, threshold, ...common };
}

function suppressionOf(rule: Mapping): bigint | undefined | string {
  if (rule['suppressionEnabled'] !== true) return undefined;
  const duration = parseSentinelDuration(String(rule['suppressionDuration']));
  return duration ?? `"suppressionDuration" is no duration: ${rule['suppressionDuration']}.`;
}

function aggregationKindOf(rule: Mapping): unknown {
  const settings = rule['eventGroupingSettings'];
  return typeof settings === 'object' && settings !== null ? (settings as Mapping)['aggregationKind'] : undefined;
}

/**
 * The runs that can see an event of a replay from `first` to `last`. Nobody knows when a rule was switched on, so runs
 * are scheduled at whole multiples of the frequency: every hour on the hour.
 */
export function* scheduleTicks(schedule: SentinelSchedule, first: bigint, last: bigint): Iterable<Tick> {
  const { frequency, period, delay } = schedule;
  for (let to = (first / frequency + 1n) * frequency; to - period <= last; to += frequency) {
    yield { from: to - period, to, startsAt: to + delay };
  }
}

/** Whether a run with so many result rows raises an alert. */
export function triggers({ operator, threshold }: SentinelSchedule, results: number): boolean {
  switch (operator) {
    case 'gt':
      return results > threshold;
    case 'lt':
      return results < threshold;
    case 'eq':
      return results === threshold;
    case 'ne':
      return results !== threshold;
  }
}

/** How many alerts a run with so many result rows raises: one, or one per row. */
export function alertsOf(schedule: SentinelSchedule, results: number): number {
  if (!triggers(schedule, results)) return 0;
  if (schedule.grouping === 'SingleAlert') return 1;
  return Math.min(Math.max(results, 1), MOST_ALERTS[schedule.kind]);
}
