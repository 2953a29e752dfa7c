import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nearestAbove } from './nearest-above.ts';

/** Where Azure-Sentinel keeps the ids that its checks take. */
const LIST = '.script/tests/detectionTemplateSchemaValidation/ValidConnectorIds.json';

export type ConnectorListOf = (file: string) => ReadonlySet<string> | undefined;

/** Finds the ids of data connectors that the repository of a file lists. */
export const connectorLists = (root: string): ConnectorListOf =>
  nearestAbove(root, (folder) => read(join(folder, LIST)));

function read(path: string): ReadonlySet<string> | undefined {
  try {
    const list: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!Array.isArray(list)) return undefined;
    const ids = list.filter((id): id is string => typeof id === 'string').map((id) => id.trim());
    return ids.length > 0 ? new Set(ids) : undefined;
  } catch {
    return undefined;
  }
}
