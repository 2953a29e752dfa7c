import { recordTime } from '../../../data/event-time.ts';
import type { EventSource, LogFile, ReadOptions, RecordBatch } from '../../../data/record.ts';
import { CODES } from '../../../diagnostics/codes.ts';
import { type Diagnostic, FILE_START } from '../../../diagnostics/diagnostic.ts';
import type { SplEnvironment } from '../../../languages/spl/environment.ts';
import type { Context } from '../../../plan/context.ts';
import { compileRowTest } from '../../../plan/row-test.ts';
import { compileWholeColumn } from '../../../plan/whole-column.ts';
import { eventId } from '../../../table/batch.ts';
import type { SplunkKnowledge } from '../knowledge.ts';
import { IndexedBatch } from '../indexing/indexed-batch.ts';
import { IndexTime } from '../indexing/index-time.ts';
import type { EventKind } from '../props/stanza-selection.ts';
import { EventColumns } from './event-columns.ts';
import { DEFAULT_INDEX, eventKind, hasFixedKind } from './event-kinds.ts';
import { EventRows } from './event-rows.ts';
import { EventTypes } from './event-types.ts';
import { type CompiledField, ProfileRuntime } from './profile-runtime.ts';

const fixedKind = (log: LogFile): EventKind => eventKind(log, '', () => ({ kind: 'text' }));

const isKind = (left: EventKind, right: EventKind): boolean =>
  left.sourcetype === right.sourcetype && left.source === right.source && left.host === right.host;

type NeedlesOf = (runtime: ProfileRuntime) => ReadOptions['needles'];

interface Indexed {
  readonly records: RecordBatch;
  readonly runtimes: readonly ProfileRuntime[];
}

/** Gives the events of a run their fields, batch by batch. */
export class EventReader {
  readonly context: Context;
  readonly environment: SplEnvironment;
  readonly #knowledge: SplunkKnowledge;
  readonly #events: EventSource;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #indexTime: IndexTime;
  readonly #runtimes = new Map<string, ProfileRuntime>();
  readonly #calculations = new Map<ProfileRuntime, Map<string, CompiledField | undefined>>();
  readonly #complaints = new Set<string>();
  #eventTypes: EventTypes | undefined;
  #last: { readonly kind: EventKind; readonly index: string; readonly runtime: ProfileRuntime } | undefined;

  constructor(
    knowledge: SplunkKnowledge,
    environment: SplEnvironment,
    events: EventSource,
    context: Context,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.#knowledge = knowledge;
    this.#indexTime = new IndexTime(knowledge);
    this.environment = environment;
    this.#events = events;
    this.context = context;
    this.#report = report;
  }

  get files(): readonly LogFile[] {
    return this.#events.files;
  }

  /** All events, file by file. `needlesOf` says what records of a kind must mention to matter. */
  *read(needlesOf: NeedlesOf): Iterable<EventColumns> {
    for (let file = 0; file < this.files.length; file += 1) {
      const log = this.files[file] as LogFile;
      const needles = hasFixedKind(log) ? this.#needles(fixedKind(log), log.index, needlesOf) : undefined;
      const options: ReadOptions = {
        batchSize: this.context.batchSize,
        report: this.#report,
        ...(needles && needles.length > 0 && { needles }),
      };
      let lastTime: number | null = null;
      for (const records of this.#events.read(file, options)) {
        if (records.areMetrics) continue;
        yield this.#columns(records, file, log, lastTime);
        lastTime = lastTimeOf(records, records.length) ?? lastTime;
      }
    }
  }

