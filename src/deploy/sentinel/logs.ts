import type { TokenCredential } from '@azure/core-auth';
import { DeployError } from '../deploy-error.ts';
import { LogAnalytics } from '../kusto/log-analytics.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../retry.ts';
import type { DeploySettings } from '../settings.ts';
import { SentinelClient } from './client.ts';
import { sentinelConnection } from './connect.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where each cloud answers queries, by its Resource Manager. */
const LOGS: Readonly<Record<string, string>> = {
  'management.azure.com': 'https://api.loganalytics.io',
  'management.usgovcloudapi.net': 'https://api.loganalytics.us',
  'management.chinacloudapi.cn': 'https://api.loganalytics.azure.cn',
};

/** What answers queries over the workspace that the settings name. */
export async function logsOf(
  settings: Pick<DeploySettings, 'sentinel'>,
  environment: Environment,
  credential: TokenCredential,
  retry: RetryPolicy = DEFAULT_RETRY,
): Promise<LogAnalytics> {
  const { endpoint, logsEndpoint, workspaceId } = settings.sentinel;
  const manager = new URL(endpoint ?? 'https://management.azure.com').host;
  const where = logsEndpoint ?? LOGS[manager];
  if (where === undefined) {
    throw new DeployError(`Where ${manager} answers queries is not known.`, 'Set "deploy.sentinel.logs_endpoint".');
  }
  const id =
    workspaceId ??
    environment['FIREDRILL_SENTINEL_WORKSPACE_ID'] ??
    (await new SentinelClient(sentinelConnection(settings, environment, credential), retry).workspaceId());
  return new LogAnalytics({ workspaceId: id, endpoint: where, credential }, retry);
}
