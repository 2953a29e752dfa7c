import { readHead } from '../chunks.ts';
import type { LogFile, LogReader } from '../record.ts';
import { auditdReader } from './auditd.ts';
import { cefReader } from './cef.ts';
import { csvReader } from './csv.ts';
import { evtxReader } from './evtx.ts';
import { jsonReader } from './json.ts';
import { leefReader } from './leef.ts';
import { syslogReader } from './syslog.ts';
import { textReader } from './text.ts';
import { windowsTextReader } from './windows-text.ts';
import { xmlReader } from './xml.ts';
import { zeekReader } from './zeek.ts';

/** Every log format, the most particular first: the first whose `detects` holds reads the file. */
export const readers: readonly LogReader[] = [
  evtxReader,
  xmlReader,
  jsonReader,
  windowsTextReader,
  zeekReader,
  auditdReader,
  cefReader,
  leefReader,
  syslogReader,
  csvReader,
  textReader,
];

/** The reader for a file, told by its content. */
export function readerFor(file: Pick<LogFile, 'path' | 'entry'>): LogReader | undefined {
  const head = readHead(file);
  return readers.find((reader) => reader.detects(head));
}
