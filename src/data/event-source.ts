import { existsSync } from 'node:fs';
import { CODES, type DiagnosticName } from '../diagnostics/codes.ts';
import { FILE_START } from '../diagnostics/diagnostic.ts';
import { readerFor } from './readers/index.ts';
import type { EventSource, LogFile, LogReader, ReadOptions, RecordBatch } from './record.ts';

/** The logs of a run. A file's format is told by its content when it is first read. */
export function openEventSource(files: readonly LogFile[]): EventSource {
  const formats = new Map<number, LogReader | undefined>();
  return {
    files,
    *read(index, options) {
      const file = files[index];
      if (!file) return;
      if (!existsSync(file.path)) return complain(options, 'data-missing', file, 'The attack data is not there.');
      if (!formats.has(index)) formats.set(index, readerFor(file.path));
      const reader = formats.get(index);
      if (!reader) return complain(options, 'unknown-format', file, 'The format of the log is not known.');
      yield* countEvents(reader, file, options);
    },
  };
}

/** A log without any event is reported: a detection that stays quiet over it says nothing. */
function* countEvents(reader: LogReader, file: LogFile, options: ReadOptions): Iterable<RecordBatch> {
  const onEnd = (records: number): void => {
    if (records === 0) complain(options, 'data-empty', file, 'The log holds no events.');
    options.onEnd?.(records);
  };
  yield* reader.read(file, { ...options, onEnd });
}

function complain(options: ReadOptions, name: DiagnosticName, file: LogFile, message: string): void {
  const { code, severity } = CODES[name];
  options.report({ code, name, severity, message, file: file.name, range: FILE_START });
}
