/** What Resource Manager refuses in a rule, a watchlist, a saved search; the reason, or undefined. */
type Raw = Readonly<Record<string, unknown>>;

export const SECURITY_INSIGHTS_STABLE = new Set([
  '2023-02-01',
  '2023-11-01',
  '2024-03-01',
  '2024-09-01',
  '2025-03-01',
  '2025-06-01',
  '2025-09-01',
]);
export const SECURITY_INSIGHTS_PREVIEW = new Set([
  '2023-12-01-preview',
  '2024-01-01-preview',
  '2025-07-01-preview',
  '2025-10-01-preview',
]);
export const OPERATIONAL_INSIGHTS = new Set(['2020-08-01', '2023-09-01', '2025-02-01', '2025-07-01']);

const COMMON =
  'displayName description severity enabled query suppressionEnabled suppressionDuration tactics techniques entityMappings customDetails alertDetailsOverride eventGroupingSettings incidentConfiguration alertRuleTemplateName templateVersion'.split(
    ' ',
  );
const SCHEDULED = 'queryFrequency queryPeriod triggerOperator triggerThreshold startTimeUtc'.split(' ');
const PREVIEW_ONLY = ['subTechniques', 'sentinelEntitiesMappings'];
const TACTICS = new Set(
  'InitialAccess Execution Persistence PrivilegeEscalation DefenseEvasion CredentialAccess Discovery LateralMovement Collection Exfiltration CommandAndControl Impact Reconnaissance ResourceDevelopment ImpairProcessControl InhibitResponseFunction PreAttack'.split(
    ' ',
  ),
);
const OVERRIDES = new Set(
  'alertDisplayNameFormat alertDescriptionFormat alertTacticsColumnName alertSeverityColumnName alertDynamicProperties'.split(
    ' ',
  ),
);
const ISO = /^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/;

export function ruleComplaint(kind: unknown, properties: Raw, isPreview: boolean): string | undefined {
  if (kind !== 'Scheduled' && kind !== 'NRT') return `The kind "${String(kind)}" is not supported.`;
  if (kind === 'NRT' && !isPreview) return 'The kind "NRT" is not supported in this api-version.';
  const known = new Set([...COMMON, ...(kind === 'Scheduled' ? SCHEDULED : []), ...(isPreview ? PREVIEW_ONLY : [])]);
  const unknown = Object.keys(properties).find((name) => !known.has(name));
  if (unknown !== undefined) return `Could not find member "${unknown}".`;
  const required = ['displayName', 'severity', 'enabled', 'query', 'suppressionEnabled', 'suppressionDuration'];
  if (kind === 'Scheduled') required.push('queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold');
  const missing = required.find((name) => properties[name] === undefined || properties[name] === null);
  if (missing !== undefined) return `The property "${missing}" is required.`;
  for (const name of ['queryFrequency', 'queryPeriod', 'suppressionDuration']) {
    const value = properties[name];
    if (value !== undefined && !(typeof value === 'string' && ISO.test(value)))
      return `"${name}" is no ISO 8601 duration.`;
  }
  if (!['Informational', 'Low', 'Medium', 'High'].includes(String(properties['severity']))) return 'Wrong severity.';
  const operators = ['GreaterThan', 'LessThan', 'Equal', 'NotEqual'];
  if (kind === 'Scheduled' && !operators.includes(String(properties['triggerOperator'])))
    return 'Wrong triggerOperator.';
  const tactic = texts(properties['tactics']).find((name) => !TACTICS.has(name));
  if (tactic !== undefined) return `Unknown tactic "${tactic}".`;
  const technique = texts(properties['techniques']).find((name) => !/^T\d{4}$/.test(name));
  if (technique !== undefined) return `"${technique}" is no technique; sub-techniques have a property of their own.`;
  const override = Object.keys((properties['alertDetailsOverride'] ?? {}) as Raw).find((name) => !OVERRIDES.has(name));
  if (override !== undefined) return `Could not find member "${override}".`;
  const incident = (properties['incidentConfiguration'] ?? {}) as Raw;
  const grouping = (incident['groupingConfiguration'] ?? {}) as Raw;
  if (
    incident['groupingConfiguration'] &&
    !['AllEntities', 'AnyAlert', 'Selected'].includes(String(grouping['matchingMethod']))
  ) {
    return 'Wrong matchingMethod.';
  }
  if (Array.isArray(properties['entityMappings']) && properties['entityMappings'].length > 10)
    return 'Too many entity mappings.';
  return undefined;
}

export function watchlistComplaint(properties: Raw, creating: boolean): string | undefined {
  const known = new Set(
    'displayName description provider source sourceType itemsSearchKey rawContent contentType numberOfLinesToSkip labels watchlistAlias defaultDuration watchlistType uploadStatus isDeleted'.split(
      ' ',
    ),
  );
  const unknown = Object.keys(properties).find((name) => !known.has(name));
  if (unknown !== undefined) return `Could not find member "${unknown}".`;
  const missing = ['displayName', 'provider', 'itemsSearchKey'].find((name) => !properties[name]);
  if (missing !== undefined) return `The property "${missing}" is required.`;
  if (creating && typeof properties['rawContent'] !== 'string') return 'rawContent is required for a new watchlist.';
  return undefined;
}

export function savedSearchComplaint(properties: Raw): string | undefined {
  const known = new Set('displayName category query functionAlias functionParameters version tags'.split(' '));
  const unknown = Object.keys(properties).find((name) => !known.has(name));
  if (unknown !== undefined) return `Could not find member "${unknown}".`;
  const missing = ['displayName', 'category', 'query'].find((name) => !properties[name]);
  return missing === undefined ? undefined : `The property "${missing}" is required.`;
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
