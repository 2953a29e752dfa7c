/**
 * What Sigma's logsources stand for on Windows: a category is a channel and some event ids, a service is a channel.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-taxonomy.md
 */
export interface WindowsEvents {
  /** Channel names, compared without regard to case. */
  readonly channels?: readonly string[];
  /** Event providers, for logs that have no channel of their own. */
  readonly providers?: readonly string[];
  readonly eventIds?: readonly number[];
}

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const POWERSHELL = ['Microsoft-Windows-PowerShell/Operational', 'PowerShellCore/Operational'];
const KERNEL_FILE = 'Microsoft-Windows-Kernel-File';

const sysmon = (...eventIds: number[]): WindowsEvents => ({ channels: [SYSMON], eventIds });
const channel = (...channels: string[]): WindowsEvents => ({ channels });

export const WINDOWS_CATEGORIES: ReadonlyMap<string, WindowsEvents> = new Map([
  ['process_creation', sysmon(1)],
  ['file_change', sysmon(2)],
  ['network_connection', sysmon(3)],
  ['sysmon_status', sysmon(4, 16)],
  ['process_termination', sysmon(5)],
  ['driver_load', sysmon(6)],
  ['image_load', sysmon(7)],
  ['create_remote_thread', sysmon(8)],
  ['raw_access_thread', sysmon(9)],
  ['raw_access_read', sysmon(9)],
  ['process_access', sysmon(10)],
  ['file_event', sysmon(11)],
  ['registry_add', sysmon(12)],
  ['registry_delete', sysmon(12)],
  ['registry_set', sysmon(13)],
  ['registry_rename', sysmon(14)],
  ['registry_event', sysmon(12, 13, 14)],
  ['create_stream_hash', sysmon(15)],
  ['pipe_created', sysmon(17, 18)],
  ['wmi_event', sysmon(19, 20, 21)],
  ['dns_query', sysmon(22)],
  ['file_delete', sysmon(23)],
  ['clipboard_capture', sysmon(24)],
  ['clipboard_change', sysmon(24)],
  ['process_tampering', sysmon(25)],
  ['file_delete_detected', sysmon(26)],
  ['file_block', sysmon(27)],
  ['file_block_executable', sysmon(27)],
  ['file_block_shredding', sysmon(28)],
  ['file_executable_detected', sysmon(29)],
  ['sysmon_error', sysmon(255)],
  ['ps_module', { channels: POWERSHELL, eventIds: [4103] }],
  ['ps_script', { channels: POWERSHELL, eventIds: [4104] }],
  ['ps_classic_start', { channels: ['Windows PowerShell'], eventIds: [400] }],
  ['ps_classic_provider_start', { channels: ['Windows PowerShell'], eventIds: [600] }],
  ['ps_classic_script', { channels: ['Windows PowerShell'], eventIds: [800] }],
  ['file_access', { providers: [KERNEL_FILE] }],
  ['file_rename', { providers: [KERNEL_FILE] }],
]);

