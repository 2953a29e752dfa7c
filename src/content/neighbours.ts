import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Detection } from './model.ts';

const KNOWLEDGE_FOLDERS = ['macros', 'lookups', 'data_sources', 'stories'];

/**
 * The folders that ESCU detections belong to: the nearest above each that holds `macros/`, `lookups/`, `data_sources/`
 * or `stories/`. No configuration of contentctl is needed.
 */
export function knowledgeAbove(detections: readonly Detection[], root: string): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  for (const { file, kind } of detections) {
    if (kind !== 'escu-detection') continue;
    for (let folder = dirname(resolve(root, file)); !seen.has(folder); folder = dirname(folder)) {
      seen.add(folder);
      if (KNOWLEDGE_FOLDERS.some((name) => existsSync(join(folder, name)))) {
        found.add(folder);
        break;
      }
    }
  }
  return [...found];
}
