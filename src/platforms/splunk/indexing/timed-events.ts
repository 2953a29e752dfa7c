import type { EventSource, LogFile, ReadOptions, RecordBatch } from '../../../data/record.ts';
import { CODES } from '../../../diagnostics/codes.ts';
import { FILE_START } from '../../../diagnostics/diagnostic.ts';
import { eventKind, hasFixedKind } from '../events/event-kinds.ts';
import type { SplunkKnowledge } from '../knowledge.ts';
import type { EventKind } from '../props/stanza-selection.ts';
import { eventBreaking, isOfBreaking } from './event-breaking.ts';
import { isOfTime, type TimestampRule, timestamps } from './timestamp-rule.ts';

interface KindTimes {
  readonly rule: TimestampRule | undefined;
  /** What is not followed for a record. */
  problems(batch: RecordBatch, row: number): readonly string[];
}

const used = new WeakMap<SplunkKnowledge['props'], boolean>();

/**
 * Logs whose events happened when props.conf says so: `TIME_FORMAT` and what belongs to it. Settings of index time that are
 * not followed are reported, once for each sourcetype; knowledge without such settings leaves the logs as they are.
 */
export function timedEvents(events: EventSource, knowledge: Pick<SplunkKnowledge, 'props'>): EventSource {
  const { props } = knowledge;
  let isUsed = used.get(props);
  if (isUsed === undefined) {
    isUsed = props.hasSetting((key) => isOfTime(key) || isOfBreaking(key));
    used.set(props, isUsed);
  }
  return isUsed ? new TimedEvents(events, props) : events;
}

class TimedEvents implements EventSource {
  readonly files: readonly LogFile[];
  readonly #events: EventSource;
  readonly #props: SplunkKnowledge['props'];
  readonly #kinds = new Map<string, KindTimes>();

  constructor(events: EventSource, props: SplunkKnowledge['props']) {
    this.files = events.files;
    this.#events = events;
    this.#props = props;
  }

  *read(file: number, options: ReadOptions): Iterable<RecordBatch> {
    const log = this.files[file] as LogFile;
    const fixed = hasFixedKind(log) ? this.#of(eventKind(log, '', () => ({ kind: 'text' }))) : undefined;
    const complaints = new Set<string>();
    const complain = (message: string): void => {
      if (complaints.has(message)) return;
      complaints.add(message);
      const { code, severity } = CODES['unsupported-setting'];
      options.report({ code, name: 'unsupported-setting', severity, message, file: 'props.conf', range: FILE_START });
    };
    for (const batch of this.#events.read(file, options)) {
      yield batch.indexedAs ? batch : this.#timed(batch, log, fixed, complain);
    }
  }

  #timed(
    batch: RecordBatch,
    log: LogFile,
    fixed: KindTimes | undefined,
    complain: (problem: string) => void,
  ): RecordBatch {
    const kinds = Array.from(
      { length: batch.length },
      (_, row) => fixed ?? this.#of(eventKind(log, batch.raw(row), () => batch.document(row))),
    );
    for (const [row, { problems }] of kinds.entries()) {
      for (const problem of problems(batch, row)) complain(problem);
    }
    if (kinds.every(({ rule }) => rule === undefined)) return batch;
    const { spans } = batch;
    return {
      length: batch.length,
      record: (row) => batch.record(row),
      raw: (row) => batch.raw(row),
      document: (row) => batch.document(row),
      timeText: (row) => kinds[row]?.rule?.(batch.raw(row)) ?? batch.timeText?.(row),
      isTimed: true,
      ...(spans && { spans }),
    };
  }

  #of(kind: EventKind): KindTimes {
    const key = JSON.stringify([kind.source, kind.sourcetype, kind.host]);
    let times = this.#kinds.get(key);
    if (!times) {
      const settings = this.#props.settingsFor(kind);
      const { rule, problems } = timestamps(settings);
      const breaking = eventBreaking(settings);
      const named = (problem: string): string => `Sourcetype "${kind.sourcetype}": ${problem}`;
      times = {
        rule,
        problems: (batch, row) => [...problems, ...breaking(batch, row)].map(named),
      };
      this.#kinds.set(key, times);
    }
    return times;
  }
}
