import type { TokenCredential } from '@azure/core-auth';
import { DeployError } from '../deploy-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Who we are, by what the environment offers: a federated token file (workload identity), the identity of a GitHub
 * workflow, a client secret, else whoever is signed in with `az login`.
 */
export async function azureCredential(environment: Environment): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  const options = discoveryOf(environment['AZURE_AUTHORITY_HOST']);
  const tenant = environment['AZURE_TENANT_ID'];
  const client = environment['AZURE_CLIENT_ID'];
  if (environment['AZURE_FEDERATED_TOKEN_FILE'] !== undefined) return new identity.WorkloadIdentityCredential(options);
  const url = environment['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const requestToken = environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (url !== undefined && requestToken !== undefined && tenant !== undefined && client !== undefined) {
    return new identity.ClientAssertionCredential(tenant, client, () => workflowToken(url, requestToken), options);
  }
  const secret = environment['AZURE_CLIENT_SECRET'];
  if (tenant !== undefined && client !== undefined && secret !== undefined) {
    return new identity.ClientSecretCredential(tenant, client, secret, options);
  }
  return new identity.AzureCliCredential();
}

/** Microsoft's own clouds are known to it; an authority of somebody else cannot be looked up there. */
const CLOUDS: ReadonlySet<string> = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'login.chinacloudapi.cn',
]);

const discoveryOf = (authority: string | undefined): { readonly disableInstanceDiscovery?: boolean } =>
  authority === undefined || CLOUDS.has(new URL(authority).host) ? {} : { disableInstanceDiscovery: true };

/** @see https://docs.github.com/actions/reference/security/oidc */
async function workflowToken(url: string, requestToken: string): Promise<string> {
  const target = new URL(url);
  target.searchParams.set('audience', 'api://AzureADTokenExchange');
  const answer = await fetch(target, {
    headers: { Authorization: `Bearer ${requestToken}` },
    signal: AbortSignal.timeout(30_000),
  });
  const { value } = (answer.ok ? await answer.json() : {}) as { readonly value?: unknown };
  if (typeof value !== 'string') {
    throw new DeployError('GitHub gave no identity token.', 'The job needs "permissions: id-token: write".');
  }
  return value;
}
