import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openEventSource } from '../../data/event-source.ts';
import { recordTime } from '../../data/event-time.ts';
import { factsOf } from '../../data/file-facts.ts';
import type { EventDocument, RecordBatch } from '../../data/record.ts';
import { fieldsOf } from '../../platforms/sigma/fields.ts';
import type { ReplayedLog, TestResult } from '../result.ts';
import type { EventView, TimelineView } from './details.ts';

const BARS = 60;
const EVENTS_SHOWN = 12;
const FIELDS_SHOWN = 80;
const VALUE_CUT = 400;
const RAW_CUT = 6_000;
/** Larger logs get no timeline: reading them again would take longer than the test. */
const LARGEST_LOG = 64 * 1024 * 1024;

interface ReadLog {
  /** By record from 1, in milliseconds since 1970; NaN where an event has no time. */
  readonly times: readonly number[];
  readonly views: ReadonlyMap<number, EventView>;
}

/** The raw events behind results, read from the logs once more; each log once for all tests. */
export class LogEvents {
  readonly #root: string;
  readonly #wanted = new Map<string, Set<number>>();
  readonly #read = new Map<string, ReadLog | undefined>();

  constructor(root: string, tests: readonly TestResult[]) {
    this.#root = root;
    for (const test of tests) {
      for (const { file, record } of placesOf(test).slice(0, EVENTS_SHOWN)) {
        const records = this.#wanted.get(file) ?? new Set();
        records.add(record);
        this.#wanted.set(file, records);
      }
    }
  }

  of(test: TestResult): { readonly matchedEvents: readonly EventView[]; readonly timeline?: TimelineView } {
    const logs = test.logs.map((log) => this.#log(log));
    const byName = new Map(test.logs.map(({ file }, at) => [file, logs[at]]));
    const places = placesOf(test);
    const matchedEvents = places
      .slice(0, EVENTS_SHOWN)
      .flatMap(({ file, record }) => byName.get(file)?.views.get(record) ?? []);
    if (logs.length === 0 || logs.some((log) => log === undefined)) return { matchedEvents };
    const timeline = timelineOf(
      logs.flatMap((log) => log?.times ?? []),
      places.flatMap(({ file, record }) => byName.get(file)?.times[record - 1] ?? []),
    );
    return { matchedEvents, ...(timeline && { timeline }) };
  }

  /** A log is read only while it is the one that was replayed: a report shows no other file's content. */
  #log(log: ReplayedLog): ReadLog | undefined {
    if (!this.#read.has(log.file)) this.#read.set(log.file, this.#readLog(log));
    return this.#read.get(log.file);
  }

  #readLog({ file, sha256 }: ReplayedLog): ReadLog | undefined {
    const path = resolve(this.#root, file);
    if (!existsSync(path)) return undefined;
    const facts = factsOf(path);
    if (facts.sha256 !== sha256 || facts.size > LARGEST_LOG) return undefined;
    const wanted = this.#wanted.get(file) ?? new Set<number>();
    const times: number[] = [];
    const views = new Map<number, EventView>();
    const source = openEventSource([{ name: file, path }]);
    for (const batch of source.read(0, { batchSize: 1024, report: () => undefined })) {
      for (let row = 0; row < batch.length; row += 1) {
        const record = batch.record(row);
        const nanoseconds = recordTime(batch, row);
        const time = nanoseconds === undefined ? Number.NaN : Number(nanoseconds / 1_000_000n);
        times[record - 1] = time;
        if (wanted.has(record)) views.set(record, viewOf(batch, row, file, record, time));
      }
    }
    return { times: Array.from(times, (time) => time ?? Number.NaN), views };
  }
}

function viewOf(batch: RecordBatch, row: number, file: string, record: number, time: number): EventView {
  return {
    file,
    record,
    ...(Number.isFinite(time) && { time }),
    fields: fieldTexts(batch.document(row)),
    raw: cut(batch.raw(row), RAW_CUT),
  };
}

function fieldTexts(document: EventDocument): EventView['fields'] {
  const fields = fieldsOf(document);
  return [...fields.names()].slice(0, FIELDS_SHOWN).map((name) => {
    const value = fields.get(name);
    const text = typeof value === 'string' ? value : (JSON.stringify(value, bigints) ?? '');
    return [cut(name, 120), cut(text, VALUE_CUT)];
  });
}

const bigints = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** The beginning of a long text, and how much is missing. */
export const cut = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text.slice(0, length)}… (${(text.length - length).toLocaleString('en')} more characters)`;

function placesOf({
  matched_events: names,
}: TestResult): readonly { readonly file: string; readonly record: number }[] {
  return names.map((name) => {
    const colon = name.lastIndexOf(':');
    return { file: name.slice(0, colon), record: Number(name.slice(colon + 1)) };
  });
}

function timelineOf(events: readonly number[], hits: readonly number[]): TimelineView | undefined {
  const timed = events.filter((time) => Number.isFinite(time));
  if (timed.length === 0) return undefined;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const time of timed) {
    if (time < from) from = time;
    if (time > to) to = time;
  }
  const width = Math.max(1, to - from + 1) / BARS;
  const count = (times: readonly number[]): number[] => {
    const bars = Array.from({ length: BARS }, () => 0);
    for (const time of times) {
      const bar = Math.min(BARS - 1, Math.floor((time - from) / width));
      if (Number.isFinite(time)) bars[bar] = (bars[bar] ?? 0) + 1;
    }
    return bars;
  };
  return { from, to, events: count(timed), hits: count(hits), withoutTime: events.length - timed.length };
}