  /** Every record of every file, as it stands in its log. */
  *records(): Iterable<{ readonly file: number; readonly log: LogFile; readonly records: RecordBatch }> {
    const options: ReadOptions = { batchSize: this.context.batchSize, report: this.#report };
    for (const [file, log] of this.files.entries())
      for (const records of this.#events.read(file, options)) yield { file, log, records };
  }

  /** None where a text may be another in the index than in the log. */
  #needles(kind: EventKind, index: string | undefined, needlesOf: NeedlesOf): ReadOptions['needles'] {
    return this.#isChanged(kind) ? undefined : needlesOf(this.runtime(kind, index ?? DEFAULT_INDEX));
  }

  runtime(kind: EventKind, index: string): ProfileRuntime {
    // Most events are of the kind of the one before.
    const last = this.#last;
    if (last && isKind(last.kind, kind) && last.index === index) return last.runtime;
    const runtime = this.#runtimeOf(kind, index);
    this.#last = { kind, index, runtime };
    return runtime;
  }

  #runtimeOf(kind: EventKind, index: string): ProfileRuntime {
    const key = JSON.stringify([kind.source, kind.sourcetype, kind.host, index]);
    let runtime = this.#runtimes.get(key);
    if (!runtime) {
      runtime = new ProfileRuntime(kind, index, this.#knowledge, this.environment);
      this.#runtimes.set(key, runtime);
      for (const problem of runtime.problems) this.#complain(problem, 'props.conf');
    }
    return runtime;
  }

  /** Each once: many kinds of events share a stanza. */
  #complain(message: string, file: string): void {
    if (this.#complaints.has(message)) return;
    this.#complaints.add(message);
    const { code, severity } = CODES['unsupported-setting'];
    this.#report({ code, name: 'unsupported-setting', severity, message, file, range: FILE_START });
  }

  #columns(read: RecordBatch, file: number, log: LogFile, lastTime: number | null): EventColumns {
    const isFixed = hasFixedKind(log) && !read.indexedAs;
    const fixed = isFixed ? fixedKind(log) : undefined;
    const kinds = Array.from(
      { length: read.length },
      (_, row) => fixed ?? eventKind(log, read.raw(row), () => read.document(row), read.indexedAs?.(row)),
    );
    const { records, runtimes } = this.#indexed(read, kinds, log.index, isFixed);
    const origin = (row: number): number => (records instanceof IndexedBatch ? records.origin(row) : row);
    const timeBefore = (row: number): number =>
      lastTimeOf(read, origin(row)) ?? lastTime ?? Number(this.context.clock.now / 1000n) / 1e6;
    const rows = new EventRows(records, runtimes, timeBefore);
    this.#eventTypes ??= new EventTypes(this.#knowledge, this.environment, this.context, (problem) =>
      this.#complain(problem, 'eventtypes.conf'),
    );
    return new EventColumns(
      rows,
      (row) => [eventId(file, records.record(row))],
      (runtime, name) => this.#calculation(runtime, name),
      { eventTypes: this.#eventTypes, tokenizers: this.#knowledge.tokenizers },
    );
  }

  /** What records become in the index, and what holds for each of them; `alike`: they are of one kind. */
  #indexed(read: RecordBatch, kinds: readonly EventKind[], index: string | undefined, alike: boolean): Indexed {
    const indexOf = (row: number): string => index ?? read.indexedAs?.(row).index ?? DEFAULT_INDEX;
    const [first] = kinds;
    // What was exported has been indexed.
    if (!read.indexedAs && (alike && first ? [first] : kinds).some((kind) => this.#isChanged(kind))) {
      const records = new IndexedBatch(read, this.#indexTime, kinds, indexOf(0));
      return { records, runtimes: records.events.map((event) => this.runtime(event.kind, event.index)) };
    }
    const common = alike && first ? this.runtime(first, indexOf(0)) : undefined;
    return { records: read, runtimes: kinds.map((kind, row) => common ?? this.runtime(kind, indexOf(row))) };
  }

  /** Whether events of a kind may be indexed otherwise than they stand in their log. */
  #isChanged(kind: EventKind): boolean {
    for (const problem of this.#indexTime.problems(kind)) this.#complain(problem, 'transforms.conf');
    return this.#indexTime.changes(kind);
  }

  #calculation(runtime: ProfileRuntime, name: string): CompiledField | undefined {
    let known = this.#calculations.get(runtime);
    if (!known) {
      known = new Map();
      this.#calculations.set(runtime, known);
    }
    if (!known.has(name)) {
      const expression = runtime.calculated(name);
      if (!expression)
        this.#complain(
          `The calculated field "${name}" cannot be run: ${runtime.profile.calculated.get(name)}`,
          'props.conf',
        );
      known.set(
        name,
        expression && {
          test: compileRowTest(expression, this.context),
          whole: compileWholeColumn(expression, this.context),
        },
      );
    }
    return known.get(name);
  }
}

/** The time of the last record before an index that tells one, in seconds. */
function lastTimeOf(records: RecordBatch, end: number): number | undefined {
  for (let index = end - 1; index >= 0; index -= 1) {
    const time = recordTime(records, index);
    if (time !== undefined) return Number(time / 1000n) / 1e6;
  }
  return undefined;
}
