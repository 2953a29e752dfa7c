/**
 * The fields of Windows events by Sigma category, as Sysmon and PowerShell write them.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-taxonomy.md
 */
const FIELDS: Readonly<Record<string, string>> = {
  process_creation:
    'CommandLine Company CurrentDirectory Description FileVersion Hashes Image Imphash IntegrityLevel LogonGuid LogonId OriginalFileName ParentCommandLine ParentImage ParentProcessGuid ParentProcessId ParentUser GrandParentImage GrandparentCommandLine Product TerminalSessionId md5 sha1 sha256 imphash',
  network_connection:
    'DestinationHostname DestinationIp DestinationIsIpv6 DestinationPort DestinationPortName Initiated Protocol SourceHostname SourceIp SourceIsIpv6 SourcePort SourcePortName CommandLine ParentImage',
  image_load:
    'Company Description FileVersion Hashes ImageLoaded OriginalFileName Product Signature SignatureStatus Signed CommandLine Imphash md5 sha1 sha256',
  driver_load: 'Hashes ImageLoaded Signature SignatureStatus Signed Imphash md5 sha1 sha256',
  create_remote_thread:
    'NewThreadId SourceImage SourceProcessGuid SourceProcessId SourceUser StartAddress StartFunction StartModule TargetImage TargetProcessGuid TargetProcessId TargetUser SourceCommandLine SourceParentImage SourceParentCommandLine TargetCommandLine TargetParentImage TargetParentProcessId IsInitialThread RemoteCreation',
  process_access:
    'CallTrace CallTraceExtended GrantedAccess SourceImage SourceProcessGUID SourceProcessId SourceThreadId SourceUser SourceCommandLine TargetImage TargetProcessGUID TargetProcessId TargetUser',
  file_event: 'TargetFilename CreationUtcTime CommandLine ParentImage ParentCommandLine MagicHeader',
  file_delete: 'TargetFilename Hashes IsExecutable Archived CommandLine ParentImage',
  registry_add: 'EventType TargetObject Details NewName CommandLine ParentImage',
  registry_delete: 'EventType TargetObject Details NewName CommandLine ParentImage',
  registry_set: 'EventType TargetObject Details NewName CommandLine ParentImage',
  registry_rename: 'EventType TargetObject Details NewName CommandLine ParentImage',
  registry_event: 'EventType TargetObject Details NewName CommandLine ParentImage',
  create_stream_hash: 'Contents CreationUtcTime Hash Hashes TargetFilename Imphash md5 sha1 sha256',
  pipe_created: 'EventType PipeName CommandLine ParentImage',
  dns_query: 'QueryName QueryResults QueryStatus CommandLine',
  ps_script: 'MessageNumber MessageTotal ScriptBlockText ScriptBlockId Path',
  ps_module: 'ContextInfo UserData Payload',
};

/** What every event has, whatever its kind. */
const COMMON =
  'Channel Computer EventID EventLog Image Level Provider_Name ProcessGuid ProcessId RuleName Security_UserID User UtcTime';

const known = new Map<string, ReadonlySet<string>>();

/** The fields of a Windows category; undefined where they are not known. */
export function fieldsOfCategory(category: string): ReadonlySet<string> | undefined {
  const own = Object.hasOwn(FIELDS, category) ? FIELDS[category] : undefined;
  if (own === undefined) return undefined;
  const fields = known.get(category) ?? new Set(`${own} ${COMMON}`.split(' '));
  known.set(category, fields);
  return fields;
}
