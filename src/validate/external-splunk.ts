/**
 * Macros, lookups and data models that other apps own and ESCU's searches rely on. Content that names one is right; it can be run here
 * once a copy lies among the knowledge.
 */
const OWNERS: ReadonlyMap<string, string> = new Map([
  ...own('Enterprise Security', [
    'get_asset',
    'get_risk_severity',
    'identity_lookup_expanded',
    'asset_lookup_by_str',
    'asset_lookup_by_cidr',
    'asn_lookup_by_cidr',
    'mitre_attack_lookup',
    'alexa_lookup_by_str',
    'interesting_ports_lookup',
    'Identity_Management',
    'Incident_Management',
    'Threat_Intelligence',
    'Domain_Analysis',
  ]),
  ...own('the Common Information Model app', [
    'cim_corporate_web_domain_search',
    'cim_corporate_web_domain_lookup',
    'cim_corporate_email_domain_lookup',
    'cim_cloud_domain_lookup',
    'cim_corporate_web_domains',
    'cim_corporate_email_domains',
    'cim_cloud_domains',
    'Application_State',
    'Change_Analysis',
    'Compute_Inventory',
    'DLP',
    'Data_Access',
    'Databases',
    'Event_Signatures',
    'Interprocess_Messaging',
    'JVM',
    'Performance',
    'Splunk_Audit',
    'Splunk_CIM_Validation',
    'Ticket_Management',
    'Vulnerabilities',
  ]),
  ...own('the URL Toolbox', [
    'ut_shannon_lookup',
    'ut_parse_extended_lookup',
    'ut_parse_simple_lookup',
    'ut_parse_lookup',
    'ut_suites_lookup',
    'ut_meaning_lookup',
    'ut_bayesian_lookup',
    'ut_levenshtein_lookup',
    'ut_countset_lookup',
  ]),
  ...own('the haversine app', ['globedistance']),
  ...own('Splunk itself', [
    'internal_server',
    'internal_audit_logs',
    'dnslookup',
    'geo_attr_countries',
    'geo_attr_us_states',
    'geo_countries',
    'geo_us_states',
  ]),
  ...own('the Active Directory add-on', ['admon_groups_def']),
]);

function own(app: string, names: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name) => [name, app]);
}

/** The app that owns a macro, a lookup or a data model. */
export const ownerOf = (name: string): string | undefined => OWNERS.get(name);
