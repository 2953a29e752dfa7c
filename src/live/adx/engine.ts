import type { DataExplorer } from '../../deploy/kusto/data-explorer.ts';
import type { LiveEngine } from '../engine.ts';
import { kustoEngine } from '../kusto/kusto-engine.ts';

/** A database of an Azure Data Explorer cluster. */
export function adxEngine(cluster: DataExplorer): LiveEngine {
  return kustoEngine({
    name: 'adx',
    place: cluster.place,
    version: async () => `Azure Data Explorer ${await cluster.version()}`,
    query: (text, when) => cluster.query(text, when),
  });
}
