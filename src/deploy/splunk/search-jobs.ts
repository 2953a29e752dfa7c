import { randomUUID } from 'node:crypto';
import type { RetryPolicy } from '../retry.ts';
import { backOff } from '../retry.ts';
import { TransportError } from '../transport-error.ts';
import { entriesOf, entityPath, type SplunkClient } from './client.ts';
import { append } from '../../util/append.ts';

export interface SearchRequest {
  readonly search: string;
  /** Epoch seconds; without them all time. */
  readonly earliest?: string;
  readonly latest?: string;
  /** Rows at most. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface SearchAnswer {
  readonly fields: readonly string[];
  readonly rows: readonly Readonly<Record<string, string | readonly string[]>>[];
  /** Rows that the search gave; more than `rows` when there is a limit. */
  readonly count: number;
  readonly messages: readonly string[];
  readonly seconds: number;
  readonly scanned: number;
}

/** A search that splunkd refused, or that failed while it ran. */
export class SearchFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SearchFailure';
  }
}

const COLLECTION = 'search/v2/jobs';
const PAGE = 10_000;
/** Rows that a job keeps where nothing else is asked for; by itself splunkd keeps 10,000. */
const MOST_ROWS = 500_000;
/** Between two looks at a job, at first and at last. */
const FIRST_LOOK_MS = 100;
const LONGEST_LOOK_MS = 5_000;

interface JobState {
  readonly dispatchState?: string;
  readonly isDone?: unknown;
  readonly isFailed?: unknown;
  readonly resultCount?: unknown;
  readonly scanCount?: unknown;
  readonly runDuration?: unknown;
  readonly messages?: unknown;
}

/**
 * Runs a search to its end as a job of its own, which is deleted behind it. The job's id is ours: a request to create it
 * whose answer was lost is found again, not repeated.
 *
 * @throws SearchFailure
 * @throws TransportError
 */
export async function runSearch(
  client: SplunkClient,
  request: SearchRequest,
  retry: RetryPolicy,
): Promise<SearchAnswer> {
  const sid = `firedrill_${randomUUID()}`;
  try {
    await createJob(client, sid, request, retry);
    const state = await finishedJob(client, sid, request, retry);
    const count = Number(state.resultCount ?? 0);
    const { fields, rows } = await readResults(
      client,
      sid,
      Math.min(count, request.limit ?? MOST_ROWS),
      request.signal,
    );
    return {
      fields,
      rows,
      count,
      messages: messagesOf(state).map(({ type, text }) => `${type}: ${text}`),
      seconds: Number(state.runDuration ?? 0),
      scanned: Number(state.scanCount ?? 0),
    };
  } finally {
    // A job that is not deleted goes by itself after some minutes.
    await client.delete(entityPath(COLLECTION, sid)).catch(() => undefined);
  }
}

async function createJob(
  client: SplunkClient,
  sid: string,
  { search, earliest, latest, limit, signal }: SearchRequest,
  retry: RetryPolicy,
): Promise<void> {
  const parameters = {
    id: sid,
    search: asSearch(search),
    // With all fields, as the interface shows them; a faster mode leaves out what the search does not name.
    adhoc_search_level: 'verbose',
    ...(earliest !== undefined && { earliest_time: earliest }),
    ...(latest !== undefined && { latest_time: latest }),
    // One more than wanted tells whether rows are missing.
    max_count: (limit ?? MOST_ROWS) + 1,
  };
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      await client.post(COLLECTION, parameters);
      return;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (error.status === 400) throw new SearchFailure(error.message.replace(/^[A-Z]+ \S+: 400\s*/, ''));
      if (!error.isPassing || attempt >= retry.attempts) throw error;
      await backOff(retry, attempt, error);
      if ((await client.find(entityPath(COLLECTION, sid))) !== undefined) return;
    }
  }
}

async function finishedJob(
  client: SplunkClient,
  sid: string,
  { signal }: SearchRequest,
  retry: RetryPolicy,
): Promise<JobState> {
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(LONGEST_LOOK_MS, wait * 2)) {
    signal?.throwIfAborted();
    const data = await client.get(entityPath(COLLECTION, sid));
    // A job that was just made may answer with nothing yet.
    const state = isEmpty(data) ? undefined : (entriesOf(data)[0]?.content as JobState | undefined);
    if (isTrue(state?.isFailed) || state?.dispatchState === 'FAILED') {
      const said = messagesOf(state ?? {}).map(({ text }) => text);
      throw new SearchFailure(said.join(' ').slice(0, 500) || 'The search failed.');
    }
    if (state && isTrue(state.isDone)) return state;
    await retry.sleep(wait);
  }
}

async function readResults(client: SplunkClient, sid: string, count: number, signal: AbortSignal | undefined) {
  const fields: string[] = [];
  const rows: SearchAnswer['rows'][number][] = [];
  do {
    signal?.throwIfAborted();
    const page = (await client.get(`${entityPath(COLLECTION, sid)}/results`, {
      count: Math.min(PAGE, Math.max(1, count - rows.length)),
      offset: rows.length,
    })) as { readonly fields?: readonly { readonly name: string }[]; readonly results?: SearchAnswer['rows'] };
    if (!Array.isArray(page.results))
      throw new TransportError('The answer holds no results.', { problem: 'truncated' });
    for (const { name } of page.fields ?? []) if (!fields.includes(name)) fields.push(name);
    append(rows, page.results as SearchAnswer['rows']);
    if (page.results.length === 0) break;
  } while (rows.length < count);
  return { fields, rows };
}

/** A search as the interface takes it: with its first command. */
export function asSearch(text: string): string {
  const trimmed = text.trim();
  return /^(\||search\s)/i.test(trimmed) ? trimmed : `search ${trimmed}`;
}

function messagesOf({ messages }: JobState): readonly { readonly type: string; readonly text: string }[] {
  if (!Array.isArray(messages)) return [];
  return (messages as readonly { readonly type?: unknown; readonly text?: unknown }[])
    .map(({ type, text }) => ({ type: String(type), text: String(text) }))
    .filter(({ type }) => type !== 'DEBUG' && type !== 'INFO');
}

const isTrue = (value: unknown): boolean => value === true || value === 1 || value === '1';
const isEmpty = (data: unknown): boolean => typeof data !== 'object' || data === null || Object.keys(data).length === 0;
