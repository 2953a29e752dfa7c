/** A Windows event as the raw XML tells it, read apart from the product. */
export interface RawEvent {
  readonly provider: string;
  readonly id: number;
  readonly computer: string;
  readonly data: Readonly<Record<string, string>>;
}

/** What the rows of a parser must say of raw events. */
export interface AsimExpectation {
  readonly parser: string;
  /** The events that the parser turns into rows. */
  readonly events: (event: RawEvent) => boolean;
  /** ASIM fields by the raw event; a field left undefined is not compared. */
  readonly fields: (event: RawEvent) => Readonly<Record<string, string | undefined>>;
}

const sysmon =
  (...ids: readonly number[]) =>
  (event: RawEvent): boolean =>
    event.provider === 'Microsoft-Windows-Sysmon' && ids.includes(event.id);
const linuxSysmon =
  (...ids: readonly number[]) =>
  (event: RawEvent): boolean =>
    event.provider === 'Linux-Sysmon' && ids.includes(event.id);
const security =
  (...ids: readonly number[]) =>
  (event: RawEvent): boolean =>
    event.provider === 'Microsoft-Windows-Security-Auditing' && ids.includes(event.id);

const fileName = (path = ''): string => path.split('\\').at(-1) ?? '';
const bareGuid = (guid = ''): string => guid.replace(/[{}]/g, '');
const decimal = (number = ''): string => String(Number(number));
const account = (domain = '', user = ''): string => (domain === '' || domain === '-' ? user : `${domain}\\${user}`);
const hash = (kind: string, hashes = ''): string | undefined =>
  new RegExp(`${kind}=([0-9A-F]+)`, 'i').exec(hashes)?.[1];

/** As `Event.EventData` holds it (entities stay), and as parse-kv hands it on (white space around it is ignored). */
const inEventData = (text = ''): string =>
  text.trim().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Fields that each schema makes mandatory and that do not depend on the event's data. */
const constant = (schema: string, product: string, type: string, result = 'Success') => ({
  EventSchema: schema,
  EventVendor: 'Microsoft',
  EventProduct: product,
  EventType: type,
  EventResult: result,
  EventCount: '1',
});
const DEFENDER = 'M365 Defender for Endpoint';

const process4688 = (parser: string): AsimExpectation => ({
  parser,
  events: security(4688),
  fields: ({ computer, data }) => ({
    ...constant('ProcessEvent', 'Security Events', 'ProcessCreated'),
    Dvc: computer,
    ActorUsername: account(data['SubjectDomainName'], data['SubjectUserName']),
    ActorUserId: data['SubjectUserSid'],
    TargetProcessName: data['NewProcessName'],
    TargetProcessCommandLine: data['CommandLine'],
    TargetProcessId: decimal(data['NewProcessId']),
    ActingProcessId: decimal(data['ProcessId']),
    ActingProcessName: data['ParentProcessName'],
  }),
});

const logons = (parser: string): AsimExpectation => ({
  parser,
  events: security(4624, 4625),
  fields: ({ id, data }) => ({
    EventVendor: 'Microsoft',
    EventProduct: 'Security Events',
    EventType: 'Logon',
    EventResult: id === 4624 ? 'Success' : 'Failure',
    EventCount: '1',
    EventOriginalType: String(id),
    TargetUsername: account(data['TargetDomainName'], data['TargetUserName']),
    TargetUserId: data['TargetUserSid'],
  }),
});

const without = (field: string, expectation: AsimExpectation): AsimExpectation => ({
  ...expectation,
  fields: (event) => ({ ...expectation.fields(event), [field]: undefined }),
});

/**
 * Written from the pages of the ASIM schemas and the field lists of the events.
 *
 * @see https://learn.microsoft.com/azure/sentinel/normalization-about-schemas
 * @see https://learn.microsoft.com/sysinternals/downloads/sysmon#events
 */
