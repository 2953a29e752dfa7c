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
import type { EventKind } from '../props/stanza-selection.ts';
import { EventColumns } from './event-columns.ts';
import { DEFAULT_INDEX, eventKind, hasFixedKind } from './event-kinds.ts';
import { EventRows } from './event-rows.ts';
import { EventTypes } from './event-types.ts';
import { type CompiledField, ProfileRuntime } from './profile-runtime.ts';

const fixedKind = (log: LogFile): EventKind => eventKind(log, '', () => ({ kind: 'text' }));

/** Gives the events of a run their fields, batch by batch. */
export class EventReader {
  readonly context: Context;
  readonly environment: SplEnvironment;
  readonly #knowledge: SplunkKnowledge;
  readonly #events: EventSource;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #runtimes = new Map<string, ProfileRuntime>();
  readonly #calculations = new Map<ProfileRuntime, Map<string, CompiledField | undefined>>();
  readonly #complaints = new Set<string>();
  #eventTypes: EventTypes | undefined;

  constructor(
    knowledge: SplunkKnowledge,
    environment: SplEnvironment,
    events: EventSource,
    context: Context,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.#knowledge = knowledge;
    this.environment = environment;
    this.#events = events;
    this.context = context;
    this.#report = report;
  }

  get files(): readonly LogFile[] {
    return this.#events.files;
  }

  /** All events, file by file. `needlesOf` says what records of a kind must mention to matter. */
  *read(needlesOf: (runtime: ProfileRuntime) => ReadOptions['needles']): Iterable<EventColumns> {
    for (let file = 0; file < this.files.length; file += 1) {
      const log = this.files[file] as LogFile;
      const needles = hasFixedKind(log) ? needlesOf(this.runtime(fixedKind(log))) : undefined;
      const options: ReadOptions = {
        batchSize: this.context.batchSize,
        report: this.#report,
        ...(needles && needles.length > 0 && { needles }),
      };
      let lastTime: number | null = null;
      for (const records of this.#events.read(file, options)) {
        yield this.#columns(records, file, log, lastTime);
        lastTime = lastTimeOf(records, records.length) ?? lastTime;
      }
    }
  }

  runtime(kind: EventKind): ProfileRuntime {
    const key = JSON.stringify([kind.source, kind.sourcetype, kind.host]);
    let runtime = this.#runtimes.get(key);
    if (!runtime) {
      runtime = new ProfileRuntime(kind, this.#knowledge, this.environment);
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

  #columns(records: RecordBatch, file: number, log: LogFile, lastTime: number | null): EventColumns {
    const runtimes = new Array<ProfileRuntime>(records.length);
    const fixed = hasFixedKind(log) ? this.runtime(fixedKind(log)) : undefined;
    for (let row = 0; row < records.length; row += 1) {
      runtimes[row] = fixed ?? this.runtime(eventKind(log, records.raw(row), () => records.document(row)));
    }
    const timeBefore = (row: number): number =>
      lastTimeOf(records, row) ?? lastTime ?? Number(this.context.clock.now / 1000n) / 1e6;
    const rows = new EventRows(records, runtimes, log.index ?? DEFAULT_INDEX, timeBefore);
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
