import { expect, it } from 'vitest';
import { folderWith } from '../content/workspace.ts';
import { runCli } from './run-cli.ts';

const ID = '5170c3c4-b8c9-485c-910d-a21d965ee18';

const query = (name: string, id: string, kql: string, rest: string): string => `id: ${ID}${id}
name: ${name}
description: |
  Finds things.
requiredDataConnectors:
  - connectorId: Acme
    dataTypes:
      - Syslog
tactics:
  - Persistence
relevantTechniques:
  - T1098
query: |
  ${kql}
version: 1.0.0
${rest}`;

const SCHEDULE = `severity: Medium
queryFrequency: 1h
queryPeriod: 2h
triggerOperator: gt
triggerThreshold: 0
kind: Scheduled
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: User
`;

const PARSER = `id: ${ID}9
Function:
  Title: Parser for Acme
  Version: '1.0.0'
  LastUpdated: '2026-01-01'
Category: Microsoft Sentinel Parser
FunctionName: AcmeEvent
FunctionAlias: AcmeEvent
FunctionQuery: |
  Syslog | where ProcessName == "acme" | extend User = extract(@"u=(\\w+)", 1, SyslogMessage)
`;

const AZURE_SENTINEL = {
  'Solutions/Acme/Analytic Rules/Rule.yaml': query('A', '1', 'AcmeEvent | where User == "x"', SCHEDULE),
  'Solutions/Acme/Parsers/AcmeEvent.yaml': PARSER,
  'Solutions/Acme/Hunting Queries/Hunt.yaml': query(
    'B',
    '2',
    'AcmeEvent | where TimeGenerated > ago(1d)',
    'description-detailed: |\n  At length.\ntags: [a]\n',
  ),
  'Solutions/Acme/Workbooks/Acme.json': '{"version": "Notebook/1.0", "items": []}',
  'Solutions/Acme/Playbooks/note.yaml': 'a: b\n',
  'Detections/Syslog/Other.yaml': query('C', '3', 'imAuditEvent | extend User = ActorUsername', SCHEDULE),
  '.github/workflows/ci.yaml': 'on: push\n',
};

/** All that is said besides notes. */
async function complaints(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
  const run = await runCli(['validate', '--no-cache', '--format', 'json', ...args, '.'], folderWith(files));
  const { diagnostics, summary } = JSON.parse(run.stdout) as {
    readonly diagnostics: readonly { readonly severity: string; readonly code: string; readonly file: string }[];
    readonly summary: { readonly files: number };
  };
  const told = diagnostics.filter(({ severity }) => severity !== 'info').map(({ code, file }) => `${file} ${code}`);
  return [`${summary.files} files`, ...told].join('\n');
}

it('rules of Azure-Sentinel call the parsers of its solutions', async () => {
  expect(await complaints(AZURE_SENTINEL)).toBe('5 files');
});

it('without its parser a rule is wrong', async () => {
  const { 'Solutions/Acme/Parsers/AcmeEvent.yaml': _, ...rest } = AZURE_SENTINEL;
  expect(await complaints(rest)).toBe(
    '4 files\nSolutions/Acme/Analytic Rules/Rule.yaml FD304\nSolutions/Acme/Hunting Queries/Hunt.yaml FD304',
  );
});

it('a layout keeps what is of another platform out', async () => {
  const sigma = `title: A\nid: ${ID}4\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: d}\nlevel: low\n`;
  const files = { ...AZURE_SENTINEL, 'rules/rule.yml': sigma };
  expect(await complaints(files, '--layout', 'azure-sentinel')).toBe('6 files');
  expect(await complaints(files)).toBe('6 files\nrules/rule.yml FD208');
});

const dates = "creation_date: '2026-05-05'\nmodification_date: '2026-05-13'\nauthor: Alice Example\n";

