/** Small repositories in the layouts that are out there, with what lies beside the content: nothing is wrong in them. */
const ID = '5170c3c4-b8c9-485c-910d-a21d965ee1';
const BESIDE_ESCU = {
  'README.md': '# x\n---\nsearch: no\n',
  'contentctl.yml':
    'path: .\napp:\n  uid: 3449\n  title: Example\n  appid: DA-ESS-Example\n  version: 5.4.0\n  description: Example\n  prefix: EX\n  label: EX\n  author_name: Alice\n  author_email: alice@example.com\n  author_company: Example\nenrichments: false\nbuild_app: true\n',
  '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
  '.pre-commit-config.yaml': 'repos: []\n',
  'app_template/default/commands.conf': '[x]\n',
  'app_template/README/essoc_story_detail.txt': 'x\n',
  'app_template/default/data/ui/nav/default.xml': '<nav/>\n',
  'dashboards/example.yml': `name: Example Dashboard\nid: ${ID}f0\nversion: 1\ndate: '2024-10-01'\nauthor: Alice\ndescription: A dashboard.\n`,
  'dashboards/example.json': '{"title": "Example", "description": "x", "visualizations": {}}\n',
  'playbooks/Example_Lookup.yml': `name: Example Lookup\nid: ${ID}f1\nversion: 1\ndate: '2023-10-01'\nauthor: Alice\ntype: Investigation\ndescription: Looks up.\nplaybook: Example_Lookup\nhow_to_implement: Use it.\nreferences: []\napp_list: []\ntags:\n  platform_tags: [lookup]\n  playbook_type: Input\n  vpe_type: Modern\n  playbook_fields: [user]\n  product: [Splunk SOAR]\n  use_cases: [Enrichment]\n`,
  'playbooks/Example_Lookup.json': '{"blockly": false}\n',
  'playbooks/Example_Lookup.py': '"""\n"""\n',
  'investigations/get_things.yml': `name: Get Things\nid: ${ID}f2\nversion: 1\ndate: '2019-10-01'\nauthor: Alice\ntype: Investigation\ndatamodel: []\ndescription: Gets things.\nsearch: '| tstats count where host=$dest$ by host'\nhow_to_implement: Collect.\nknown_false_positives: ''\nreferences: []\ntags:\n  analytic_story: [Hosts]\n  product: [Splunk Phantom]\n  required_fields: [_time]\n  security_domain: endpoint\n`,
  'workbooks/phases/Contain.yml': `name: Contain\nid: ${ID}f3\nversion: 1\ntasks: [Isolate]\n`,
  'response_templates/x.json': '{"name": "x"}\n',
  'docs/mitre-map/coverage.json': '{}\n',
  'bin/requirements.txt': 'x\n',
  'lookups/__mlspl_example.mlmodel': 'a,b\n',
  'lookups/__mlspl_example.yml': `name: __mlspl_example\nid: ${ID}f5\nversion: 1\ndate: '2024-10-01'\nauthor: Alice\nlookup_type: mlmodel\ndescription: A trained model.\n`,
  'deprecation.txt': '',
};
const DEPLOYMENTS = {
  'deployments/escu_default_configuration_ttp.yml': `name: ESCU Default Configuration TTP\nid: ${ID}d0\ndate: '2021-12-21'\nauthor: Alice\ndescription: Default.\nscheduling:\n  cron_schedule: 0 * * * *\n  earliest_time: -70m@m\n  latest_time: -10m@m\n  schedule_window: auto\nalert_action:\n  notable:\n    rule_description: '%description%'\n    rule_title: '%name%'\n    nes_fields: [user, dest]\n  rba:\n    enabled: 'true'\ntags:\n  type: TTP\n`,
};
/** Of October 2024: risk in tags, deprecated detections in a folder of their own. */
export const ESCU24 = {
  ...BESIDE_ESCU,
  ...DEPLOYMENTS,
  'detections/endpoint/hosts_seen.yml': `name: Hosts Seen
id: ${ID}01
version: 2
date: '2024-10-17'
author: Alice Example
status: production
type: TTP
description: Finds hosts.
data_source:
- Hosts Log
search: '\`hosts\` host=* | lookup known_hosts host OUTPUT owner | stats count min(_time) as firstTime max(_time) as lastTime by host user owner | \`security_content_ctime(firstTime)\` | \`hosts_seen_filter\`'
how_to_implement: Collect hosts.
known_false_positives: Hosts that are known.
references:
- https://example.com/hosts
drilldown_searches:
- name: View the detection results for - "$host$"
  search: '%original_detection_search% | search  host = "$host$"'
  earliest_offset: $info_min_time$
  latest_offset: $info_max_time$
- name: View risk events
  search: '| from datamodel Risk.All_Risk | search normalized_risk_object IN ("$host$")'
  earliest_offset: $info_min_time$
  latest_offset: $info_max_time$
tags:
  analytic_story:
  - Hosts
  asset_type: Endpoint
  confidence: 50
  impact: 70
  message: Host $host$ seen by $user$
  mitre_attack_id:
  - T1018
  observable:
  - name: host
    type: Hostname
    role:
    - Victim
  - name: user
    type: User
    role:
    - Victim
  product:
  - Splunk Enterprise
  - Splunk Enterprise Security
  - Splunk Cloud
  required_fields:
  - _time
  - host
  risk_score: 35
  security_domain: endpoint
tests:
- name: True Positive Test
  attack_data:
  - data: https://media.githubusercontent.com/media/splunk/attack_data/master/datasets/x/hosts.log
    source: hosts
    sourcetype: hosts:log
`,
  'detections/deprecated/hosts_old.yml': `name: Hosts Old
id: ${ID}02
version: 3
date: '2024-10-17'
author: Alice Example
status: deprecated
type: Hunting
description: The following detection has been deprecated. Finds hosts.
data_source: []
search: '\`hosts\` | stats count by host | \`hosts_old_filter\`'
how_to_implement: Collect hosts.
known_false_positives: Hosts that are known.
references: []
tags:
  analytic_story:
  - Hosts
  asset_type: Endpoint
  confidence: 50
  impact: 70
  message: x
  observable:
  - name: host
    type: Hostname
    role:
    - Victim
  product:
  - Splunk Enterprise
  required_fields:
  - _time
  risk_score: 35
  security_domain: endpoint
`,
  'macros/hosts.yml': 'definition: index=hosts\ndescription: Events of hosts.\nname: hosts\n',
  'macros/security_content_ctime.yml':
    'arguments:\n- field\ndefinition: convert timeformat="%Y-%m-%dT%H:%M:%S" ctime($field$)\ndescription: convert epoch time to string\nname: security_content_ctime\n',
  'lookups/known_hosts.yml':
    "default_match: 'false'\ndescription: Known hosts.\nfilename: known_hosts.csv\nmatch_type: WILDCARD(host)\nmin_matches: 1\nname: known_hosts\n",
  'lookups/known_hosts.csv': 'host,owner\ndc*,alice\n',
  'lookups/seen_hosts.yml':
    'collection: seen_hosts\ndescription: Seen.\nfields_list: _key, host, first\nname: seen_hosts\n',
  'stories/hosts.yml': `name: Hosts\nid: ${ID}03\nversion: 1\ndate: '2024-01-01'\nauthor: Alice Example\ndescription: Hosts.\nnarrative: Hosts at length.\nreferences:\n- https://example.com/a\ntags:\n  category:\n  - Adversary Tactics\n  product:\n  - Splunk Enterprise\n  usecase: Advanced Threat Detection\n`,
  'data_sources/hosts_log.yml': `name: Hosts Log\nid: ${ID}04\nversion: 1\ndate: '2024-07-18'\nauthor: Alice\ndescription: Log of hosts.\nsource: hosts\nsourcetype: hosts:log\nsupported_TA: []\nfields:\n- _time\n- host\nexample_log: '{"host": "dc01"}'\n`,
  'baselines/learn_hosts.yml': `name: Learn Hosts\nid: ${ID}05\nversion: 1\ndate: '2020-07-18'\nauthor: Alice\ntype: Baseline\ndatamodel: []\ndescription: Learns.\nsearch: '\`hosts\` | stats earliest(_time) as first by host | outputlookup seen_hosts'\nhow_to_implement: Collect.\nknown_false_positives: none\nreferences: []\ntags:\n  analytic_story:\n  - Hosts\n  detections:\n  - Hosts Seen\n  product:\n  - Splunk Enterprise\n  required_fields:\n  - _time\n  security_domain: endpoint\n`,
};
const NESTED_RISK = ESCU24['detections/endpoint/hosts_seen.yml']
  .replace(/  confidence: 50\n  impact: 70\n  message: .*\n/, '')
  .replace(/  observable:\n(?:  - name[\s\S]*?Victim\n)+/, '')
  .replace(/  required_fields:\n(  - .*\n)+  risk_score: 35\n/, '')
  .replace(
    'tags:\n',
    'rba:\n  message: Host $host$ seen by $user$\n  risk_objects:\n  - field: host\n    type: system\n    score: 35\n  - field: user\n    type: user\n    score: 35\n  threat_objects: []\ntags:\n',
  );