export const ASIM_EXPECTATIONS: readonly AsimExpectation[] = [
  {
    parser: 'ASimProcessCreateMicrosoftSysmon',
    events: sysmon(1),
    fields: ({ computer, data }) => ({
      ...constant('ProcessEvent', 'Sysmon', 'ProcessCreated'),
      Dvc: computer,
      TargetUsername: inEventData(data['User']),
      TargetProcessName: inEventData(data['Image']),
      TargetProcessId: data['ProcessId'],
      TargetProcessGuid: bareGuid(data['ProcessGuid']),
      TargetProcessCommandLine: inEventData(data['CommandLine']),
      TargetProcessMD5: hash('MD5', data['Hashes']),
      ActingProcessName: inEventData(data['ParentImage']),
      ActingProcessId: data['ParentProcessId'],
      ActingProcessCommandLine: inEventData(data['ParentCommandLine']),
    }),
  },
  {
    parser: 'ASimNetworkSessionMicrosoftSysmon',
    events: sysmon(3),
    fields: ({ computer, data }) => ({
      ...constant('NetworkSession', 'Sysmon', 'EndpointNetworkSession'),
      Dvc: computer,
      SrcIpAddr: data['SourceIp'],
      SrcPortNumber: data['SourcePort'],
      DstIpAddr: data['DestinationIp'],
      DstPortNumber: data['DestinationPort'],
      NetworkProtocol: data['Protocol']?.toUpperCase(),
      User: data['User'],
    }),
  },
  process4688('ASimProcessCreateMicrosoftWindowsEvents'),
  process4688('vimProcessCreateMicrosoftWindowsEvents'),
  {
    parser: 'ASimProcessTerminateMicrosoftWindowsEvents',
    events: security(4689),
    fields: ({ computer, data }) => ({
      ...constant('ProcessEvent', 'Security Events', 'ProcessTerminated'),
      Dvc: computer,
      ActorUsername: account(data['SubjectDomainName'], data['SubjectUserName']),
      // The parser reads NewProcessName and NewProcessId, which a 4689 has not: the target's fields stay empty.
    }),
  },
  logons('ASimAuthenticationMicrosoftWindowsEvent'),
  logons('vimAuthenticationMicrosoftWindowsEvent'),
  {
    parser: 'ASimUserManagementMicrosoftSecurityEvent',
    events: security(4720, 4724, 4728, 4756),
    fields: ({ id, data }) => ({
      ...constant('UserManagement', 'Security Events', ''),
      EventType: undefined,
      EventOriginalType: String(id),
      ActorUsername: account(data['SubjectDomainName'], data['SubjectUserName']),
      ActorUserId: data['SubjectUserSid'],
    }),
  },
  {
    parser: 'vimRegistryEventMicrosoftWindowsEvent',
    events: security(4657),
    fields: ({ computer, data }) => ({
      ...constant('RegistryEvent', 'Security Events', 'RegistryValueSet'),
      Dvc: computer,
      ActorUsername: account(data['SubjectDomainName'], data['SubjectUserName']),
      RegistryKey: data['ObjectName']?.replace('\\REGISTRY\\MACHINE', 'HKEY_LOCAL_MACHINE'),
      RegistryValueData: data['NewValue'],
      ActingProcessName: data['ProcessName'],
    }),
  },
  {
    parser: 'ASimProcessEventMicrosoft365D',
    events: sysmon(1),
    fields: ({ data }) => ({
      ...constant('ProcessEvent', DEFENDER, 'ProcessCreated'),
      TargetUsername: data['User']?.toLowerCase(),
      TargetProcessName: data['Image'],
      TargetProcessId: data['ProcessId'],
      TargetProcessCommandLine: data['CommandLine'],
      TargetProcessMD5: hash('MD5', data['Hashes'])?.toLowerCase(),
      ActingProcessName: data['ParentImage'],
      ActingProcessId: data['ParentProcessId'],
    }),
  },
  {
    parser: 'ASimNetworkSessionMicrosoft365Defender',
    events: sysmon(3),
    fields: ({ data }) => ({
      ...constant('NetworkSession', DEFENDER, 'NetworkSession'),
      NetworkDirection: data['Initiated'] === 'true' ? 'Outbound' : 'Inbound',
      NetworkProtocol: data['Protocol']?.toUpperCase(),
      User: data['User']?.toLowerCase(),
    }),
  },
  {
    parser: 'vimFileEventM365D',
    events: sysmon(11),
    fields: ({ computer, data }) => ({
      ...constant('FileEvent', DEFENDER, 'FileCreated'),
      Dvc: computer.toLowerCase(),
      TargetFileName: fileName(data['TargetFilename']),
      ActingProcessName: data['Image'],
      ActingProcessId: data['ProcessId'],
    }),
  },
  {
    parser: 'ASimAuthenticationM365Defender',
    events: security(4624, 4625),
    fields: ({ id, data }) => ({
      EventVendor: 'Microsoft',
      EventType: 'Logon',
      EventResult: id === 4624 ? 'Success' : 'Failure',
      TargetUserId: data['TargetUserSid'],
    }),
  },
  {
    parser: 'vimProcessCreateLinuxSysmon',
    events: linuxSysmon(1),
    fields: ({ computer, data }) => ({
      ...constant('ProcessEvent', 'Sysmon for Linux', 'ProcessCreated'),
      Dvc: computer,
      ActorUsername: data['User'],
      TargetProcessName: data['Image'],
      TargetProcessId: data['ProcessId'],
      TargetProcessCommandLine: data['CommandLine'],
      ActingProcessName: data['ParentImage'],
      ActingProcessId: data['ParentProcessId'],
    }),
  },
  {
    parser: 'ASimProcessTerminateLinuxSysmon',
    events: linuxSysmon(5),
    fields: ({ computer, data }) => ({
      ...constant('ProcessEvent', 'Sysmon', 'ProcessTerminated'),
      Dvc: computer,
      TargetProcessName: data['Image'],
      TargetProcessId: data['ProcessId'],
    }),
  },
  {
    parser: 'vimNetworkSessionLinuxSysmon',
    events: linuxSysmon(3),
    fields: ({ data }) => ({
      ...constant('NetworkSession', 'Sysmon for Linux', 'NetworkSession'),
      SrcIpAddr: data['SourceIp'],
      DstIpAddr: data['DestinationIp'],
      DstPortNumber: data['DestinationPort'],
    }),
  },
  {
    parser: 'vimFileEventLinuxSysmonFileCreated',
    events: linuxSysmon(11),
    fields: ({ data }) => ({
      ...constant('FileEvent', 'Sysmon for Linux', 'FileCreated'),
      EventSchema: undefined,
      TargetFilePath: data['TargetFilename'],
      ActingProcessName: data['Image'],
      ActingProcessId: data['ProcessId'],
    }),
  },
  // The unifying parsers: what their sources say comes through them, whatever other sources the folder lacks.
  // The source has a number as EventOriginalType and others have text: Kusto makes two columns of it.
  without('EventOriginalType', logons('ASimAuthentication')),
  without('EventOriginalType', logons('imAuthentication')),
  process4688('imProcessEvent'),
  {
    parser: 'imNetworkSession',
    events: linuxSysmon(3),
    fields: ({ data }) => ({
      ...constant('NetworkSession', 'Sysmon for Linux', 'NetworkSession'),
      SrcIpAddr: data['SourceIp'],
      DstIpAddr: data['DestinationIp'],
      DstPortNumber: data['DestinationPort'],
    }),
  },
  {
    parser: 'imFileEvent',
    events: linuxSysmon(11),
    fields: ({ data }) => ({
      ...constant('FileEvent', 'Sysmon for Linux', 'FileCreated'),
      EventSchema: undefined,
      TargetFilePath: data['TargetFilename'],
      ActingProcessName: data['Image'],
    }),
  },
];