const NG = {
  'detections/endpoint/hosts_seen.yml': `name: Hosts Seen
id: ${ID}5
version: 1
${dates}status: deprecated
deprecation_info:
  reason: Another search finds more.
  removed_in_version: 6.0.0
  replacement_content: []
type: TTP
description: Finds hosts.
data_source: []
search: |-
  \`hosts\` host=* | lookup known_hosts host OUTPUT owner | lookup seen host OUTPUT first | stats count by host owner first
  | \`hosts_seen_filter\`
how_to_implement: Collect hosts.
known_false_positives: Hosts that are known.
references: []
drilldown_searches:
  - name: View the detection results
    search: '%original_detection_search% | search host = "$host$"'
    earliest_offset: $info_min_time$
    latest_offset: $info_max_time$
  - name: View risk events
    search: '| from datamodel Risk.All_Risk | search normalized_risk_object IN ("$host$")'
    earliest_offset: 7d
    latest_offset: '0'
finding:
  title: $host$ of $owner$
  entity: {field: host, type: system, score: 50}
analytic_story: [Hosts]
asset_type: Endpoint
mitre_attack_id: [T1018]
product: [Splunk Enterprise, Splunk Enterprise Security, Splunk Cloud]
category: endpoint
security_domain: endpoint
custom_schedule: {cron_schedule: 0 * * * *, earliest_time: -70m@m, latest_time: -10m@m, schedule_window: auto}
`,
  'macros/hosts.yml': `name: hosts\nid: ${ID}6\nversion: 1\n${dates}description: Events.\ndefinition: index=hosts\nreferences: []\n`,
  'lookups/csv/known_hosts.yml': `name: known_hosts\nid: ${ID}7\nversion: 1\n${dates}description: Hosts.\nlookup_type: csv\nreferences: []\n`,
  'lookups/csv/known_hosts.csv': 'host,owner\ndc01,alice\n',
  'lookups/kvstore/seen.yml': `name: seen\nid: ${ID}8\nversion: 1\n${dates}description: Hosts.\nlookup_type: kvstore\nfields: [_key, host, first]\n`,
  'stories/hosts.yml': `name: Hosts\nid: ${ID}9\nversion: 1\n${dates}status: production\ndescription: Hosts.\nnarrative: Hosts.\nreferences: []\ncategory: [Malware]\nproduct: [Splunk Cloud]\nusecase: Advanced Threat Detection\n`,
  'schedules/default_eventbaseddetection.yml': `name: default_eventbaseddetection\nid: ${ID}a\nversion: 1\n${dates}description: Hourly.\ncron_schedule: 0 * * * *\nearliest_time: -70m@m\nlatest_time: -10m@m\nschedule_window: auto\n`,
  'schedules/default_baseline.yml': `name: default_baseline\nid: ${ID}d\nversion: 1\n${dates}description: Hourly.\ncron_schedule: 0 * * * *\nearliest_time: -70m@m\nlatest_time: -10m@m\nschedule_window: auto\n`,
  'removed/detections/gone.yml': `name: Gone\nid: ${ID}b\nstatus: removed\ndeprecation_info: {reason: Nobody used it., removed_in_version: 5.2.0}\n`,
  'dashboards/d.yml': 'name: D\ndescription: x\n',
  'baselines/learn.yml': `name: Learn\nid: ${ID}c\nversion: 1\n${dates}status: production\ntype: Baseline\ndescription: Learns.\nsearch: '\`hosts\` | stats earliest(_time) AS first by host | outputlookup seen'\nhow_to_implement: Collect hosts.\nknown_false_positives: None.\nreferences: []\ndata_source: []\nproduct: [Splunk Cloud]\nsecurity_domain: endpoint\nschedule: default_baseline\ntests: []\n`,
};

it('the folders of contentctl-ng are read', async () => {
  expect(await complaints(NG)).toBe('10 files');
  expect(await complaints(NG, '--layout', 'contentctl')).toBe('10 files');
});

it('what its files lean on has to be there', async () => {
  const broken = {
    ...NG,
    'lookups/csv/known_hosts.csv': 'name,owner\ndc01,alice\n',
    'macros/hosts.yml': NG['macros/hosts.yml'].replace('name: hosts', 'name: host'),
    'schedules/default_eventbaseddetection.yml': NG['schedules/default_eventbaseddetection.yml'].replace(
      '-70m',
      '-40m',
    ),
  };
  expect(await complaints(broken)).toBe(
    [
      '10 files',
      'baselines/learn.yml FD301',
      'detections/endpoint/hosts_seen.yml FD301',
      'macros/hosts.yml FD405',
      'schedules/default_eventbaseddetection.yml FD420',
    ].join('\n'),
  );
});
