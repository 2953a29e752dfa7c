import { readChunks } from '../chunks.ts';
import type { EventDocument, LogFile, LogReader, ReadOptions } from '../record.ts';
import { type ByteRecord, inBatches } from './byte-batch.ts';
import { linesOf, nextLine } from './lines.ts';

interface LineFormat extends Omit<LogReader, 'read' | 'detects'> {
  /** Whether a log that has no events in lines begins so. */
  detects?(head: Buffer): boolean;
  /** Whether a line is one of this format. */
  detectsLine(line: string): boolean;
  parse(raw: string): EventDocument;
  /** How a file is cut where it may be cut otherwise than at line ends. */
  split?(file: LogFile, options: ReadOptions): Iterable<ByteRecord>;
}

const LINES_LOOKED_AT = 5;

/** A format that has an event in each line. The first lines tell it: most of them must be its own. */
export function lineFormat({ detects, detectsLine, parse, split = lines, ...definition }: LineFormat): LogReader {
  return {
    ...definition,
    detects: (head) => {
      if (detects?.(head)) return true;
      const lines = firstLines(head);
      return lines.length > 0 && lines.filter(detectsLine).length * 2 > lines.length;
    },
    *read(file, options) {
      yield* inBatches(split(file, options), options.batchSize, parse);
    },
    ...(split === lines && { nextRecord: nextLine }),
  };
}

const lines = (file: LogFile, options: ReadOptions): Iterable<ByteRecord> =>
  linesOf(readChunks(file, options), options, file);

/** The first lines that are not blank. */
export const firstLines = (head: Buffer): readonly string[] =>
  head
    .toString('utf8', 0, 16 << 10)
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_LOOKED_AT);