export const WINDOWS_SERVICES: ReadonlyMap<string, WindowsEvents> = new Map([
  ['application', channel('Application')],
  [
    'application-experience',
    channel(
      'Microsoft-Windows-Application-Experience/Program-Telemetry',
      'Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant',
    ),
  ],
  [
    'applocker',
    channel(
      'Microsoft-Windows-AppLocker/MSI and Script',
      'Microsoft-Windows-AppLocker/EXE and DLL',
      'Microsoft-Windows-AppLocker/Packaged app-Deployment',
      'Microsoft-Windows-AppLocker/Packaged app-Execution',
    ),
  ],
  ['appmodel-runtime', channel('Microsoft-Windows-AppModel-Runtime/Admin')],
  ['appxdeployment-server', channel('Microsoft-Windows-AppXDeploymentServer/Operational')],
  ['appxpackaging-om', channel('Microsoft-Windows-AppxPackaging/Operational')],
  ['bitlocker', channel('Microsoft-Windows-BitLocker/BitLocker Management')],
  ['bits-client', channel('Microsoft-Windows-Bits-Client/Operational')],
  ['capi2', channel('Microsoft-Windows-CAPI2/Operational')],
  [
    'certificateservicesclient-lifecycle-system',
    channel('Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational'),
  ],
  ['codeintegrity-operational', channel('Microsoft-Windows-CodeIntegrity/Operational')],
  ['dhcp', channel('Microsoft-Windows-DHCP-Server/Operational')],
  ['diagnosis-scripted', channel('Microsoft-Windows-Diagnosis-Scripted/Operational')],
  [
    'dns-client',
    channel('Microsoft-Windows-DNS Client Events/Operational', 'Microsoft-Windows-DNS-Client/Operational'),
  ],
  ['dns-server', channel('DNS Server')],
  ['dns-server-analytic', channel('Microsoft-Windows-DNS-Server/Analytical')],
  ['dns-server-audit', channel('Microsoft-Windows-DNS-Server/Audit')],
  ['driver-framework', channel('Microsoft-Windows-DriverFrameworks-UserMode/Operational')],
  ['firewall-as', channel('Microsoft-Windows-Windows Firewall With Advanced Security/Firewall')],
  ['hyper-v-worker', channel('Microsoft-Windows-Hyper-V-Worker', 'Microsoft-Windows-Hyper-V-Worker-Admin')],
  ['iis-configuration', channel('Microsoft-IIS-Configuration/Operational')],
  [
    'kernel-event-tracing',
    channel('Microsoft-Windows-Kernel-EventTracing', 'Microsoft-Windows-Kernel-EventTracing/Admin'),
  ],
  [
    'kernel-shimengine',
    channel('Microsoft-Windows-Kernel-ShimEngine/Operational', 'Microsoft-Windows-Kernel-ShimEngine/Diagnostic'),
  ],
  ['ldap', channel('Microsoft-Windows-LDAP-Client/Debug')],
  ['ldap_debug', channel('Microsoft-Windows-LDAP-Client/Debug')],
  ['lsa-server', channel('Microsoft-Windows-LSA/Operational')],
  ['microsoft-servicebus-client', { providers: ['Microsoft-ServiceBus-Client'] }],
  ['msexchange-management', channel('MSExchange Management')],
  ['ntfs', channel('Microsoft-Windows-Ntfs/Operational')],
  ['ntlm', channel('Microsoft-Windows-NTLM/Operational')],
  ['openssh', channel('OpenSSH/Operational')],
  ['powershell', channel(...POWERSHELL)],
  ['powershell-classic', channel('Windows PowerShell')],
  ['printservice-admin', channel('Microsoft-Windows-PrintService/Admin')],
  ['printservice-operational', channel('Microsoft-Windows-PrintService/Operational')],
  ['security', channel('Security')],
  [
    'security-mitigations',
    channel(
      'Microsoft-Windows-Security-Mitigations/Kernel Mode',
      'Microsoft-Windows-Security-Mitigations/User Mode',
      'Microsoft-Windows-Security-Mitigations/KernelMode',
      'Microsoft-Windows-Security-Mitigations/UserMode',
    ),
  ],
  ['sense', channel('Microsoft-Windows-SENSE/Operational')],
  ['servicebus-client', channel('Microsoft-ServiceBus-Client/Operational', 'Microsoft-ServiceBus-Client/Admin')],
  ['shell-core', channel('Microsoft-Windows-Shell-Core/Operational')],
  ['smbclient-connectivity', channel('Microsoft-Windows-SmbClient/Connectivity')],
  ['smbclient-security', channel('Microsoft-Windows-SmbClient/Security')],
  ['smbserver-connectivity', channel('Microsoft-Windows-SMBServer/Connectivity')],
  ['sysmon', channel(SYSMON)],
  ['system', channel('System')],
  ['taskscheduler', channel('Microsoft-Windows-TaskScheduler/Operational')],
  [
    'terminalservices-localsessionmanager',
    channel('Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'),
  ],
  ['vhdmp', channel('Microsoft-Windows-VHDMP/Operational', 'Microsoft-Windows-VHDMP-Operational')],
  ['windefend', channel('Microsoft-Windows-Windows Defender/Operational')],
  ['wmi', channel('Microsoft-Windows-WMI-Activity/Operational')],
]);

/** Whether the taxonomy says which Windows events a category or service stands for. */
export const isKnownOnWindows = (key: 'category' | 'service', name: string): boolean =>
  (key === 'category' ? WINDOWS_CATEGORIES : WINDOWS_SERVICES).has(name);

/** Sysmon for Linux writes the same events under a channel of its own. */
export const LINUX_SYSMON_CHANNEL = 'Linux-Sysmon/Operational';
