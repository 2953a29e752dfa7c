import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

/** The queries of the content under a folder: `search` of Splunk's, `query` of Sentinel's. */
export function searchesUnder(
  folder: string,
  key: 'search' | 'query',
): readonly { readonly file: string; readonly query: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .flatMap(({ parentPath, name }) => {
      const file = join(parentPath, name);
      const content = contentOf(file);
      const query = typeof content === 'object' && content !== null && (content as Record<string, unknown>)[key];
      return typeof query === 'string' ? [{ file, query }] : [];
    });
}

function contentOf(path: string): unknown {
  try {
    return load(readFileSync(path, 'utf8'));
  } catch {
    // What is no YAML holds no query to start from.
    return undefined;
  }
}
