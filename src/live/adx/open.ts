import { DeployError } from '../../deploy/deploy-error.ts';
import { DataExplorer } from '../../deploy/kusto/data-explorer.ts';
import { DEFAULT_RETRY } from '../../deploy/retry.ts';
import { azureCredential } from '../../deploy/sentinel/credential.ts';
import type { DeploySettings } from '../../deploy/settings.ts';
import type { LiveEngine } from '../engine.ts';
import { adxEngine } from './engine.ts';

/** The database that the settings and the environment name, as an engine. */
export async function openDataExplorer(
  { dataExplorer }: DeploySettings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LiveEngine> {
  const needed = (what: string, value: string | undefined, variable: string): string => {
    const known = value ?? environment[variable];
    if (known !== undefined && known !== '') return known;
    throw new DeployError(`The ${what} of Data Explorer is not known.`, `Set ${variable}.`);
  };
  const cluster = needed('cluster', dataExplorer.cluster, 'FIREDRILL_ADX_CLUSTER');
  const database = needed('database', dataExplorer.database, 'FIREDRILL_ADX_DATABASE');
  return adxEngine(
    new DataExplorer({ cluster, database, credential: await azureCredential(environment) }, DEFAULT_RETRY),
  );
}
