import { loadContent } from '../../src/content/index.ts';
import type { DesiredObject } from '../../src/deploy/object.ts';
import { deploySettings } from '../../src/deploy/settings.ts';
import { desiredSentinel } from '../../src/deploy/sentinel/desired.ts';
import { inFolder } from './splunk-content.ts';

const RULE = `id: 11111111-2222-4333-8444-000000000001
name: Many failed sign-ins
description: |
  'Finds an invented thing.'
severity: Medium
kind: Scheduled
requiredDataConnectors: []
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 3
tactics: [Persistence, CredentialAccess]
relevantTechniques: [T1110.001, T1078]
query: |
  SigninLogs
  | where ResultType != 0
entityMappings:
  - entityType: Account
    fieldMappings:
      - { identifier: FullName, columnName: UserPrincipalName }
customDetails: { Result: ResultType }
alertDetailsOverride:
  alertDisplayNameFormat: Sign-ins of {{UserPrincipalName}}
eventGroupingSettings: { aggregationKind: AlertPerResult }
incidentConfiguration:
  createIncident: true
  groupingConfiguration: { enabled: true, reopenClosedIncident: false, lookbackDuration: PT5H, matchingMethod: Selected, groupByEntities: [Account] }
version: 1.0.0
`;

export const SENTINEL_CONTENT: Readonly<Record<string, string>> = {
  'detections/rule.yaml': RULE,
  'detections/plain.yaml': RULE.replace('000000000001', '000000000002')
    .replace('T1110.001, T1078', 'T1110')
    .replace('Many', 'Few'),
  'detections/nrt.yaml': RULE.replace('000000000001', '000000000003')
    .replace('kind: Scheduled', 'kind: NRT')
    .replace(/^(queryFrequency|queryPeriod|triggerOperator|triggerThreshold).*\n/gm, ''),
  'detections/hunt.yaml': `id: 11111111-2222-4333-8444-000000000004
name: Rare thing
description: Looks for it.
tactics: [Execution]
relevantTechniques: [T1059]
query: |
  Event | take 10
`,
  'knowledge/parsers/Invented.yaml': `FunctionName: InventedFunction
FunctionParams:
  - { Name: since, Type: timespan, Default: 1d }
FunctionQuery: |
  Event | where TimeGenerated > ago(since)
`,
  'knowledge/watchlists/vips.csv': 'User,Note\nalice,"first, of all"\nbob,\n',
};

export function sentinelContent(files: Readonly<Record<string, string>> = SENTINEL_CONTENT): readonly DesiredObject[] {
  return inFolder(files, (root) => {
    const { detections } = loadContent(['.'], { root });
    return desiredSentinel(
      { detections, knowledge: [`${root}/knowledge`] },
      deploySettings({ name: 'test' }, undefined),
    );
  });
}
