import { type KustoAnswer, KustoRefusal } from '../../deploy/kusto/answer.ts';
import { type LiveEngine, LiveQueryError, type LiveResult } from '../engine.ts';
import { StagedJob } from './staged-job.ts';

/** When a query runs, in ISO 8601: what its `now()` gives, and the bounds of what it sees. */
export interface KustoWhen {
  readonly now?: string;
  readonly from?: string;
  readonly to?: string;
}

/** What differs between the services that speak KQL. */
export interface KustoService extends Pick<LiveEngine, 'name' | 'place' | 'version'> {
  query(text: string, when: KustoWhen): Promise<KustoAnswer>;
}

/** A live Kusto as an engine. */
export function kustoEngine(service: KustoService): LiveEngine {
  const run = async (text: string, when: KustoWhen, limit: number | undefined): Promise<LiveResult> => {
    try {
      return resultOf(await service.query(text, when), limit);
    } catch (error) {
      if (error instanceof KustoRefusal) throw new LiveQueryError(`${error.code}: ${error.message}`);
      throw error;
    }
  };
  return {
    name: service.name,
    language: 'kql',
    place: service.place,
    version: (signal) => service.version(signal),
    run: async (query, { range = {}, limit, signal } = {}) => {
      signal?.throwIfAborted();
      const from = isoOf(range.earliest);
      const to = isoOf(range.latest);
      // A rule that runs at the end of the range sees that time as now.
      const when = { ...(from !== undefined && { from }), ...(to !== undefined && { to, now: to }) };
      return run(query, when, limit);
    },
    stage: async (job) => {
      const staged = await StagedJob.of(job);
      return {
        events: staged.events,
        shift: 0n,
        notes: staged.notes,
        run: async (query, { limit, signal } = {}) => {
          signal?.throwIfAborted();
          return run(staged.textOf(query), { now: staged.now }, limit);
        },
        release: async () => undefined,
      };
    },
    close: async () => undefined,
  };
}

const isoOf = (nanoseconds: bigint | undefined): string | undefined =>
  nanoseconds === undefined ? undefined : new Date(Number(nanoseconds / 1_000_000n)).toISOString();

function resultOf({ columns, rows, cpuSeconds, scannedRows, incomplete }: KustoAnswer, limit = Infinity): LiveResult {
  const cut = rows.length > limit ? `Only the first ${limit} of ${rows.length} rows were kept.` : undefined;
  const reason = incomplete ?? cut;
  return {
    columns,
    rows: rows.slice(0, limit),
    cost: {
      ...(cpuSeconds !== undefined && { seconds: cpuSeconds }),
      ...(scannedRows !== undefined && { scannedEvents: scannedRows }),
    },
    messages: [],
    ...(reason !== undefined && { incomplete: reason }),
  };
}
