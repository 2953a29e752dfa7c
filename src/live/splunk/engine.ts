import { SplunkClient, entriesOf } from '../../deploy/splunk/client.ts';
import type { CollectorConnection } from '../../deploy/splunk/event-collector.ts';
import { runSearch, SearchFailure } from '../../deploy/splunk/search-jobs.ts';
import type { SplunkConnection } from '../../deploy/splunk/session.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../../deploy/retry.ts';
import type { SplEnvironment } from '../../languages/spl/environment.ts';
import type { TimeRange } from '../../testing/replay.ts';
import { type LiveEngine, LiveQueryError, type LiveResult, type LiveRunOptions } from '../engine.ts';
import { liveResult } from './result.ts';
import { stageInSplunk } from './stage.ts';

export interface SplunkEngineOptions {
  readonly connection: SplunkConnection;
  /** Where events of tests are sent; without it nothing can be staged. */
  readonly collector?: CollectorConnection;
  /** An index that is there already and takes the events of tests; without it each run makes indexes of its own. */
  readonly testIndex?: string;
  /** What macros mean: those of the repository, so that what is tested is what stands there. */
  readonly environment: () => Promise<SplEnvironment>;
  readonly retry?: RetryPolicy;
}

/** A search head as an engine. */
export function splunkEngine(options: SplunkEngineOptions): LiveEngine {
  const retry = options.retry ?? DEFAULT_RETRY;
  const client = new SplunkClient(options.connection, retry);
  const run = async (
    query: string,
    settings: LiveRunOptions = {},
    cell = (text: string) => text,
  ): Promise<LiveResult> => {
    const { range = {}, limit, signal } = settings;
    const answer = await runSearch(
      client,
      {
        search: query,
        ...searchTimes(range),
        ...(limit !== undefined && { limit }),
        ...(signal && { signal }),
      },
      retry,
    ).catch((error: unknown) => {
      throw error instanceof SearchFailure ? new LiveQueryError(error.message) : error;
    });
    return liveResult(answer, query, cell);
  };
  return {
    name: 'splunk',
    language: 'spl',
    place: `${options.connection.url.replace(/\/+$/, '')}, app ${options.connection.app}`,
    version: async () => {
      const [info] = entriesOf(await client.get('/services/server/info'));
      const { version, build, product_type: product } = info?.content ?? {};
      return `Splunk ${String(product ?? '').toLowerCase() === 'enterprise' ? 'Enterprise ' : ''}${String(version)} (build ${String(build)})`;
    },
    run: (query, settings) => run(query, settings),
    stage: (job, settings = {}) => stageInSplunk(job, settings, { ...options, client, retry, run }),
    close: async () => client.close(),
  };
}

const NANOSECONDS_PER_SECOND = 1_000_000_000n;

/** Bounds as splunkd takes them: seconds with six digits behind the point. */
export function searchTimes({ earliest, latest }: TimeRange): { readonly earliest?: string; readonly latest?: string } {
  const seconds = (time: bigint): string =>
    `${time / NANOSECONDS_PER_SECOND}.${String((time % NANOSECONDS_PER_SECOND) / 1000n).padStart(6, '0')}`;
  return {
    ...(earliest !== undefined && { earliest: seconds(earliest) }),
    ...(latest !== undefined && { latest: seconds(latest) }),
  };
}
