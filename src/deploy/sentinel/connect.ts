import type { TokenCredential } from '@azure/core-auth';
import { DeployError } from '../deploy-error.ts';
import type { DeploySettings } from '../settings.ts';
import type { SentinelConnection } from './client.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which workspace the settings and the environment name. */
export function sentinelConnection(
  { sentinel }: Pick<DeploySettings, 'sentinel'>,
  environment: Environment,
  credential: TokenCredential,
): SentinelConnection {
  const { subscription, resourceGroup, workspace, endpoint } = sentinel;
  const needed = (what: string, value: string | undefined, variable: string): string => {
    const known = value ?? environment[variable];
    if (known !== undefined && known !== '') return known;
    throw new DeployError(`The ${what} is not known.`, `Set ${variable}.`);
  };
  return {
    subscription: needed('subscription', subscription, 'AZURE_SUBSCRIPTION_ID'),
    resourceGroup: needed('resource group', resourceGroup, 'FIREDRILL_SENTINEL_RESOURCE_GROUP'),
    workspace: needed('workspace', workspace, 'FIREDRILL_SENTINEL_WORKSPACE'),
    credential,
    ...(endpoint !== undefined && { endpoint }),
  };
}
