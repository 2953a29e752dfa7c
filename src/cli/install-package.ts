import { DEFAULT_RETRY } from '../deploy/retry.ts';
import type { SplunkSettings } from '../deploy/settings.ts';
import { SplunkClient } from '../deploy/splunk/client.ts';
import { SplunkCloud } from '../deploy/splunk/cloud.ts';
import { cloudConnection, splunkConnection } from '../deploy/splunk/from-environment.ts';
import { installApp } from '../deploy/splunk/install-app.ts';

interface Package {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** By which a server of one's own reads it. */
  readonly from: string;
  readonly version: string;
}

/** Installs a package; what was done, in a sentence. */
export async function installPackage(
  where: 'enterprise' | 'cloud',
  { bytes, name, from, version }: Package,
  settings: SplunkSettings,
  root: string,
): Promise<string> {
  if (where === 'enterprise') {
    const client = new SplunkClient(splunkConnection(settings, process.env, root), DEFAULT_RETRY);
    try {
      await installApp(client, from, { app: settings.app, version }, DEFAULT_RETRY);
      return `installed ${settings.app} ${version}`;
    } finally {
      client.close();
    }
  }
  const cloud = new SplunkCloud(cloudConnection(settings, process.env, root), DEFAULT_RETRY);
  const { counts } = await cloud.vet(name, bytes);
  const installed = await cloud.install(bytes);
  return `vetted (${counts['warning'] ?? 0} warnings), installed ${installed.app} ${installed.version}`;
}
