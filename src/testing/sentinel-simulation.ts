import type { Detection, Expectation } from '../content/model.ts';
import type { JsonValue } from '../languages/front-end.ts';
import { judge } from './expectation.ts';
import { alertShapeOf, alertsOfRun, isoTime, type SentinelAlert } from './sentinel-alerts.ts';
import { printSentinelDuration } from './sentinel-duration.ts';
import { incidentRuleOf, withIncidents } from './sentinel-incidents.ts';
import type { ScheduledRun, ScheduleRuns } from './sentinel-runs.ts';
import { type SentinelSchedule, sentinelScheduleOf } from './sentinel-schedule.ts';

/** What a rule would have raised, had its schedule ticked through the replay: the key `schedule` of a test's result. */
export interface ScheduleResult {
  readonly kind: SentinelSchedule['kind'];
  /** As rules write durations: `1h`. */
  readonly frequency: string;
  readonly period: string;
  readonly runs: number;
  /** Runs that did not start, being suppressed after an alert. */
  readonly suppressed_runs: number;
  /** Runs that were not simulated, since there are more than one test may take. */
  readonly runs_left: number;
  /** Runs that raised an alert. */
  readonly firing_runs: number;
  readonly alerts: number;
  readonly incidents: number;
  /** Events that no run saw: the period is shorter than the frequency, or runs were suppressed. */
  readonly unseen_events: number;
  /** Events behind alerts of more than one run. */
  readonly repeated_events: number;
  /** The first alerts. */
  readonly alert_list: readonly SentinelAlert[];
}

const ALERTS_KEPT = 100;

/** The schedule that a detection has; undefined for anything but an analytics rule, a text when it cannot be read. */
export function scheduleOf(detection: Pick<Detection, 'kind' | 'document'>): SentinelSchedule | string | undefined {
  if (detection.kind !== 'sentinel-scheduled-rule' && detection.kind !== 'sentinel-nrt-rule') return undefined;
  return sentinelScheduleOf(detection.document.value as Readonly<Record<string, unknown>>);
}

export function scheduleResult(
  detection: Pick<Detection, 'document' | 'name'>,
  schedule: SentinelSchedule,
  runs: ScheduleRuns,
): ScheduleResult {
  const shape = alertShapeOf(detection);
  const raised = runs.hits.flatMap((run) => alertsOfRun(shape, run));
  const alerts = withIncidents(raised, incidentRuleOf(detection.document.value));
  return {
    kind: schedule.kind,
    frequency: printSentinelDuration(schedule.frequency),
    period: printSentinelDuration(schedule.period),
    runs: runs.runs,
    suppressed_runs: runs.suppressed,
    runs_left: runs.left,
    firing_runs: runs.firing,
    alerts: runs.alerts,
    incidents: new Set(alerts.flatMap(({ incident }) => incident ?? [])).size,
    unseen_events: runs.unseen,
    repeated_events: repeatedEvents(runs.hits),
    alert_list: alerts.slice(0, ALERTS_KEPT),
  };
}

function repeatedEvents(hits: readonly ScheduledRun[]): number {
  const counts = new Map<number, number>();
  for (const { origins, alerts } of hits) {
    if (alerts === 0) continue;
    for (const id of new Set(origins.flat())) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts.values()].filter((count) => count > 1).length;
}

/**
 * Why the schedule is no pass for a test with `schedule: true`; empty when it is one. A test that expects nothing is
 * passed when no run raises an alert, any other when a run that raises one gives what is expected.
 */
export function judgeSchedule(expect: Expectation, runs: ScheduleRuns): readonly string[] {
  const firing = runs.hits.filter(({ alerts }) => alerts > 0);
  const [first] = firing;
  if (expect.results.max === 0) {
    if (!first) return [];
    return [`It should stay quiet, and ${counted(runs.firing, 'run')} raised an alert, the first ${timeOf(first)}.`];
  }
  if (!first) {
    const found = runs.hits.length;
    const over = found === 0 ? 'none found anything' : `${counted(found, 'run')} had rows, yet none raised an alert`;
    return [`It should fire: of ${counted(runs.runs, 'scheduled run')} ${over}.`];
  }
  const reasons = firing.map((run) => judge(expect, namedRows(run)));
  if (reasons.some((list) => list.length === 0)) return [];
  const best = reasons.reduce((least, list) => (list.length < least.length ? list : least));
  return best.map((reason) => `No run that raised an alert gave what is expected. ${reason}`);
}

const timeOf = ({ tick }: ScheduledRun): string => `at ${isoTime(tick.startsAt)}`;

const namedRows = ({ columns, rows }: ScheduledRun): readonly Readonly<Record<string, JsonValue>>[] =>
  rows.map((cells) => Object.fromEntries(columns.map(({ name }, at) => [name, cells[at] ?? null])));

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** One line for people. */
export function scheduleLine(schedule: ScheduleResult): string {
  const { kind, frequency, period, alerts, incidents } = schedule;
  const window = kind === 'NRT' ? 'near real time' : `every ${frequency} over ${period}`;
  const raised = alerts === 0 ? 'no alert' : `${counted(alerts, 'alert')} in ${counted(incidents, 'incident')}`;
  const [first] = schedule.alert_list;
  const facts = [
    `${raised} from ${schedule.firing_runs} of ${counted(schedule.runs, 'run')}`,
    ...(first ? [`first ${first.time}`] : []),
    ...(schedule.suppressed_runs > 0 ? [`${counted(schedule.suppressed_runs, 'run')} suppressed`] : []),
    ...(schedule.repeated_events > 0
      ? [`${counted(schedule.repeated_events, 'event')} alerted on by more than one run`]
      : []),
    ...(schedule.unseen_events > 0 ? [`${counted(schedule.unseen_events, 'event')} seen by no run`] : []),
    ...(schedule.runs_left > 0 ? ['further runs were not simulated'] : []),
  ];
  return `schedule (${window}): ${facts.join('; ')}`;
}
