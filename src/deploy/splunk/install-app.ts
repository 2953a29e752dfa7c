import { DeployError } from '../deploy-error.ts';
import type { RetryPolicy } from '../retry.ts';
import { TransportError } from '../transport-error.ts';
import { entriesOf, entityPath, type SplunkClient } from './client.ts';

const APPS = '/services/apps/local';

/**
 * Installs a package on a server of one's own: the server reads it by a path of its own or by a URL. An installed app of
 * that id is updated.
 *
 * @throws DeployError when the server cannot read the package, or has another version afterwards.
 */
export async function installApp(
  client: SplunkClient,
  from: string,
  { app, version }: { readonly app: string; readonly version: string },
  retry: RetryPolicy,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.post(APPS, { name: from, filename: 'true', update: 'true' });
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (error.status === 400) {
        throw new DeployError(
          `The server does not take the package. ${error.message}`,
          'Put it where the server can read it.',
        );
      }
      if (!error.isPassing || attempt >= retry.attempts) throw error;
    }
    // The app itself tells whether a request whose answer was lost did its work.
    const found = await client.find(entityPath(APPS, app));
    const installed = found === undefined ? undefined : entriesOf(found)[0]?.content['version'];
    if (installed === version) return;
    if (attempt >= retry.attempts) {
      throw new DeployError(`The server has version ${String(installed ?? 'none')} of "${app}", not ${version}.`);
    }
    await retry.sleep(retry.firstDelayMs);
  }
}

export async function uninstallApp(client: SplunkClient, app: string): Promise<void> {
  await client.delete(entityPath(APPS, app));
}