/** Of 2025: `rba:`, lookups with a type, removed content. */
export const ESCU25 = {
  ...BESIDE_ESCU,
  ...DEPLOYMENTS,
  'detections/endpoint/hosts_seen.yml': NESTED_RISK,
  'macros/hosts.yml': ESCU24['macros/hosts.yml'],
  'macros/security_content_ctime.yml': ESCU24['macros/security_content_ctime.yml'],
  'lookups/known_hosts.yml': `name: known_hosts\ndate: 2024-12-23\nversion: 2\nid: ${ID}06\nauthor: Alice\nlookup_type: csv\ndefault_match: false\ndescription: Known hosts.\nmatch_type:\n- WILDCARD(host)\nmin_matches: 1\n`,
  'lookups/known_hosts.csv': 'host,owner\ndc*,alice\n',
  'stories/hosts.yml': ESCU24['stories/hosts.yml'].replace(
    'author: Alice Example\n',
    'author: Alice Example\nstatus: production\n',
  ),
  'data_sources/hosts_log.yml': ESCU24['data_sources/hosts_log.yml'],
  'baselines/learn_hosts.yml': `name: Learn Hosts\nid: ${ID}05\nversion: 1\ndate: '2020-07-18'\nauthor: Alice\ntype: Baseline\nstatus: production\ndescription: Learns.\nsearch: '\`hosts\` | stats earliest(_time) as first by host | outputlookup known_hosts'\nhow_to_implement: Collect.\nknown_false_positives: No known false positives at this time.\nreferences: []\ntags:\n  analytic_story:\n  - Hosts\n  detections:\n  - Hosts Seen\n  product:\n  - Splunk Enterprise\n  security_domain: endpoint\n`,
  'removed/detections/hosts_old.yml': ESCU24['detections/deprecated/hosts_old.yml'].replace(
    'status: deprecated',
    'status: removed',
  ),
  'removed/deprecation_mapping.YML':
    'detections:\n- content: Hosts Old\n  removed_in_version: 5.2.0\n  reason: Replaced by a better one.\n  replacement_content:\n  - Hosts Seen\nstories: []\nbaselines: []\n',
};
const DATES = "creation_date: '2026-05-05'\nmodification_date: '2026-05-13'\nauthor: Alice Example\n";
/** Flat since May 2026. */
export const ESCU26 = {
  ...BESIDE_ESCU,
  'detections/endpoint/hosts_seen.yml': `name: Hosts Seen
id: ${ID}01
version: 2
${DATES}status: production
type: TTP
description: Finds hosts.
data_source:
    - Hosts Log
search: |-
    \`hosts\` host=*
      | lookup known_hosts host OUTPUT owner

      \`\`\` who has it \`\`\`
      | stats count min(_time) as firstTime max(_time) as lastTime by host user owner
      | \`security_content_ctime(firstTime)\`
      | \`hosts_seen_filter\`
how_to_implement: Collect hosts.
known_false_positives: Hosts that are known.
references:
    - https://example.com/hosts
drilldown_searches:
    - name: View the detection results for - "$host$"
      search: '%original_detection_search% | search  host = "$host$"'
      earliest_offset: $info_min_time$
      latest_offset: $info_max_time$
    - name: View risk events
      search: '| from datamodel Risk.All_Risk | search normalized_risk_object IN ("$host$")'
      earliest_offset: 7d
      latest_offset: "0"
finding:
    title: Host $host$ seen by $user$
    entity:
        field: host
        type: system
        score: 50
threat_objects: []
analytic_story:
    - Hosts
asset_type: Endpoint
mitre_attack_id:
    - T1018
product:
    - Splunk Enterprise
    - Splunk Enterprise Security
    - Splunk Cloud
category: endpoint
security_domain: endpoint
tests:
    - name: True Positive Test
      attack_data:
        - data: https://media.githubusercontent.com/media/splunk/attack_data/master/datasets/x/hosts.log
          source: hosts
          sourcetype: hosts:log
      test_type: unit
`,
  'macros/hosts.yml': `name: hosts\nid: ${ID}06\nversion: 1\n${DATES}description: Events.\ndefinition: index=hosts\n`,
  'macros/security_content_ctime.yml': `name: security_content_ctime\nid: ${ID}07\nversion: 1\n${DATES}description: Times.\ndefinition: convert timeformat="%Y-%m-%dT%H:%M:%S" ctime($field$)\narguments:\n    - field\n`,
  'lookups/csv/known_hosts.yml': `name: known_hosts\nid: ${ID}08\nversion: 1\n${DATES}description: Known hosts.\nlookup_type: csv\nmatch_type:\n    - WILDCARD(host)\nmin_matches: 1\ncase_sensitive_match: false\n`,
  'lookups/csv/known_hosts.csv': 'host,owner\ndc*,alice\n',
  'lookups/kvstore/seen_hosts.yml': `name: seen_hosts\nid: ${ID}09\nversion: 1\n${DATES}description: Seen.\nlookup_type: kvstore\nfields:\n    - _key\n    - host\n    - first\n`,
  'stories/hosts.yml': `name: Hosts\nid: ${ID}03\nversion: 1\n${DATES}status: production\ndescription: Hosts.\nnarrative: Hosts at length.\nreferences: []\ncategory:\n    - Adversary Tactics\nproduct:\n    - Splunk Enterprise\nusecase: Advanced Threat Detection\n`,
  'data_sources/hosts_log.yml': `name: Hosts Log\nid: ${ID}04\nversion: 1\n${DATES}description: Log.\nlogsource:\n    product: hosts\n    service: log\nsource: hosts\nsourcetype: hosts:log\nsupported_TA: []\nfields:\n    - host\nexample_log: '{}'\n`,
  'baselines/learn_hosts.yml': `name: Learn Hosts\nid: ${ID}05\nversion: 1\n${DATES}status: production\ndescription: Learns.\nsearch: |-\n    \`hosts\`\n    | stats earliest(_time) as first by host\n    | outputlookup seen_hosts\nhow_to_implement: Collect.\nknown_false_positives: None.\nreferences: []\nproduct:\n    - Splunk Enterprise\nsecurity_domain: endpoint\ncustom_schedule:\n    cron_schedule: 10 0 * * *\n    earliest_time: -1d\n    latest_time: now\n    schedule_window: auto\n`,
  'removed/detections/hosts_old.yml': ESCU24['detections/deprecated/hosts_old.yml'].replace(
    'status: deprecated',
    'status: removed\ndeprecation_info:\n  reason: Replaced by a better one.\n  removed_in_version: 5.4.0\n  replacement_content:\n  - Hosts Seen',
  ),
};
