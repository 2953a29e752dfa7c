import { type EmulatedRequest, type EmulatedResponse, type Emulator, startEmulator } from './server.ts';

/** What the identity of a GitHub job signs in as. */
export const APPLICATION = {
  tenant: '00000000-0000-0000-0000-0000000000bb',
  client: '00000000-0000-0000-0000-0000000000cc',
};

export interface EntraEmulator extends Emulator {
  /** What a job of a workflow finds in its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

const JOB_TOKEN = 'job-token-canary';
const ASSERTION = 'identity-token-canary';

/**
 * Entra ID for one application, and GitHub's issuer of identity tokens beside it.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export async function startEntra(accessToken = 'good-token'): Promise<EntraEmulator> {
  const answer = (request: EmulatedRequest): EmulatedResponse => {
    const { method, path, query, headers } = request;
    if (path === '/oidc') {
      const isGood = headers['authorization'] === `Bearer ${JOB_TOKEN}`;
      if (!isGood || query.get('audience') !== 'api://AzureADTokenExchange') return { status: 401 };
      return { status: 200, body: { count: 1, value: ASSERTION } };
    }
    const base = `${emulator.url}/${APPLICATION.tenant}`;
    if (method === 'GET' && path === `/${APPLICATION.tenant}/v2.0/.well-known/openid-configuration`) {
      return {
        status: 200,
        body: {
          issuer: `${base}/v2.0`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
        },
      };
    }
    if (method !== 'POST' || path !== `/${APPLICATION.tenant}/oauth2/v2.0/token`) return { status: 404 };
    const form = new URLSearchParams(request.body);
    const isGood =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === APPLICATION.client &&
      form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' &&
      form.get('client_assertion') === ASSERTION &&
      /\/\.default( |$)/.test(form.get('scope') ?? '');
    if (!isGood) {
      return { status: 400, body: { error: 'invalid_client', error_description: 'AADSTS700016: not found.' } };
    }
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: accessToken },
    };
  };
  const emulator = await startEmulator(answer);
  return Object.assign(emulator, {
    environment: {
      AZURE_AUTHORITY_HOST: emulator.url,
      AZURE_TENANT_ID: APPLICATION.tenant,
      AZURE_CLIENT_ID: APPLICATION.client,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${emulator.url}/oidc?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: JOB_TOKEN,
    },
  });
}
