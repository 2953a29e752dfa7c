import { existsSync } from 'node:fs';
import { CODES, type DiagnosticName } from '../diagnostics/codes.ts';
import { FILE_START } from '../diagnostics/diagnostic.ts';
import { viewOf } from './batch-view.ts';
import { logsIn } from './logs-in.ts';
import { readerFor } from './readers/index.ts';
import type { EventSource, LogFile, LogReader, ReadOptions, RecordBatch } from './record.ts';
import { type Helper, readTogether } from './reader-thread/shared-reading.ts';
import { RANGE_SIZE, rangesOf } from './scan/ranges.ts';

interface Part {
  readonly log: LogFile;
  readonly reader: LogReader | undefined;
}

/** A thread that takes part in reading large logs. */
export interface Help {
  readonly thread: Helper;
  /** Bytes of one range; smaller logs are read alone. */
  readonly rangeSize?: number;
}

/** The logs of a run. A file's format is told by its content when it is first read. */
export function openEventSource(files: readonly LogFile[], help?: Help): EventSource {
  const known = new Map<number, readonly Part[]>();
  const partsOf = (index: number, file: LogFile, options: Pick<ReadOptions, 'report'>): readonly Part[] => {
    const before = known.get(index);
    if (before) return before;
    const parts = logsIn(file, options).map((log) => ({ log, reader: readerFor(log) }));
    // An archive that cannot be opened is reported each time.
    if (parts.length > 0) known.set(index, parts);
    return parts;
  };
  return {
    files,
    ranges: (index, size) => {
      const file = files[index];
      if (!file || !existsSync(file.path)) return [];
      const [part, ...others] = partsOf(index, file, { report: () => undefined });
      return part?.reader && others.length === 0 ? rangesOf(part.log, part.reader, size) : [];
    },
    *read(index, options) {
      const file = files[index];
      if (!file) return;
      if (!existsSync(file.path)) return complain(options, 'data-missing', file, 'The attack data is not there.');
      const parts = partsOf(index, file, options);
      const [part] = parts;
      if (options.range && part?.reader) yield* part.reader.read(part.log, options);
      else yield* readParts(file, parts, options, help);
    },
  };
}

/** The records of all logs of a file, numbered through. One without any event is reported: over it silence says nothing. */
function* readParts(
  file: LogFile,
  parts: readonly Part[],
  options: ReadOptions,
  help: Help | undefined,
): Iterable<RecordBatch> {
  let before = 0;
  let unknown = 0;
  for (const { log, reader } of parts) {
    if (!reader) {
      unknown += 1;
      complain(options, 'unknown-format', log, 'The format of the log is not known.');
      continue;
    }
    let records = 0;
    const onEnd = (count: number): void => {
      records = count;
    };
    for (const batch of readLog(log, reader, { ...options, onEnd }, help))
      yield before === 0 ? batch : viewOf(batch, { numberOf: (record) => before + record });
    before += records;
  }
  if (before === 0 && unknown === 0) complain(options, 'data-empty', file, 'The log holds no events.');
  if (unknown < parts.length || parts.length === 0) options.onEnd?.(before);
}

function readLog(log: LogFile, reader: LogReader, options: ReadOptions, help: Help | undefined): Iterable<RecordBatch> {
  // Who asks for records one by one looks at the first only.
  const isShared = help && reader.parser && options.batchSize > 1;
  const ranges = isShared ? rangesOf(log, reader, help.rangeSize ?? RANGE_SIZE) : [];
  if (!isShared || ranges.length < 2) return reader.read(log, options);
  return readTogether({ log, reader, ranges }, options, help.thread);
}

function complain(options: ReadOptions, name: DiagnosticName, file: LogFile, message: string): void {
  const { code, severity } = CODES[name];
  options.report({ code, name, severity, message, file: file.name, range: FILE_START });
}
