/**
 * Functions that solutions of the content hub bring for their connectors, and functions of Defender that a query invokes.
 * A rule that names one is right; it can be run here once the parser lies among the knowledge or the content.
 */
const SOLUTION_FUNCTIONS: ReadonlySet<string> = new Set(
  `
  ADOAuditLogs AIShield AWSCloudTrail AWSS3BucketAPILogParsed AkamaiSIEMEvent AlsidForAD ApacheHTTPServer AristaAwakeSecurity Auth0 Auth0AM
  BitdefenderGravityZone Bitglass BloodHoundLogsData BoxEvents CarbonBlackEvents CiscoACIEvent CiscoDuo CiscoISEEvent
  CiscoMeraki CiscoSDWANNetflow CiscoSEGEvent CiscoSecureEndpoint CiscoSyslogUTD CiscoUCS CiscoWSAEvent Cisco_Umbrella
  CitrixADCEvent ClarotyEvent Cloudflare CloudflareV2 CognniIncidents ConfluenceAudit ContrastADR Corelight
  CrowdStrikeFalconEventStream CrowdStrikeReplicator CrowdStrikeReplicatorV2 CyberArkEPM CyberSixgill_Alerts
  CynerioEvent DNSEssentialsCustomParser DataverseSharePointSites DigitalGuardianDLPEvent DomainToolsDomainEnrichment
  DomainToolsThreatIntelDomains DragosNotificationsToSentinel DragosPullNotificationsToSentinel
  DragosPushNotificationsToSentinel DragosSeverityToSentinelSeverity DynatraceAttacks DynatraceAuditLogs
  DynatraceProblems DynatraceSecurityProblems ESETPROTECT ExabeamEvent ExchangeAdminAuditLogs ExchangeConfiguration
  ExchangeEnvironmentList FilewallM365ExchangeEvent FilewallM365FileEvent FireEyeNXEvent ForescoutEvent
  Fortinet_FortiNDR_Cloud GCPCloudDNS GCP_DNS GCP_IAM GCP_MONITORING GTIVulnerabilities GWorkspaceActivityReports
  GambitPoliciesIssues GetPPAdminValue GetPowerAppsEventDetails GitHubAuditData GitHubCodeScanningData
  GitHubDependabotData GitHubRepo GithubSecretScanningData GitLabAccess GitLabApp GitLabAudit IllumioSyslogAuditEvents
  ImpervaWAFCloud InfobloxCDC InfobloxInsight InfobloxNIOS IvantiUEMEvent JBossEvent JamfProtect JiraAudit JuniperIDP
  JuniperSRX LookoutEvents MDBAuditLog MSBizAppsNetworkAddresses MSBizAppsOrgSettings MSBizAppsTerminatedEmployees
  MSBizAppsVIPUsers MailGuard365 MarkLogicAudit McAfeeEPOEvent MicrosoftNXLog MimecastAudit MimecastDLP MimecastSIEM
  MimecastTTPAttachment MimecastTTPImpersonation MimecastTTPUrl MongoDBAudit MuleSoftCloudhub NGINXHTTPServer
  NetskopeAlerts NetskopeEvents NetworkSessionEssentialsCustomParser NozomiNetworksEvents OCILogs OSSECEvent OktaSSO
  OktaSystemLogs OneLogin OneLoginEvents OpenVpnEvent OracleDatabaseAuditEvent OracleWebLogicServerEvent
  PRODAFTUstaCompromisedCards PRODAFTUstaCompromisedCredentials PaloAltoCDLEvent PaloAltoPrismaCloud PingFederateEvent
  PostgreSQLEvent PrancerFindings ProofpointPOD ProofpointTAPEvent PulseConnectSecure QualysHostDetection QualysKB
  RSASecurIDAMEvent RadiflowEvent SAPAuditLog SAPConAudit SAPSystems SAPUsersAssignments SAPUsersGetPrivileged
  SAPJAVAFilesLogs SAPETDAlerts SIGNL4 SailPointIDN_Events SalesforceServiceCloud SecurityBridgeLogs
  SemperisDSPInstances SentinelOne ServiceNowAudit SlackAudit Snowflake SQLEvent SonicWallFirewall SophosEPAlerts SophosEPEvent
  SophosEPEvents SophosXGFirewall SquidProxy StealthwatchEvent SymantecDLP SymantecEndpointProtection SymantecICDx
  SymantecProxySG SymantecVIP TMApexOneEvent TenableIOAssets TenableIOVulns TenableVMAssets TenableVMVulns TheHive
  TomcatEvent TrendMicroApexOne TrendMicroCAS TrendMicroDeepSecurity TrendMicroTippingPoint UbiquitiAuditEvent
  VMwareCarbonBlackCloud VMwareESXi VMwareSDWAN VectraAudits VectraDetections VectraDetectionsCombined VectraEntities
  VectraEntityScoring VectraHealth
  VectraLockdown VectraStream VotiroEvents WatchGuardFirebox WithSecureElements ZNAccessOrchestratorAudit
  ZNSegmentAudit ZPAEvent ZeroFoxAlerts Zoom ZoomLogs afad_parser vCenter
  AssignedIPAddresses DeviceFromIP FileProfile SeenBy _GetWatchlistAlias
  `
    .trim()
    .split(/\s+/),
);

/** Families of one vendor. */
const FAMILIES =
  /^(?:[Cc]orelight_?\w+|Alerts_\w+|InfobloxC?DC?_?\w+|Infoblox_\w+|SAP_?[A-Z]\w+|Mimecast\w+|Netskope\w+)$/;

/** Parsers of one source, which Sentinel has built in, with a number of their version: `_Im_Dns_InfobloxNIOSV03`. */
const BUILT_IN_PARSERS =
  /^_(?:Im|ASim)_(?:AlertEvent|AuditEvent|Authentication|DhcpEvent|Dns|FileEvent|NetworkSession|Process\w*|Registry\w*|UserManagement|WebSession)_\w+$/;

export const isBuiltInParser = (name: string): boolean => BUILT_IN_PARSERS.test(name);

export const isOfSolution = (name: string): boolean => SOLUTION_FUNCTIONS.has(name) || FAMILIES.test(name);
