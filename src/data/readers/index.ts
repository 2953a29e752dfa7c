import { readHead } from '../chunks.ts';
import type { LogReader } from '../record.ts';
import { csvReader } from './csv.ts';
import { evtxReader } from './evtx.ts';
import { jsonReader } from './json.ts';
import { textReader } from './text.ts';
import { windowsTextReader } from './windows-text.ts';
import { xmlReader } from './xml.ts';

/** Every log format, the most particular first: the first whose `detects` holds reads the file. */
export const readers: readonly LogReader[] = [
  evtxReader,
  xmlReader,
  jsonReader,
  windowsTextReader,
  csvReader,
  textReader,
];

/** The reader for a file, told by its content. */
export function readerFor(path: string): LogReader | undefined {
  const head = readHead(path);
  return readers.find((reader) => reader.detects(head));
}
