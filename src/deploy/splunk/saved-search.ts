import { isMapping } from '../../content/kind.ts';
import type { Detection } from '../../content/model.ts';
import { analyticStories, riskDefinition } from '../../content/risk.ts';
import type { JsonValue, Properties } from '../object.ts';
import { type DeploySettings, overrideOf } from '../settings.ts';

/**
 * The settings of the saved search that Enterprise Security runs for an ESCU detection: correlation search, finding
 * (notable) and risk actions, as contentctl writes them.
 */
export function savedSearchSettings(detection: Detection, settings: DeploySettings): Properties {
  const { splunk } = settings;
  const value = isMapping(detection.document.value) ? detection.document.value : {};
  const override = overrideOf(settings, detection);
  const risk = riskDefinition(detection);
  const objects = risk ? [...risk.riskObjects] : [];
  const threats = risk ? [...risk.threatObjects] : [];
  const hasRisk = objects.length > 0;
  const finding = risk?.finding;
  const tags = isMapping(value['tags']) ? value['tags'] : {};
  const domain = textOf(value['security_domain'] ?? tags['security_domain']) || 'threat';
  const description = textOf(value['description']);
  const enabled = override.enabled ?? (splunk.enabled && (detection.status ?? 'production') === 'production');
  const entities = objects.map(({ field }) => field);
  return {
    search: (detection.query?.text ?? '').trim(),
    description,
    disabled: !enabled,
    is_scheduled: true,
    is_visible: false,
    cron_schedule: override.cron ?? splunk.cron,
    'dispatch.earliest_time': override.earliest ?? splunk.earliest,
    'dispatch.latest_time': override.latest ?? splunk.latest,
    schedule_window: splunk.window,
    allow_skew: '100%',
    realtime_schedule: false,
    alert_type: 'number of events',
    alert_comparator: 'greater than',
    alert_threshold: '0',
    'alert.digest_mode': true,
    'alert.suppress': false,
    'alert.suppress.fields': '',
    'alert.suppress.period': '',
    actions: [...(finding ? ['notable'] : []), ...(hasRisk ? ['risk'] : [])],
    'action.correlationsearch.enabled': true,
    'action.correlationsearch.label': savedSearchName(detection, settings),
    'action.correlationsearch.detection_type': 'ebd',
    'action.correlationsearch.annotations': annotations(detection, value, tags),
    'action.correlationsearch.metadata': {
      deprecated: detection.status === 'deprecated' ? 1 : 0,
      detection_id: detection.id,
      detection_version: String(value['version'] ?? ''),
    },
    'action.notable.param.rule_title': finding ? tokens(finding.title) : '',
    'action.notable.param.rule_description': finding ? description : '',
    'action.notable.param.security_domain': finding ? domain : '',
    'action.notable.param.severity': finding ? (override.severity ?? 'high') : '',
    'action.notable.param.nes_fields': finding ? [...new Set(entities)].join(',') : '',
    'action.notable.param._entities': finding?.entity
      ? [
          {
            risk_object_field: finding.entity.field,
            risk_object_type: finding.entity.type,
            risk_score: finding.entity.score,
          },
        ]
      : '',
    'action.notable.param.drilldown_searches': finding ? drilldowns(value) : '',
    'action.risk.param._risk': hasRisk
      ? [
          ...objects.map(({ field, type, score }) => ({
            risk_object_field: field,
            risk_object_type: type,
            risk_score: score,
          })),
          ...threats.map(({ field, type }) => ({ threat_object_field: field, threat_object_type: type })),
        ]
      : '',
    'action.risk.param._risk_message': hasRisk ? (objects[0]?.message ?? '').trim() : '',
    'action.risk.param._risk_score': hasRisk ? 0 : '',
    'action.risk.param.verbose': false,
    'acl.owner': splunk.owner,
    'acl.sharing': splunk.sharing,
    'acl.read': [...splunk.read].sort(),
    'acl.write': [...splunk.write].sort(),
  };
}

/** `Label - Name - Rule`, as contentctl names saved searches. */
export const savedSearchName = ({ name }: Pick<Detection, 'name'>, { splunk }: DeploySettings): string =>
  `${splunk.label} - ${name} - Rule`;

type Mapping = Readonly<Record<string, unknown>>;

function annotations(detection: Detection, value: Mapping, tags: Mapping): JsonValue {
  const lists: Record<string, readonly string[]> = {
    analytic_story: analyticStories(detection),
    cve: textsOf(value['cve'] ?? tags['cve']),
    data_source: textsOf(value['data_source']),
    mitre_attack: detection.techniques,
  };
  const said = Object.entries(lists).filter(([, list]) => list.length > 0);
  return { ...Object.fromEntries(said), type: detection.type ?? '' };
}

/** The searches that an analyst opens from a finding. */
function drilldowns(value: Mapping): JsonValue {
  const list = value['drilldown_searches'];
  if (!Array.isArray(list)) return '';
  return list.filter(isMapping).map((entry) => ({
    name: textOf(entry['name']),
    search: textOf(entry['search']),
    earliest_offset: textOf(entry['earliest_offset']),
    latest_offset: textOf(entry['latest_offset']),
  }));
}

const tokens = (title: string): string => title.trim();
const textOf = (value: unknown): string =>
  value === undefined || value === null || typeof value === 'object' ? '' : String(value).trim();
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
