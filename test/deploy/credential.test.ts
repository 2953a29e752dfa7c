import { afterEach, expect, it, vi } from 'vitest';
import { azureCredential } from '../../src/deploy/sentinel/credential.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const APP = {
  AZURE_TENANT_ID: '00000000-0000-0000-0000-000000000001',
  AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000002',
};

it.each([
  ['a federated token file', { ...APP, AZURE_FEDERATED_TOKEN_FILE: '/run/token' }, 'WorkloadIdentityCredential'],
  [
    'a GitHub job, before a secret',
    {
      ...APP,
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com/token',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
      AZURE_CLIENT_SECRET: 'x',
    },
    'ClientAssertionCredential',
  ],
  ['a secret', { ...APP, AZURE_CLIENT_SECRET: 'x' }, 'ClientSecretCredential'],
  ['nothing', {}, 'AzureCliCredential'],
] as const)('is who %s says', async (_name, environment: Readonly<Record<string, string>>, expected) => {
  // The SDK reads some of it from the process.
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  expect((await azureCredential(environment)).constructor.name).toBe(expected);
});
