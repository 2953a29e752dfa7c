/** A small Azure-Sentinel: solutions with all that lies in them, detections, parsers. Nothing is wrong in it. */
const ID = '5170c3c4-b8c9-485c-910d-a21d965ee2';
const rule = (id: string, name: string, query: string): string => `id: ${ID}${id}
name: ${name}
description: |
  'Finds things that should not be.'
severity: Medium
status: Available
requiredDataConnectors:
  - connectorId: SyslogAma
    dataTypes:
      - Syslog
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - Persistence
relevantTechniques:
  - T1098
query: |
  ${query.replace(/\n/g, '\n  ')}
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: HostName
        columnName: Computer
version: 1.0.0
kind: Scheduled
`;
const hunt = (id: string, name: string, query: string): string => `id: ${ID}${id}
name: ${name}
description: |
  Finds things.
requiredDataConnectors:
  - connectorId: SyslogAma
    dataTypes:
      - Syslog
tactics:
  - Persistence
relevantTechniques:
  - T1098
query: |
  ${query.replace(/\n/g, '\n  ')}
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: HostName
        columnName: Computer
version: 1.0.0
`;
export const RULE = 'Solutions/Acme Logs/Analytic Rules/AcmeRule.yaml';
export const OTHER_RULE = 'Solutions/Other Vendor/Analytics Rules/OtherRule.yaml';
export const HUNT = 'Solutions/Acme Logs/Hunting Queries/AcmeHunt.yaml';
export const FUNCTION = 'Solutions/Acme Logs/Parsers/AcmeEvent.yaml';
export const PARSER = 'Parsers/ASimAuditEvent/Parsers/ASimAuditEventAcme.yaml';
export const WATCHLIST = 'Solutions/Acme Logs/Watchlists/acme.json';
export const AZURE_SENTINEL = {
  'README.md': '# Sentinel\n',
  '.github/workflows/kqlValidation.yaml': 'on: push\njobs: {}\n',
  '.script/tests/KqlvalidationsTests/CustomTables/Acme.json': '{"Name": "Acme_CL", "Properties": []}',
  'azure-pipelines.yml': 'trigger: none\npool: {vmImage: x}\nsteps:\n  - script: npm test\n',
  [RULE]: rule(
    '01',
    'Acme service added',
    'AcmeEvent\n| where EventName == "added"\n| where Computer in ((_GetWatchlist("AcmeHosts") | project SearchKey))\n| project TimeGenerated, Computer, EventName',
  ),
  [OTHER_RULE]: rule(
    '02',
    'Other service added',
    'Syslog\n| where ProcessName =~ "other"\n| project TimeGenerated, Computer',
  ),
  [HUNT]: hunt('03', 'Acme hunt', 'AcmeEvent\n| where TimeGenerated > ago(7d)\n| project TimeGenerated, Computer'),
  'Hunting Queries/Syslog/SyslogHunt.yaml': hunt(
    '04',
    'Syslog hunt',
    'Syslog\n| where TimeGenerated > ago(7d)\n| project TimeGenerated, Computer',
  ),
  'Detections/Syslog/Failed.yaml': rule(
    '05',
    'Failed logons',
    'Syslog\n| where SyslogMessage has "failed"\n| project TimeGenerated, Computer',
  ),
  'Detections/readme.md': 'x',
  [FUNCTION]: `id: ${ID}06\nFunction:\n  Title: Parser for Acme\n  Version: '1.0.0'\n  LastUpdated: '2026-01-01'\nCategory: Microsoft Sentinel Parser\nFunctionName: AcmeEvent\nFunctionAlias: AcmeEvent\nFunctionQuery: |\n  Syslog\n  | where ProcessName == "acme"\n  | extend EventName = extract(@"n=(\\w+)", 1, SyslogMessage)\n`,
  [PARSER]: `Parser:\n  Title: Audit Event ASIM parser for Acme\n  Version: '0.1.0'\n  LastUpdated: Jun 29, 2026\nProduct:\n  Name: Acme\nNormalization:\n  Schema: AuditEvent\n  Version: '0.1.2'\nReferences:\n- Title: ASIM Audit Event Schema\n  Link: https://aka.ms/ASimAuditEventDoc\n- Title: ASIM\n  Link: https://aka.ms/AboutASIM\nDescription: |\n  This ASIM parser supports Acme.\nParserName: ASimAuditEventAcme\nEquivalentBuiltInParser: _ASim_AuditEvent_Acme\nParserParams:\n  - Name: disabled\n    Type: bool\n    Default: false\nParserQuery: |\n  let parser = (disabled:bool=false) {\n    Syslog\n    | where not(disabled)\n    | where ProcessName == "acme"\n    | extend EventVendor = "Acme", EventProduct = "Acme"\n  };\n  parser(disabled=disabled)\n`,
  [WATCHLIST]: JSON.stringify(
    {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      parameters: { 'workspace-location': { type: 'string' }, workspace: { type: 'string' } },
      resources: [
        {
          type: 'Microsoft.OperationalInsights/workspaces/providers/Watchlists',
          name: "[concat(parameters('workspace'), '/Microsoft.SecurityInsights/AcmeHosts')]",
          apiVersion: '2021-03-01-preview',
          kind: '',
          properties: {
            displayName: 'Acme hosts',
            source: 'acme.csv',
            description: 'x',
            provider: 'Microsoft',
            isDeleted: false,
            defaultDuration: 'P1000Y',
            contentType: 'Text/Csv',
            numberOfLinesToSkip: 0,
            itemsSearchKey: 'host',
            rawContent: 'host,owner\r\ndc01,alice\r\n',
          },
        },
      ],
    },
    null,
    2,
  ),
  'Solutions/Acme Logs/Watchlists/acme.csv': 'host,owner\ndc01,alice\n',
  'Solutions/Acme Logs/Workbooks/Acme.json':
    '{"version": "Notebook/1.0", "items": [{"type": 3, "content": {"query": "Sylog | taek 1"}}], "$schema": "x"}\n',
  'Solutions/Acme Logs/Workbooks/Images/Preview/x.png': 'x',
  'Solutions/Acme Logs/Playbooks/Block/azuredeploy.json': '{"resources": [{"type": "Microsoft.Logic/workflows"}]}\n',
  'Solutions/Acme Logs/Playbooks/CustomConnector/openapi.yaml': 'swagger: "2.0"\ninfo:\n  title: x\npaths: {}\n',
  'Solutions/Acme Logs/Data Connectors/Acme_API.json': '{"id": "Acme", "title": "Acme", "sampleQueries": []}\n',
  'Solutions/Acme Logs/Data Connectors/AcmeConn/requirements.txt': 'x',
  'Solutions/Acme Logs/Data Connectors/AcmeConn/host.json': '{}',
  'Solutions/Acme Logs/Data Connectors/Acme_CCP/template.yaml': 'name: Acme\nsource: acme\nsteps: []\n',
  'Solutions/Acme Logs/Package/mainTemplate.json': JSON.stringify({
    resources: [
      { type: 'Microsoft.OperationalInsights/workspaces/providers/alertRules', properties: { query: 'Sylog | taek' } },
    ],
    parameters: {},
  }),
  'Solutions/Acme Logs/Package/createUiDefinition.json': '{}',
  'Solutions/Acme Logs/Data/Solution_Acme.json':
    '{"Name": "Acme Logs", "Analytic Rules": ["Analytic Rules/AcmeRule.yaml"], "Version": "3.0.0"}',
  'Solutions/Acme Logs/SolutionMetadata.json': '{"publisherId": "x", "offerId": "y"}',
  'Solutions/Acme Logs/ReleaseNotes.md': '| 3.0.0 |\n',
  'Workbooks/WorkbooksMetadata.json': '[]\n',
  'Workbooks/Acme.json': '{"version": "Notebook/1.0", "items": []}',
  'Playbooks/x/azuredeploy.json': '{}',
  'Logos/x.svg': '<svg/>',
  'Sample Data/ASIM/Acme_Acme_AuditEvent_IngestedLogs.csv': 'a,b\n1,2\n',
  'Tools/x/config.yaml': 'a: b\n',
  'ASIM/deploy/README.md': 'x',
};
