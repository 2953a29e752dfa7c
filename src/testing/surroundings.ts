import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Content, knowledgeAbove, type Layout, loadContent } from '../content/index.ts';
import type { ProducerContent } from './producers.ts';

/**
 * The detections and baselines around the content that was asked for, so that `firedrill test one.yml` finds what
 * writes its lookups: what was loaded, the configured content, and the `detections/` and `baselines/` beside the
 * knowledge of its repository.
 */
export function surroundings(
  content: Content,
  {
    cwd,
    configured,
    layout,
  }: { readonly cwd: string; readonly configured: readonly string[]; readonly layout: Layout },
): ProducerContent {
  const folders = knowledgeAbove(content.detections, cwd).flatMap((root) => [
    join(root, 'detections'),
    join(root, 'baselines'),
  ]);
  const paths = [...new Set([...configured, ...folders])].filter((path) => existsSync(path));
  const around = loadContent(paths, { root: cwd, layout });
  const all = [around, content];
  return {
    detections: all.flatMap(({ detections }) => detections.filter(({ kind }) => kind === 'escu-detection')),
    baselines: all.flatMap(({ objects }) => objects.filter(({ kind }) => kind === 'escu-baseline')),
  };
}
