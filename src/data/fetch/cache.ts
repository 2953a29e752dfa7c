import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a URL gave when it was last fetched. */
export interface CachedUrl {
  readonly url: string;
  readonly sha256: string;
  readonly size: number;
}

const spread = (key: string): string => join(key.slice(0, 2), key);

/** Where the cache keeps content of a hash. */
export const contentPath = (cache: string, sha256: string): string => join(cache, 'sha256', spread(sha256));

const keyOf = (url: string): string => createHash('sha256').update(url).digest('hex');

/** Where the cache notes which content a URL gave. */
export const urlPath = (cache: string, url: string): string => join(cache, 'urls', `${spread(keyOf(url))}.json`);

/** Where a download of a URL grows until it is whole. */
export const partialPath = (cache: string, url: string): string => join(cache, 'partial', keyOf(url));

/** What the cache holds of a URL: the content that is pinned, or else what the URL gave last. */
export function cachedUrl(cache: string, url: string, pinned?: string): CachedUrl | undefined {
  const noted = readNote(urlPath(cache, url));
  const sha256 = pinned ?? noted?.sha256;
  if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  const size = statSync(contentPath(cache, sha256), { throwIfNoEntry: false })?.size;
  return size === undefined ? undefined : { url, sha256, size };
}

function readNote(path: string): CachedUrl | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const note = JSON.parse(readFileSync(path, 'utf8')) as Partial<CachedUrl>;
    return typeof note.sha256 === 'string' ? (note as CachedUrl) : undefined;
  } catch {
    return undefined;
  }
}

/** Moves a whole download to its place and notes where it came from; readers see all of it or nothing. */
export function keepDownload(cache: string, partial: string, kept: CachedUrl): string {
  const path = contentPath(cache, kept.sha256);
  mkdirSync(dirname(path), { recursive: true });
  renameSync(partial, path);
  const note = urlPath(cache, kept.url);
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(`${note}.new`, `${JSON.stringify(kept)}\n`);
  renameSync(`${note}.new`, note);
  return path;
}
