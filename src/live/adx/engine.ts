import { DataExplorer, type DataExplorerConnection } from '../../deploy/kusto/data-explorer.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../../deploy/retry.ts';
import type { LiveEngine } from '../engine.ts';
import { kustoEngine } from '../kusto/kusto-engine.ts';

/** A database of an Azure Data Explorer cluster. */
export function adxEngine(connection: DataExplorerConnection, retry: RetryPolicy = DEFAULT_RETRY): LiveEngine {
  const cluster = new DataExplorer(connection, retry);
  return kustoEngine({
    name: 'adx',
    place: cluster.place,
    version: async () => `Azure Data Explorer ${await cluster.version()}`,
    query: (text, when) => cluster.query(text, when),
  });
}
