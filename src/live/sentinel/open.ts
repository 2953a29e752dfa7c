import { azureCredential } from '../../deploy/sentinel/credential.ts';
import { logsOf } from '../../deploy/sentinel/logs.ts';
import type { DeploySettings } from '../../deploy/settings.ts';
import type { LiveEngine } from '../engine.ts';
import { sentinelEngine } from './engine.ts';

/** The workspace that the settings and the environment name, as an engine. */
export async function openSentinel(
  settings: DeploySettings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LiveEngine> {
  return sentinelEngine(await logsOf(settings, environment, await azureCredential(environment)));
}
