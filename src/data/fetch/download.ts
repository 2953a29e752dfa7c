import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { factsOf } from '../file-facts.ts';
import { refusal } from '../url.ts';
import { keepDownload, partialPath } from './cache.ts';
import { claim } from './claim.ts';
import { LFS_POINTER, mediaUrl, parsePointer } from './git-lfs.ts';
import type { Network } from './network.ts';
import { FetchProblem } from './problem.ts';
import { asProblem, isPassingStatus, request } from './request.ts';

export interface DownloadOptions {
  readonly cache: string;
  readonly allowedHosts: readonly string[];
  readonly network: Network;
  /** A file that is larger is not fetched. */
  readonly maximumBytes: number;
  /** What the lock pins. */
  readonly pinned?: { readonly sha256: string; readonly size?: number } | undefined;
  /** Told about every part that arrives; `total` where the server says it. */
  progress?(received: number, total: number | undefined): void;
}

export interface Download {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  /** Attempts that failed before. */
  readonly retries: number;
}

const ATTEMPTS = 5;
const REDIRECTS = 5;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Fetches a URL into the cache: https and allowed hosts only, redirects too; no connection to an internal address; a
 * download that breaks off goes on where it stopped; what passes is tried again; a Git-LFS pointer leads to the file
 * that it stands for; and only what has the pinned hash is kept.
 */
export async function download(written: string, options: DownloadOptions): Promise<Download> {
  const partial = partialPath(options.cache, written);
  const release = claim(partial);
  try {
    const retries = await whole(new URL(written), partial, options);
    const { sha256, size, head } = factsOf(partial);
    const pointer = head.startsWith(LFS_POINTER);
    const done = pointer ? await behindPointer(new URL(written), partial, options) : { sha256, size, retries };
    check(done, options.pinned, partial);
    const path = keepDownload(options.cache, partial, { url: written, sha256: done.sha256, size: done.size });
    return { path, ...done };
  } finally {
    release();
  }
}

/** The file that a Git-LFS pointer stands for takes the pointer's place. */
async function behindPointer(url: URL, partial: string, options: DownloadOptions): Promise<Omit<Download, 'path'>> {
  const pointer = parsePointer(readFileSync(partial, 'utf8'));
  forget(partial);
  const media = mediaUrl(url);
  if (!pointer || !media) throw new FetchProblem('the server gave a Git-LFS pointer instead of the file');
  if (pointer.size > options.maximumBytes) throw tooLarge(pointer.size, options.maximumBytes);
  const retries = await whole(media, partial, options);
  const { sha256, size } = factsOf(partial);
  check({ sha256, size }, pointer, partial);
  return { sha256, size, retries };
}

function check(
  { sha256, size }: { readonly sha256: string; readonly size: number },
  wanted: DownloadOptions['pinned'],
  partial: string,
): void {
  if (!wanted || (wanted.sha256 === sha256 && (wanted.size === undefined || wanted.size === size))) return;
  forget(partial);
  throw new FetchProblem(`it has the SHA-256 ${sha256} (${size} bytes), not the pinned ${wanted.sha256}`);
}

const forget = (partial: string): void => {
  for (const path of [partial, `${partial}.tag`]) rmSync(path, { force: true });
};

const tooLarge = (bytes: number, limit: number): FetchProblem =>
  new FetchProblem(`it has ${bytes} bytes, more than the limit of ${limit} (data.max_file_mb)`);

/** Attempts until the file is whole; the number of those that failed. */
async function whole(url: URL, partial: string, options: DownloadOptions): Promise<number> {
  for (let failed = 0; ; failed += 1) {
    try {
      await attempt(url, partial, options);
      return failed;
    } catch (error) {
      if (isOfDisk(error)) throw error;
      const problem = asProblem(error);
      if (!problem.passing) throw problem;
      if (failed + 1 >= ATTEMPTS) throw new FetchProblem(`${problem.message} (${ATTEMPTS} attempts)`);
      if ((problem.waitMs ?? 0) > LONGEST_PAUSE_MS) {
        throw new FetchProblem(
          `${problem.message}, and asks to wait ${Math.ceil((problem.waitMs ?? 0) / 1000)} seconds`,
        );
      }
      const backoff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failed);
      await options.network.pause(problem.waitMs ?? backoff / 2 + (backoff / 2) * options.network.random());
    }
  }
}

