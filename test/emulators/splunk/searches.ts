import { relativeTime } from '../../../src/languages/spl/time/relative-time.ts';
import type { EmulatedRequest, EmulatedResponse } from '../server.ts';
import { feed, formOf, type Handler, isResponse, said, unknownArgument } from './answers.ts';
import type { SearchOutcome, SplunkEngine } from './engine.ts';

interface Job {
  readonly sid: string;
  readonly search: string;
  readonly outcome: SearchOutcome;
  readonly earliest: number | undefined;
  readonly latest: number | undefined;
  readonly app: string;
  /** Looks until it is done. */
  pending: number;
  cancelled: boolean;
}

/** @see https://help.splunk.com/en/splunk-enterprise/rest-api-reference/search-endpoints — search/jobs, POST */
const CREATE = new Set(
  (
    'adhoc_search_level allow_partial_results auto_cancel auto_finalize_ec auto_pause earliest_time enable_lookups ' +
    'exec_mode force_bundle_replication id index_earliest index_latest indexedRealtime indexedRealtimeOffset label ' +
    'latest_time max_count max_time namespace now preview provenance reduce_freq reload_macros remote_server_list ' +
    'replay_speed replay_et replay_lt reuse_max_seconds_ago rf rt_blocking rt_indexfilter rt_maxblocksecs ' +
    'rt_queue_size sample_ratio search search_listener search_mode spawn_process status_buckets ' +
    'sync_bundle_replication time_format timeout workload_pool count offset'
  ).split(' '),
);
const RESULTS = new Set(['count', 'offset', 'f', 'search', 'output_mode', 'add_summary_to_metadata']);
const LEVELS = new Set(['verbose', 'fast', 'smart']);
const MODES = new Set(['normal', 'blocking', 'oneshot']);
const ACTIONS = new Set([
  'pause',
  'unpause',
  'finalize',
  'cancel',
  'touch',
  'setttl',
  'setpriority',
  'enablepreview',
  'disablepreview',
  'setworkloadpool',
  'save',
  'unsave',
]);
/** What events carry beside their own fields when all fields are asked for. */
const INTERNAL: Readonly<Record<string, string>> = {
  _bkt: 'main~0~00000000-0000-4000-8000-000000000000',
  _cd: '0:1',
  _serial: '0',
  _indextime: '1767225600',
  linecount: '1',
  splunk_server: 'emulated',
};
const LARGEST_PAGE = 50_000;

/** Search jobs: created, watched, read page by page, and cancelled. */
export class Searches implements Handler {
  readonly jobs = new Map<string, Job>();
  /** Looks that a job takes until it is done. */
  delay = 1;
  readonly #engine: SplunkEngine;
  #count = 0;

  constructor(engine: SplunkEngine) {
    this.#engine = engine;
  }

  answer(request: EmulatedRequest, { path, app }: { path: string; app: string }): EmulatedResponse | undefined {
    const match = /^search\/(?:v2\/)?jobs(?:\/([^/]+)(?:\/(results|events|control|results_preview))?)?$/.exec(path);
    if (!match) return undefined;
    const [, rawSid, part] = match;
    if (rawSid === undefined) return this.#collection(request, app);
    if (rawSid === 'export' && part === undefined) return this.#export(request, app);
    const sid = decodeURIComponent(rawSid);
    const job = this.jobs.get(sid);
    if (!job || job.cancelled) return said(404, 'Unknown sid.', 'FATAL');
    if (part === 'control') return this.#control(request, job);
    if (request.method === 'DELETE' && part === undefined) {
      job.cancelled = true;
      return said(200, 'Search job cancelled.', 'INFO');
    }
    if (request.method !== 'GET') return said(405, 'Method Not Allowed');
    if (part === undefined) {
      if (job.pending > 0) job.pending -= 1;
      return feed(request, [entry(job)]);
    }
    if (job.pending > 0) return { status: 204 };
    return results(job, request.query);
  }

