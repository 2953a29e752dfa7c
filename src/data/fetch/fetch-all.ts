import type { DataPin } from '../lock.ts';
import { type Download, download, type DownloadOptions } from './download.ts';
import { FetchProblem } from './problem.ts';

export interface Wanted {
  readonly url: string;
  readonly pinned?: DataPin | undefined;
}

export interface Fetched {
  readonly url: string;
  readonly download?: Download;
  /** Why it failed. */
  readonly problem?: string;
}

const AT_ONCE = 4;

/** Fetches several URLs, some of them side by side; the failure of one stops no other. In the order asked for. */
export async function fetchAll(
  wanted: readonly Wanted[],
  options: Omit<DownloadOptions, 'pinned' | 'progress'>,
  progress: (url: string, received: number, total: number | undefined) => void = () => {},
): Promise<readonly Fetched[]> {
  const results: Fetched[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < wanted.length; at = next++) {
      const { url, pinned } = wanted[at] as Wanted;
      results[at] = await fetchOne(url, {
        ...options,
        pinned,
        progress: (received, total) => progress(url, received, total),
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function fetchOne(url: string, options: DownloadOptions): Promise<Fetched> {
  try {
    return { url, download: await download(url, options) };
  } catch (error) {
    if (error instanceof FetchProblem) return { url, problem: error.message };
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== undefined) return { url, problem: `the cache cannot be written: ${message}` };
    throw error;
  }
}
