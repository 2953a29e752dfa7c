interface EntityType {
  readonly identifiers: readonly string[];
  /** One of these has to be there; several names in one have to be there together. */
  readonly needed: readonly (readonly string[])[];
}

const any = (...names: string[]): readonly (readonly string[])[] => names.map((name) => [name]);

const entity = (identifiers: string, needed: readonly (readonly string[])[]): EntityType => ({
  identifiers: identifiers.split(' '),
  needed,
});

/** https://learn.microsoft.com/azure/sentinel/entities-reference */
export const ENTITY_TYPES: Readonly<Record<string, EntityType>> = {
  Account: entity(
    'Name FullName NTDomain DnsDomain UPNSuffix Sid AadTenantId AadUserId PUID IsDomainJoined DisplayName ObjectGuid CloudAppAccountId',
    any('FullName', 'Sid', 'Name', 'AadUserId', 'PUID', 'ObjectGuid', 'CloudAppAccountId'),
  ),
  Host: entity(
    'DnsDomain NTDomain HostName FullName NetBiosName AzureID OMSAgentID OSFamily OSVersion IsDomainJoined',
    any('FullName', 'HostName', 'NetBiosName', 'AzureID', 'OMSAgentID'),
  ),
  IP: entity('Address AddressScope', any('Address')),
  URL: entity('Url', any('Url')),
  DNS: entity('DomainName', any('DomainName')),
  AzureResource: entity('ResourceId', any('ResourceId')),
  File: entity('Directory Name', any('Name')),
  FileHash: entity('Algorithm Value', [['Algorithm', 'Value']]),
  Process: entity('ProcessId CommandLine ElevationToken CreationTimeUtc', any('CommandLine', 'ProcessId')),
  RegistryKey: entity('Hive Key', any('Hive', 'Key')),
  RegistryValue: entity('Name Value ValueType', any('Name')),
  Malware: entity('Name Category', any('Name')),
  CloudApplication: entity('AppId Name InstanceName', any('AppId', 'Name')),
  SecurityGroup: entity('DistinguishedName SID ObjectGuid', any('DistinguishedName', 'SID', 'ObjectGuid')),
  Mailbox: entity(
    'MailboxPrimaryAddress DisplayName Upn ExternalDirectoryObjectId RiskLevel',
    any('MailboxPrimaryAddress'),
  ),
};

/** Entities with many identifiers that are not listed here. */
export const OTHER_ENTITY_TYPES: readonly string[] = ['MailMessage', 'MailCluster', 'SubmissionMail', 'IoTDevice'];

/** The name of an entity type in the spelling of Sentinel, whatever the case. */
export function entityTypeNamed(name: string): string | undefined {
  return [...Object.keys(ENTITY_TYPES), ...OTHER_ENTITY_TYPES].find(
    (type) => type.toLowerCase() === name.toLowerCase(),
  );
}