  #collection(request: EmulatedRequest, app: string): EmulatedResponse {
    if (request.method === 'GET') {
      return feed(request, [...this.jobs.values()].filter(({ cancelled }) => !cancelled).map(entry));
    }
    const created = this.#create(request, app, this.delay);
    if (!('sid' in created)) return created;
    const mode = created.mode;
    if (mode === 'oneshot') {
      this.jobs.delete(created.sid);
      return results(created.job, created.form);
    }
    return { status: 201, body: { sid: created.sid } };
  }

  #create(request: EmulatedRequest, app: string, delay: number) {
    if (request.method !== 'POST') return said(405, 'Method Not Allowed');
    const form = formOf(request);
    if (isResponse(form)) return form;
    const wrong = unknownArgument(form, CREATE);
    if (wrong) return wrong;
    const search = form.get('search')?.trim() ?? '';
    if (search === '') return said(400, 'Empty search.', 'FATAL');
    if (!/^(search\s|\|)/i.test(search)) {
      return said(400, `Unknown search command '${/^\w*/.exec(search)?.[0] ?? ''}'.`, 'FATAL');
    }
    const level = form.get('adhoc_search_level');
    if (level !== null && !LEVELS.has(level)) return said(400, `Invalid adhoc_search_level: ${level}`);
    const mode = form.get('exec_mode') ?? 'normal';
    if (!MODES.has(mode)) return said(400, `Invalid exec_mode: ${mode}`);
    const times = ['earliest_time', 'latest_time'].map((name) => this.#time(form.get(name)));
    const bad = times.findIndex((time) => time === null);
    if (bad >= 0) return said(400, `Invalid ${bad === 0 ? 'earliest' : 'latest'}_time.`, 'FATAL');
    const [earliest, latest] = times as (number | undefined)[];
    if (earliest !== undefined && latest !== undefined && latest <= earliest) {
      return said(400, 'Invalid latest_time: latest_time must be after earliest_time.', 'FATAL');
    }
    this.#count += 1;
    const sid = form.get('id') ?? `${this.#engine.now}.${this.#count}`;
    if (this.jobs.has(sid)) return said(409, `A search with the id ${sid} exists.`);
    const whole = this.#engine.run(search, {
      ...(earliest !== undefined && { earliest }),
      ...(latest !== undefined && { latest }),
    });
    const outcome =
      'error' in whole ? whole : { ...whole, rows: whole.rows.slice(0, Number(form.get('max_count') ?? '10000')) };
    if ('error' in outcome && !/^(It|The run|outputlookup)/.test(outcome.error)) {
      return said(400, `Error in search: ${outcome.error}`, 'FATAL');
    }
    const job: Job = {
      sid,
      search,
      outcome,
      earliest,
      latest,
      app,
      pending: mode === 'normal' ? delay : 0,
      cancelled: false,
    };
    this.jobs.set(sid, job);
    return { sid, job, mode, form };
  }

  /** Seconds; undefined for all time, null for what is no time. */
  #time(text: string | null): number | undefined | null {
    if (text === null || text === '') return undefined;
    if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
    if (/^\d{4}-\d\d-\d\dT/.test(text)) return Date.parse(text) / 1000;
    return relativeTime(this.#engine.now, text);
  }

  #export(request: EmulatedRequest, app: string): EmulatedResponse {
    const created = this.#create(request, app, 0);
    if (!('sid' in created)) return created;
    this.jobs.delete(created.sid);
    if ('error' in created.job.outcome) return said(400, created.job.outcome.error, 'FATAL');
    const rows = rowsOf(created.job.outcome);
    const lines = rows.map((result, offset) => ({
      preview: false,
      offset,
      ...(offset === rows.length - 1 && { lastrow: true }),
      result,
    }));
    return { status: 200, lines: rows.length === 0 ? [{ preview: false, lastrow: true }] : lines };
  }

  #control(request: EmulatedRequest, job: Job): EmulatedResponse {
    if (request.method !== 'POST') return said(405, 'Method Not Allowed');
    const form = formOf(request);
    if (isResponse(form)) return form;
    const wrong = unknownArgument(form, new Set(['action', 'ttl', 'priority', 'workload_pool']));
    if (wrong) return wrong;
    const action = form.get('action') ?? '';
    if (!ACTIONS.has(action)) return said(400, `Invalid action: ${action}`);
    if (action === 'cancel') job.cancelled = true;
    return said(200, action === 'cancel' ? 'Search job cancelled.' : 'Search job control ok.', 'INFO');
  }
}

