/** Content without a fault. Each mutant changes one thing in one of these. */
export const ORIGINALS = {
  'windows_tunnel_client.yml': `name: Windows Tunnel Client
id: 29798d45-c9c7-4240-a5ef-d7648c016024
version: 2
creation_date: '2026-05-05'
modification_date: '2026-05-13'
author: Alice Example
status: production
type: TTP
description: Finds the client of a tunnel.
data_source:
  - Sysmon EventID 3
search: |-
  sourcetype=XmlWinEventLog EventCode=3 dest_port=7844
  | stats count min(_time) as firstTime max(_time) as lastTime by dest dest_port user process_name
  | \`security_content_ctime(firstTime)\`
  | \`windows_tunnel_client_filter\`
how_to_implement: Collect network connections.
known_false_positives: Approved tunnels.
references:
  - https://example.com/tunnels
drilldown_searches:
  - name: Results of the detection
    search: '%original_detection_search% | search dest = "$dest$"'
    earliest_offset: $info_min_time$
    latest_offset: $info_max_time$
  - name: Risk of the last week
    search: '| from datamodel Risk.All_Risk | search normalized_risk_object IN ("$dest$")'
    earliest_offset: 7d
    latest_offset: '0'
finding:
  title: Tunnel on $dest$ by $user$
  entity:
    field: dest
    type: system
    score: 40
threat_objects:
  - field: process_name
    type: process_name
analytic_story:
  - Reverse Network Proxy
asset_type: Endpoint
cve:
  - CVE-2026-12345
mitre_attack_id:
  - T1572
  - T1059.001
product:
  - Splunk Enterprise
  - Splunk Cloud
category: endpoint
security_domain: endpoint
tests:
  - name: True Positive Test
    attack_data:
      - data: tunnel.log
        source: XmlWinEventLog:Microsoft-Windows-Sysmon/Operational
        sourcetype: XmlWinEventLog
    test_type: unit
    expect:
      results:
        min: 1
      rows:
        - dest_port: '7844'
      fields: [dest, user]
  - name: Quiet
    test_type: benign
    attack_data:
      - data: browsing.log
`,
  'linux_odd_shell.yml': `name: Linux Odd Shell
id: 5a3b2b5c-9a0e-4c9f-8f0e-6d2a7a41c0e3
version: 1
date: '2025-03-01'
author: Bob Example
status: production
type: Anomaly
description: Finds a shell of an odd parent.
data_source:
  - Sysmon EventID 3
search: 'index=linux sourcetype=shell | stats count by dest user | \`linux_odd_shell_filter\`'
how_to_implement: Collect processes.
known_false_positives: Scripts.
references: []
drilldown_searches:
  - name: Results of the detection
    search: '%original_detection_search%'
    earliest_offset: -1d
    latest_offset: now
  - name: Events of the host
    search: 'search index=linux dest="$dest$"'
    earliest_offset: -1d
    latest_offset: now
rba:
  message: Odd shell on $dest$
  risk_objects:
    - field: dest
      type: system
      score: 30
  threat_objects: []
tags:
  analytic_story:
    - Reverse Network Proxy
  asset_type: Endpoint
  mitre_attack_id:
    - T1059
  product:
    - Splunk Enterprise
  security_domain: endpoint
tests:
  - name: True Positive Test
    attack_data:
      - data: https://example.com/shell.log
        source: shell
        sourcetype: XmlWinEventLog
  - name: Quiet
    test_type: benign
    attack_data:
      - data: browsing.log
`,
  'old_admin_share.yml': `name: Old Admin Share
id: 6b3b2b5c-9a0e-4c9f-8f0e-6d2a7a41c0e4
version: 3
date: '2024-10-17'
author: Carol Example
status: experimental
type: TTP
description: Finds a share.
data_source: []
search: 'index=windows EventCode=5145 | stats count by dest | \`old_admin_share_filter\`'
how_to_implement: Collect share access.
known_false_positives: Administrators.
references: []
tags:
  analytic_story:
    - Reverse Network Proxy
  asset_type: Endpoint
  confidence: 50
  impact: 70
  message: Share on $dest$
  mitre_attack_id:
    - T1021.002
  observable:
    - name: dest
      type: Hostname
      role:
        - Victim
  product:
    - Splunk Enterprise
  required_fields:
    - _time
    - dest
  risk_score: 35
  security_domain: endpoint
tests:
  - name: True Positive Test
    attack_data:
      - data: https://example.com/share.log
        source: share
        sourcetype: share
        update_timestamp: true
  - name: Quiet
    test_type: benign
    attack_data:
      - data: browsing.log
`,
  'scheduled.yaml': `id: 4b7f0d52-6c1e-4c53-9d0a-0f3f5f1c7a61
name: Tunnel communication
description: Finds connections to a tunnel.
severity: Medium
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceNetworkEvents
queryFrequency: 1h
queryPeriod: 2h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - CommandAndControl
relevantTechniques:
  - T1572
query: |
  let domains = dynamic(["trycloudflare", "argotunnel.com"]);
  DeviceNetworkEvents
  | where RemoteUrl has_any (domains)
  | project TimeGenerated, DeviceName, RemoteUrl, RemotePort
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
  - entityType: URL
    fieldMappings:
      - identifier: Url
        columnName: RemoteUrl
customDetails:
  Port: RemotePort
alertDetailsOverride:
  alertDisplayNameFormat: Tunnel from {{DeviceName}}
  alertDescriptionFormat: To {{RemoteUrl}}
eventGroupingSettings:
  aggregationKind: SingleAlert
incidentConfiguration:
  createIncident: true
  groupingConfiguration:
    enabled: true
    reopenClosedIncident: false
    lookbackDuration: PT5H
    matchingMethod: AllEntities
version: 1.0.0
kind: Scheduled
tests:
  - name: Tunnel
    attack_data:
      - data: tunnel.log
  - name: Quiet
    test_type: benign
    attack_data:
      - data: browsing.log
`,
  'nrt.yaml': `id: 8c7f0d52-6c1e-4c53-9d0a-0f3f5f1c7a62
name: Direction of a session
description: Finds sessions to the outside.
severity: Low
tactics:
  - CommandAndControl
relevantTechniques:
  - T1572
query: imNetworkSession | where NetworkDirection =~ "Outbound" and DstPortNumber == 7844
entityMappings:
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: SrcIpAddr
suppressionEnabled: true
suppressionDuration: 5h
version: 1.2.3
kind: NRT
tests:
  - name: Tunnel
    attack_data:
      - data: tunnel.log
  - name: Quiet
    test_type: benign
    attack_data:
      - data: browsing.log
`,
  'hunt.yaml': `id: 1d7f0d52-6c1e-4c53-9d0a-0f3f5f1c7a63
name: Shells
description: Finds shells.
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes:
      - DeviceProcessEvents
tactics:
  - Execution
relevantTechniques:
  - T1059
query: |
  DeviceProcessEvents
  | where Timestamp > ago(7d) and FileName =~ "cmd.exe"
  | project Timestamp, DeviceName, FileName
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
version: 1.0.0
tests:
  - name: Shell
    attack_data:
      - data: shell.log
  - name: Quiet
    test_type: benign
    attack_data:
      - data: browsing.log
`,
  'sigma_tunnel.yml': `title: Tunnel Domains
id: 7cd1dcdc-6edf-4896-86dc-d1f19ad64903
related:
  - id: a1d9eec5-33b2-4177-8d24-27fe754d0812
    type: derived
status: test
description: Finds connections to a tunnel.
references:
  - https://example.com/tunnels
author: Dave Example
date: 2024-05-27
modified: 2024-06-01
tags:
  - attack.command-and-control
  - attack.t1572
logsource:
  category: network_connection
  product: windows
detection:
  selection:
    Initiated: 'true'
    DestinationHostname|endswith:
      - '.argotunnel.com'
      - '.trycloudflare.com'
  filter_known:
    Image|contains|all:
      - 'approved'
      - 'cloudflared'
  condition: selection and not filter_known
falsepositives:
  - Approved tunnels
level: medium
tests:
  - name: Tunnel
    attack_data:
      - data: tunnel.log
  - name: Quiet
    test_type: benign
    attack_data:
      - data: browsing.log
`,
  'sigma_many.yml': `title: Many Tunnels
id: 9cd1dcdc-6edf-4896-86dc-d1f19ad64904
status: experimental
description: Finds a host with many tunnels.
author: Dave Example
date: 2025-05-27
correlation:
  type: event_count
  rules:
    - 7cd1dcdc-6edf-4896-86dc-d1f19ad64903
  group-by:
    - Computer
  timespan: 1h
  condition:
    gte: 10
level: high
tests:
  - name: Tunnels
    attack_data:
      - data: tunnel.log
  - name: Quiet
    test_type: benign
    attack_data:
      - data: browsing.log
`,
} as const;

export type OriginalName = keyof typeof ORIGINALS;
