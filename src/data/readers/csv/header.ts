import { csvCells } from '../../../util/csv.ts';

/** What the first line of a table says. */
export interface CsvHeader {
  readonly delimiter: string;
  readonly names: readonly string[];
}

export const DELIMITERS = [',', '\t', ';', '|'] as const;

const NAME = /^[\p{L}_@#$][\p{L}\p{N}_ .,;:/@#$%()[\]{}'-]{0,127}$/u;
/** Excel's own line before the header: `sep=;` */
const SEPARATOR_LINE = /^"?sep=(.)"?$/i;

export const isSeparatorLine = (line: string): boolean => SEPARATOR_LINE.test(line);

/** The header in a line; Sentinel's exports lose their ` [UTC]`, spreadsheets their empty columns at the end. */
export function csvHeader(line: string): CsvHeader | undefined {
  const delimiter = delimiterOf(line);
  if (delimiter === undefined) return undefined;
  const names = csvCells(line, delimiter).map((name) => name.trim().replace(/ \[UTC\]$/, ''));
  while (names.at(-1) === '') names.pop();
  return { delimiter, names };
}

/** Whether lines are the beginning of a table: names that differ, and a row with as many cells. */
export function isTable(lines: readonly string[]): boolean {
  const [first = '', second = ''] = isSeparatorLine(lines[0] ?? '') ? lines.slice(1) : lines;
  const header = csvHeader(first);
  if (!header || second === '') return false;
  const { delimiter, names } = header;
  if (names.length < 2 || new Set(names).size < names.length || !names.every((name) => NAME.test(name))) return false;
  return second.includes('"') || csvCells(second, delimiter).length === csvCells(first, delimiter).length;
}

/** A tab where there is one, else what stands most often outside of quotes. */
function delimiterOf(line: string): string | undefined {
  if (line.includes('\t')) return '\t';
  const bare = line.replace(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length - 1 }));
  const [best] = counts.filter(({ count }) => count > 0).sort((left, right) => right.count - left.count);
  return best?.delimiter;
}