function entry({ sid, search, outcome, earliest, latest, app, pending }: Job): unknown {
  const failed = pending === 0 && 'error' in outcome;
  const done = pending === 0;
  const rows = 'rows' in outcome ? outcome.rows.length : 0;
  const events = 'events' in outcome ? outcome.events : 0;
  return {
    name: search,
    id: `https://localhost/services/search/v2/jobs/${sid}`,
    updated: '2026-01-01T00:00:00.000+00:00',
    published: '2026-01-01T00:00:00.000+00:00',
    author: 'admin',
    acl: {
      app,
      owner: 'admin',
      sharing: 'global',
      modifiable: true,
      can_write: true,
      perms: { read: ['admin'], write: ['admin'] },
      ttl: '600',
    },
    content: {
      sid,
      dispatchState: failed ? 'FAILED' : done ? 'DONE' : 'RUNNING',
      doneProgress: done ? 1 : 0.5,
      isDone: done,
      isFailed: failed,
      isFinalized: false,
      isPaused: false,
      isZombie: false,
      eventCount: done ? events : 0,
      scanCount: done ? events : 0,
      resultCount: done ? rows : 0,
      runDuration: 0.012,
      diskUsage: 4096,
      ttl: 600,
      ...(earliest !== undefined && { earliestTime: new Date(earliest * 1000).toISOString() }),
      ...(latest !== undefined && { latestTime: new Date(latest * 1000).toISOString() }),
      messages: failed ? [{ type: 'FATAL', text: (outcome as { error: string }).error }] : [],
    },
  };
}

function results({ outcome }: Job, query: URLSearchParams): EmulatedResponse {
  const unknown = [...query.keys()].find((name) => !RESULTS.has(name) && !CREATE.has(name));
  if (unknown !== undefined) return said(400, `Argument "${unknown}" is not supported by this handler.`);
  if ('error' in outcome) return said(400, outcome.error, 'FATAL');
  const offset = Number(query.get('offset') ?? '0');
  const asked = Number(query.get('count') ?? '100');
  const count = asked === 0 ? LARGEST_PAGE : Math.min(asked, LARGEST_PAGE);
  const rows = rowsOf(outcome);
  const names = new Set([...outcome.columns, ...rows.flatMap((row) => Object.keys(row))]);
  return {
    status: 200,
    body: {
      preview: false,
      init_offset: offset,
      post_process_count: 0,
      messages: [],
      fields: [...names].map((name) => ({ name })),
      results: rows.slice(offset, offset + count),
      highlighted: {},
    },
  };
}

/** Rows as splunkd writes them: no missing fields, `_time` as ISO 8601, and what every event has when all is asked for. */
function rowsOf(
  outcome: Extract<SearchOutcome, { readonly rows: unknown }>,
): readonly Readonly<Record<string, unknown>>[] {
  return outcome.rows.map((cells) => {
    const row: Record<string, unknown> = {};
    outcome.columns.forEach((name, at) => {
      const cell = cells[at];
      if (cell === null || cell === undefined) return;
      row[name] =
        name === '_time' && typeof cell === 'string' && /^\d+(\.\d+)?$/.test(cell) ? isoTime(Number(cell)) : cell;
    });
    return '_raw' in row ? { ...INTERNAL, ...row } : row;
  });
}

const isoTime = (seconds: number): string => new Date(Math.floor(seconds * 1000)).toISOString().replace('Z', '+00:00');
