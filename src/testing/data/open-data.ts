import { type Config, loadConfig } from '../../config/index.ts';
import type { Detection } from '../../content/model.ts';
import { loadDataLock, type ResolveOptions } from '../../data/resolve.ts';
import type { SourceText } from '../../diagnostics/source-text.ts';
import { UsageError } from '../../util/usage-error.ts';
import { selectDetections } from '../open-session.ts';

export interface DataOfContent {
  readonly config: Config;
  readonly detections: readonly Detection[];
  readonly data: ResolveOptions;
  /** The text of a content file. */
  read(file: string): SourceText | undefined;
}

/** The detections that were asked for, and where their logs are looked up; nothing is validated or replayed. */
export function openData(
  cwd: string,
  what: readonly string[],
  options: { readonly config?: string; readonly layout?: string },
): DataOfContent {
  const { config } = loadConfig({ cwd, file: options.config });
  const { content, detections } = selectDetections(
    { what, ...(options.layout !== undefined && options.layout !== 'auto' && { layout: options.layout }) },
    { config },
    cwd,
  );
  const { folders, cache, allowedHosts } = config.data;
  const lock = loadDataLock(config.data.lock);
  if (lock.problem !== undefined) throw new UsageError(lock.problem);
  return {
    config,
    detections,
    data: { root: cwd, folders, cache, allowedHosts, lock },
    read: (file) => content.sources.get(file),
  };
}
