import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where Azure-Sentinel keeps the ids that its checks take. */
const LIST = '.script/tests/detectionTemplateSchemaValidation/ValidConnectorIds.json';

export type ConnectorListOf = (file: string) => ReadonlySet<string> | undefined;

/** Finds the ids of data connectors that the repository of a file lists. Reads each folder once. */
export function connectorLists(root: string): ConnectorListOf {
  const known = new Map<string, ReadonlySet<string> | undefined>();
  const of = (folder: string): ReadonlySet<string> | undefined => {
    if (known.has(folder)) return known.get(folder);
    const above = dirname(folder);
    const found = read(join(folder, LIST)) ?? (above === folder ? undefined : of(above));
    known.set(folder, found);
    return found;
  };
  return (file) => of(dirname(resolve(root, file)));
}

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
