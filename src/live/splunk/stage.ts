import { randomBytes } from 'node:crypto';
import { entityPath, type SplunkClient } from '../../deploy/splunk/client.ts';
import { EventCollector } from '../../deploy/splunk/event-collector.ts';
import { DeployError } from '../../deploy/deploy-error.ts';
import type { RetryPolicy } from '../../deploy/retry.ts';
import { TransportError } from '../../deploy/transport-error.ts';
import type { SplEnvironment } from '../../languages/spl/environment.ts';
import { expandMacros } from '../../languages/spl/index.ts';
import { absoluteRange } from '../../testing/time-range.ts';
import type { TimeRange } from '../../testing/replay.ts';
import {
  LiveQueryError,
  type LiveResult,
  type LiveRunOptions,
  type Stage,
  type StageJob,
  type StageOptions,
} from '../engine.ts';
import { type Bounds, boundSearch, withOwnNames } from './bound-search.ts';
import type { SplunkEngineOptions } from './engine.ts';
import { jobEvents } from './staged-events.ts';
import { StagedLookups } from './staged-lookups.ts';

interface Rig extends SplunkEngineOptions {
  readonly client: SplunkClient;
  readonly retry: RetryPolicy;
  run(query: string, options: LiveRunOptions, cell: (text: string) => string): Promise<LiveResult>;
}

const NANOSECONDS_PER_SECOND = 1_000_000_000n;
const INDEXES = 'data/indexes';
const LOOKS = 60;
const FIRST_LOOK_MS = 250;
const LONGEST_LOOK_MS = 3_000;

/**
 * Sends a job's events to indexes of their own, and waits until searches find them. Where an index is given, all events
 * go there under a host of their own.
 */
export async function stageInSplunk(
  job: StageJob,
  { signal, shift: moves, macros = [] }: StageOptions,
  rig: Rig,
): Promise<Stage> {
  const { client, collector: connection, testIndex } = rig;
  const id = randomBytes(5).toString('hex');
  const { now, indexes, read } = jobEvents(job);
  const shift = moves ? BigInt(Date.now()) * 1_000_000n - now : 0n;
  const made: string[] = [];
  const lookups = new StagedLookups(rig, id);
  const release = async (): Promise<void> => {
    await lookups.remove();
    for (const name of made.splice(0)) await client.delete(entityPath(`/services/${INDEXES}`, name));
  };
  try {
    const bounds: Bounds =
      testIndex === undefined
        ? {
            indexes: new Map(
              indexes.map((name) => [name, `${name.replace(/^_+/, '').toLowerCase().slice(0, 60)}_fd_${id}`]),
            ),
          }
        : { indexes: new Map(indexes.map((name) => [name, testIndex])), host: `firedrill-${id}` };
    const events = [...read()];
    if (events.length > 0) {
      if (!connection)
        throw new DeployError(
          'Where events are sent is not known.',
          'Set FIREDRILL_SPLUNK_HEC_URL and FIREDRILL_SPLUNK_HEC_TOKEN.',
        );
      if (testIndex === undefined) for (const name of bounds.indexes.values()) await makeIndex(client, name, made);
      const collector = new EventCollector(connection, rig.retry);
      try {
        await collector.send(
          events.map((event) => ({
            ...event,
            time: event.time + shift,
            index: bounds.indexes.get(event.index) as string,
            ...(bounds.host !== undefined && { host: bounds.host }),
          })),
          signal,
        );
      } finally {
        collector.close();
      }
      await untilFound(events.length, rangeOf(events.map(({ time }) => time + shift)), bounds, rig, signal);
    }
    await lookups.add(job.tables);
    const shared = await rig.environment();
    const environment: SplEnvironment = {
      ...shared,
      macro: (name, count) =>
        macros.find((macro) => macro.name === name && macro.arguments.length === count) ?? shared.macro(name, count),
    };
    const jobRange = job.range && absoluteRange(job.range, () => now);
    return {
      events: events.length,
      shift,
      notes: notesOf(bounds, shift),
      run: async (query, options = {}) => {
        const expanded = expandMacros(query, environment);
        const [problem] = expanded.problems;
        if (problem) throw new LiveQueryError(problem.message);
        const search = events.length === 0 ? expanded.text : boundSearch(expanded.text, bounds);
        const asked = options.range ?? jobRange ?? rangeOf(events.map(({ time }) => time));
        const range = {
          ...(asked.earliest !== undefined && { earliest: asked.earliest + shift }),
          ...(asked.latest !== undefined && { latest: asked.latest + shift }),
        };
        return rig.run(lookups.inSearch(search), { ...options, range }, (text) =>
          lookups.inCell(withOwnNames(text, bounds)),
        );
      },
      release,
    };
  } catch (error) {
    await release().catch(() => undefined);
    throw error;
  }
}

async function makeIndex(client: SplunkClient, name: string, made: string[]): Promise<void> {
  try {
    await client.post(`/services/${INDEXES}`, { name, datatype: 'event' });
  } catch (error) {
    // A lost answer: the name is ours alone, so the index is too.
    const found =
      error instanceof TransportError && error.isPassing
        ? await client.find(entityPath(`/services/${INDEXES}`, name))
        : undefined;
    if (found === undefined) {
      if (!(error instanceof TransportError) || error.status !== 403) throw error;
      throw new DeployError(
        'An index for the events of tests may not be made there.',
        'Give the user "indexes_edit", or name an index that is there: deploy.splunk.test_index.',
      );
    }
  }
  made.push(name);
}

/** From the oldest event to just behind the newest. */
function rangeOf(times: readonly bigint[]): TimeRange {
  const [first] = times;
  if (first === undefined) return {};
  const earliest = times.reduce((least, time) => (time < least ? time : least), first);
  const latest = times.reduce((most, time) => (time > most ? time : most), first);
  return { earliest: floorSecond(earliest), latest: floorSecond(latest) + NANOSECONDS_PER_SECOND };
}

const floorSecond = (time: bigint): bigint => (time / NANOSECONDS_PER_SECOND) * NANOSECONDS_PER_SECOND;

/** What is acknowledged is on the disk of the indexer; searches find it a moment later. */
async function untilFound(
  count: number,
  range: TimeRange,
  bounds: Bounds,
  rig: Rig,
  signal: AbortSignal | undefined,
): Promise<void> {
  const search = boundSearch('search index=* | stats count', { ...bounds });
  let found = 0;
  let wait = FIRST_LOOK_MS;
  for (let look = 1; look <= LOOKS; look += 1) {
    const { rows } = await rig.run(search, { range, ...(signal && { signal }) }, (text) => text);
    found = Number(rows[0]?.[0] ?? 0);
    if (found >= count) return;
    await rig.retry.sleep(wait);
    wait = Math.min(LONGEST_LOOK_MS, wait * 2);
  }
  throw new DeployError(
    `${count} events were sent, and searches find ${found} of them.`,
    'Look whether the token may write to the index, and the user may search it.',
  );
}

const notesOf = ({ host }: Bounds, shift: bigint): readonly string[] => [
  ...(host === undefined
    ? []
    : [`Every event has the host "${host}", which tells this run's events from others; they stay in the index.`]),
  ...(shift === 0n ? [] : [`Events were moved by ${shift / NANOSECONDS_PER_SECOND} s, so that the newest is of now.`]),
];
