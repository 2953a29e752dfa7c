import { readChunks } from '../chunks.ts';
import type { EventDocument, LogReader } from '../record.ts';
import { inBatches } from './byte-batch.ts';
import { linesOf, nextLine } from './lines.ts';

interface LineFormat extends Omit<LogReader, 'read' | 'detects' | 'nextRecord'> {
  /** Whether a line is one of this format. */
  detectsLine(line: string): boolean;
  parse(raw: string): EventDocument;
}

const LINES_LOOKED_AT = 5;

/** A format that has an event in each line. The first lines tell it: most of them must be its own. */
export function lineFormat({ detectsLine, parse, ...definition }: LineFormat): LogReader {
  return {
    ...definition,
    detects: (head) => {
      const lines = firstLines(head);
      return lines.length > 0 && lines.filter(detectsLine).length * 2 > lines.length;
    },
    *read(file, options) {
      yield* inBatches(linesOf(readChunks(file, options), options, file), options.batchSize, parse);
    },
    nextRecord: nextLine,
  };
}

/** The first lines that are not blank. */
export const firstLines = (head: Buffer): readonly string[] =>
  head
    .toString('utf8', 0, 16 << 10)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_LOOKED_AT);