async function attempt(url: URL, partial: string, options: DownloadOptions): Promise<void> {
  mkdirSync(dirname(partial), { recursive: true });
  const tag = existsSync(`${partial}.tag`) ? readFileSync(`${partial}.tag`, 'utf8') : '';
  const had = tag === '' ? 0 : (statSync(partial, { throwIfNoEntry: false })?.size ?? 0);
  const resume = had > 0 ? { range: `bytes=${had}-`, 'if-range': tag } : {};
  const response = await follow(url, resume, options);
  try {
    await receive(response, partial, had, options);
  } finally {
    response.destroy();
  }
}

/** The response at the end of redirects, each of which must lead to an allowed host. */
async function follow(
  start: URL,
  headers: Readonly<Record<string, string>>,
  { allowedHosts, network }: DownloadOptions,
): Promise<IncomingMessage> {
  let url = start;
  for (let redirects = 0; redirects <= REDIRECTS; redirects += 1) {
    const why = refusal(url, allowedHosts);
    if (why !== undefined) {
      throw new FetchProblem(redirects === 0 ? why : `it is redirected to "${url.origin}", and ${why}`);
    }
    const response = await request(url, headers, network);
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || location === undefined) return response;
    response.destroy();
    if (!URL.canParse(location, url.href)) throw new FetchProblem('it is redirected to what is no URL');
    url = new URL(location, url);
  }
  throw new FetchProblem(`it is redirected more than ${REDIRECTS} times`);
}

async function receive(
  response: IncomingMessage,
  partial: string,
  had: number,
  { maximumBytes, progress }: DownloadOptions,
): Promise<void> {
  const status = response.statusCode ?? 0;
  if (status === 416) {
    forget(partial);
    throw new FetchProblem('the server has no more of it', { passing: true });
  }
  if (status !== 200 && status !== 206) {
    const waitMs = waitOf(response.headers['retry-after']);
    throw new FetchProblem(`the server answers ${status}`, { passing: isPassingStatus(status), waitMs });
  }
  const encoding = response.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new FetchProblem(`the server sends it encoded as "${encoding}" though it was not asked to`);
  }
  const from = status === 206 ? (startOf(response.headers['content-range']) ?? -1) : 0;
  if (status === 206 && from !== had) {
    forget(partial);
    throw new FetchProblem('the server sends another part than it was asked for', { passing: true });
  }
  const length = Number(response.headers['content-length'] ?? Number.NaN);
  const total = Number.isFinite(length) ? from + length : undefined;
  if (total !== undefined && total > maximumBytes) throw tooLarge(total, maximumBytes);
  rememberTag(partial, response, from);
  let received = from;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      received += chunk.length;
      progress?.(received, total);
      callback(received > maximumBytes ? tooLarge(received, maximumBytes) : null, chunk);
    },
  });
  try {
    await pipeline(response, counting, createWriteStream(partial, { flags: from > 0 ? 'a' : 'w' }));
  } catch (error) {
    if (error instanceof FetchProblem) {
      forget(partial);
      throw error;
    }
    if (isOfDisk(error)) throw error;
    throw new FetchProblem('the connection broke off', { passing: true });
  }
  if (!response.complete || (total !== undefined && received !== total)) {
    throw new FetchProblem(`the server sent ${received} of ${total ?? 'unknown'} bytes`, { passing: true });
  }
}

const DISK = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EISDIR', 'ENOENT', 'EIO', 'EFBIG', 'EMFILE']);

/** A file that cannot be written is no matter of the connection. */
const isOfDisk = (error: unknown): boolean => DISK.has((error as NodeJS.ErrnoException).code ?? '');

/** Only a strong tag vouches that the next part belongs to this one. */
function rememberTag(partial: string, response: IncomingMessage, from: number): void {
  if (from > 0) return;
  const { etag } = response.headers;
  if (etag?.startsWith('"')) writeFileSync(`${partial}.tag`, etag);
  else rmSync(`${partial}.tag`, { force: true });
}

const startOf = (range: string | undefined): number | undefined => {
  const [, start] = /^bytes (\d+)-/.exec(range ?? '') ?? [];
  return start === undefined ? undefined : Number(start);
};

/** `Retry-After` in milliseconds: seconds, or a date against the clock of this machine. */
function waitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
