/**
 * Columns of ASIM whose values the schema lists in full: no parser may put anything else there, and an empty value says
 * that the source does not tell.
 *
 * https://learn.microsoft.com/azure/sentinel/normalization-common-fields
 * https://learn.microsoft.com/azure/sentinel/normalization-schema-network
 */
const COMMON: Readonly<Record<string, readonly string[]>> = {
  EventResult: ['Success', 'Partial', 'Failure', 'NA'],
  EventSeverity: ['Informational', 'Low', 'Medium', 'High'],
};

const SCHEMAS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  NetworkSession: { NetworkDirection: ['Inbound', 'Outbound', 'Local', 'External', 'Listen', 'NA'] },
  WebSession: {},
  Dns: {},
  Authentication: { EventType: ['Logon', 'Logoff', 'Elevate'] },
  ProcessEvent: { EventType: ['ProcessCreated', 'ProcessTerminated'] },
  ProcessCreate: { EventType: ['ProcessCreated'] },
  ProcessTerminate: { EventType: ['ProcessTerminated'] },
  RegistryEvent: {
    EventType: [
      'RegistryKeyCreated',
      'RegistryKeyDeleted',
      'RegistryKeyRenamed',
      'RegistryValueDeleted',
      'RegistryValueSet',
    ],
  },
  FileEvent: {},
  AuditEvent: {},
  UserManagement: {},
  DhcpEvent: {},
};

/** Parsers (`imDns`, `_Im_Dns`, `ASimDnsSysmon`, `vimDns…`) and the tables that hold normalised events. */
const ASIM_NAME = new RegExp(`^_?(?:ASim|Im|im|vim)_?(${Object.keys(SCHEMAS).join('|')})`);

const ASIM_TABLES: Readonly<Record<string, string>> = {
  ASimNetworkSessionLogs: 'NetworkSession',
  ASimDnsActivityLogs: 'Dns',
  ASimWebSessionLogs: 'WebSession',
  ASimAuthenticationEventLogs: 'Authentication',
  ASimProcessEventLogs: 'ProcessEvent',
  ASimRegistryEventLogs: 'RegistryEvent',
  ASimFileEventLogs: 'FileEvent',
  ASimAuditEventLogs: 'AuditEvent',
  ASimUserManagementActivityLogs: 'UserManagement',
  ASimDhcpEventLogs: 'DhcpEvent',
};

const SEVERITIES = ['Informational', 'Low', 'Medium', 'High'];
const RISK_LEVELS = ['none', 'low', 'medium', 'high', 'hidden', 'unknownFutureValue'];
const RISK_STATES = [
  ...['none', 'confirmedSafe', 'remediated', 'dismissed', 'atRisk', 'confirmedCompromised', 'unknownFutureValue'],
];
const SIGN_IN = {
  ConditionalAccessStatus: ['success', 'failure', 'notApplied', 'unknownFutureValue'],
  RiskLevelDuringSignIn: RISK_LEVELS,
  RiskLevelAggregated: RISK_LEVELS,
  RiskState: RISK_STATES,
};

/**
 * Columns of tables whose values are an enumeration of the API that writes them, an unset value aside.
 *
 * https://learn.microsoft.com/rest/api/securityinsights/incidents
 * https://learn.microsoft.com/graph/api/resources/signin
 * https://learn.microsoft.com/graph/api/resources/riskdetection
 */
const TABLES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  SecurityIncident: {
    Status: ['New', 'Active', 'Closed'],
    Severity: SEVERITIES,
    Classification: ['Undetermined', 'TruePositive', 'FalsePositive', 'BenignPositive'],
  },
  SecurityAlert: { AlertSeverity: SEVERITIES },
  AlertInfo: { Severity: SEVERITIES },
  SigninLogs: SIGN_IN,
  AADNonInteractiveUserSignInLogs: SIGN_IN,
  AADUserRiskEvents: { RiskLevel: RISK_LEVELS, RiskState: RISK_STATES },
  AADRiskyUsers: { RiskLevel: RISK_LEVELS, RiskState: RISK_STATES },
};

/** All values that a column of a table can have but for their case: only the API's way of writing them is documented. */
export function listedValues(table: string, column: string): readonly string[] | undefined {
  const columns = Object.hasOwn(TABLES, table) ? TABLES[table] : undefined;
  return columns && Object.hasOwn(columns, column) ? columns[column] : undefined;
}

/** All values that a column of a normalised table or of a parser's result can have, when the schema says so. */
export function knownValues(source: string, column: string): readonly string[] | undefined {
  const schema = Object.hasOwn(ASIM_TABLES, source) ? ASIM_TABLES[source] : ASIM_NAME.exec(source)?.[1];
  if (schema === undefined) return undefined;
  const own = SCHEMAS[schema] ?? {};
  if (Object.hasOwn(own, column)) return own[column];
  return Object.hasOwn(COMMON, column) ? COMMON[column] : undefined;
}
