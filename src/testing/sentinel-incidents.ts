import { isMapping } from '../content/kind.ts';
import { entityKey, type SentinelAlert } from './sentinel-alerts.ts';
import { parseSentinelDuration } from './sentinel-duration.ts';

type Mapping = Readonly<Record<string, unknown>>;

/**
 * How the alerts of a rule become incidents: `incidentConfiguration`.
 *
 * @see https://learn.microsoft.com/azure/sentinel/create-analytics-rules#configure-the-incident-creation-settings
 */
export interface IncidentRule {
  readonly creates: boolean;
  /** Absent: every alert is an incident of its own. */
  readonly grouping?: {
    readonly method: 'AllEntities' | 'AnyAlert' | 'Selected';
    /** Nanoseconds after its first alert during which an incident takes further ones. */
    readonly lookback: bigint;
    readonly entities: readonly string[];
    readonly details: readonly string[];
    readonly customDetails: readonly string[];
  };
}

/** More alerts than so many start another incident. */
const MOST_ALERTS = 150;
const DEFAULT_LOOKBACK = 5n * 3_600_000_000_000n;

export function incidentRuleOf(rule: unknown): IncidentRule {
  const configuration: Mapping = sectionOf(rule, 'incidentConfiguration');
  if (configuration['createIncident'] === false) return { creates: false };
  const grouping = sectionOf(configuration, 'groupingConfiguration');
  if (grouping['enabled'] !== true) return { creates: true };
  const method = grouping['matchingMethod'];
  const texts = (key: string): readonly string[] => (Array.isArray(grouping[key]) ? grouping[key].map(String) : []);
  return {
    creates: true,
    grouping: {
      method: method === 'AnyAlert' || method === 'Selected' ? method : 'AllEntities',
      lookback: parseSentinelDuration(String(grouping['lookbackDuration'])) ?? DEFAULT_LOOKBACK,
      entities: texts('groupByEntities'),
      details: texts('groupByAlertDetails'),
      customDetails: texts('groupByCustomDetails'),
    },
  };
}

const sectionOf = (value: unknown, key: string): Mapping => {
  const section = isMapping(value) ? value[key] : undefined;
  return isMapping(section) ? section : {};
};

interface Incident {
  readonly key: string | undefined;
  readonly opened: bigint;
  alerts: number;
}

/** The alerts, in the order of their runs, with the numbers of their incidents. */
export function withIncidents(alerts: readonly SentinelAlert[], rule: IncidentRule): readonly SentinelAlert[] {
  if (!rule.creates) return alerts;
  const incidents: Incident[] = [];
  return alerts.map((alert) => {
    const time = BigInt(Date.parse(alert.time)) * 1_000_000n;
    const key = rule.grouping && groupKey(alert, rule.grouping);
    const lookback = rule.grouping?.lookback ?? 0n;
    const joins = (incident: Incident): boolean =>
      key !== undefined && incident.key === key && time - incident.opened <= lookback && incident.alerts < MOST_ALERTS;
    let at = incidents.findIndex(joins);
    if (at < 0) at = incidents.push({ key, opened: time, alerts: 0 }) - 1;
    (incidents[at] as Incident).alerts += 1;
    return { ...alert, incident: at + 1 };
  });
}

/** What alerts of one incident have in common; undefined when the alert has nothing that could match. */
function groupKey(alert: SentinelAlert, grouping: NonNullable<IncidentRule['grouping']>): string | undefined {
  if (grouping.method === 'AnyAlert') return '';
  if (grouping.method === 'AllEntities') {
    return alert.entities.length === 0 ? undefined : JSON.stringify(alert.entities.map(entityKey).sort());
  }
  const entities = alert.entities.filter(({ type }) => grouping.entities.includes(type));
  const details = grouping.details.map((name) => (name === 'Severity' ? alert.severity : alert.title));
  const custom = grouping.customDetails.map((name) => alert.custom_details[name] ?? []);
  if (grouping.entities.length > 0 && entities.length === 0) return undefined;
  return JSON.stringify([entities.map(entityKey).sort(), details, custom]);
}
