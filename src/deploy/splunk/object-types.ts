import type { ObjectType } from '../target.ts';
import type { SettingKind } from './normal-form.ts';

/** A type of object: where it lives, and every setting that is managed. */
export interface SplunkObjectType extends ObjectType {
  readonly collection: string;
  /** The setting that holds the name of the deployment. */
  readonly marker: string;
  readonly settings: Readonly<Record<string, SettingKind>>;
}

/** Whom an object is shared with. @see https://help.splunk.com/en/splunk-enterprise/rest-api-reference — access control lists */
export const ACL_SETTINGS = {
  'acl.owner': 'text',
  'acl.sharing': 'text',
  'acl.read': 'list',
  'acl.write': 'list',
} as const satisfies Record<string, SettingKind>;

/** What a lookup's definition names: the rows of its CSV file, and whether its collection is there. */
export const CONTENT_SETTINGS = { 'csv.table': 'json', 'collection.there': 'truth' } as const satisfies Record<
  string,
  SettingKind
>;

/** Whether a setting stands in the object's stanza, and not beside it. */
export const isOwnSetting = (name: string): boolean =>
  !Object.hasOwn(ACL_SETTINGS, name) && !Object.hasOwn(CONTENT_SETTINGS, name);

/**
 * In the order in which they are deployed.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/rest-api-reference — saved/searches, configs/conf-{file}
 */
export const SPLUNK_TYPES: readonly SplunkObjectType[] = [
  {
    name: 'lookup',
    title: 'lookup definition',
    collection: 'configs/conf-transforms',
    marker: 'firedrill_owner',
    settings: {
      filename: 'text',
      collection: 'text',
      external_type: 'text',
      fields_list: 'text',
      match_type: 'text',
      case_sensitive_match: 'truth',
      min_matches: 'number',
      max_matches: 'number',
      default_match: 'text',
      ...CONTENT_SETTINGS,
      ...ACL_SETTINGS,
    },
  },
  {
    name: 'macro',
    title: 'macro',
    collection: 'configs/conf-macros',
    marker: 'firedrill_owner',
    settings: {
      definition: 'text',
      args: 'text',
      iseval: 'truth',
      description: 'text',
      ...ACL_SETTINGS,
    },
  },
  {
    name: 'saved-search',
    title: 'saved search',
    collection: 'saved/searches',
    marker: 'action.firedrill.owner',
    switch: { property: 'disabled', off: true },
    settings: {
      search: 'text',
      description: 'text',
      disabled: 'truth',
      is_scheduled: 'truth',
      is_visible: 'truth',
      cron_schedule: 'text',
      'dispatch.earliest_time': 'text',
      'dispatch.latest_time': 'text',
      schedule_window: 'text',
      allow_skew: 'text',
      realtime_schedule: 'truth',
      alert_type: 'text',
      alert_comparator: 'text',
      alert_threshold: 'text',
      'alert.digest_mode': 'truth',
      'alert.suppress': 'truth',
      'alert.suppress.fields': 'text',
      'alert.suppress.period': 'text',
      actions: 'list',
      'action.correlationsearch.enabled': 'truth',
      'action.correlationsearch.label': 'text',
      'action.correlationsearch.detection_type': 'text',
      'action.correlationsearch.annotations': 'json',
      'action.correlationsearch.metadata': 'json',
      'action.notable.param.rule_title': 'text',
      'action.notable.param.rule_description': 'text',
      'action.notable.param.security_domain': 'text',
      'action.notable.param.severity': 'text',
      'action.notable.param.nes_fields': 'text',
      'action.notable.param._entities': 'json',
      'action.notable.param.drilldown_searches': 'json',
      'action.risk.param._risk': 'json',
      'action.risk.param._risk_message': 'text',
      'action.risk.param._risk_score': 'number',
      'action.risk.param.verbose': 'truth',
      ...ACL_SETTINGS,
    },
  },
];
