import type { EventDocument } from '../../record.ts';

const NOTHING = '-';

/** What the head of a log says about its rows, from its last `#Fields` line. */
export interface W3cHeader {
  /** As records have them: a request's header in brackets is named as others are, `cs(User-Agent)` is `cs-user-agent`. */
  readonly names: readonly string[];
  /** As `INDEXED_EXTRACTIONS = w3c` gives them: `cs_User_Agent`. */
  readonly cellNames: readonly string[];
}

export const NO_HEADER: W3cHeader = { names: [], cellNames: [] };

/** The header after one more line that begins with `#`. */
export function withDirective(header: W3cHeader, line: string): W3cHeader {
  const fields = /^#Fields:(.*)$/s.exec(line)?.[1];
  if (fields === undefined) return header;
  const names = fields.split(/\s+/).filter((name) => name !== '');
  return {
    names: names.map((name) =>
      name.replace(/^(\w+)\((.+)\)$/, (_, prefix: string, of: string) => `${prefix}-${of.toLowerCase()}`),
    ),
    cellNames: names.map((name) => name.replace(/\W+/g, '_').replace(/^_+|_+$/g, '')),
  };
}

const cellsOf = (row: string): readonly string[] => row.replace(/ +$/, '').split(/ +/);

/** What is wrong with a row: it was cut, or two were run together. */
export function complaintOf(row: string, { names }: W3cHeader): string | undefined {
  const { length } = cellsOf(row);
  return length === names.length ? undefined : `it has ${length} cells, the head ${names.length} fields`;
}

/** A row by the names of its head. `-`, which stands for nothing, is kept in the record and no cell. */
export function w3cRow(row: string, { names, cellNames }: W3cHeader): EventDocument {
  const value: Record<string, string> = Object.create(null);
  const cells: Record<string, string> = Object.create(null);
  cellsOf(row).forEach((cell, at) => {
    const [name, cellName] = [names[at], cellNames[at]];
    if (name === undefined || cellName === undefined) return;
    value[name] = cell;
    if (cell !== NOTHING && cellName !== '') cells[cellName] = cell;
  });
  return { kind: 'object', value, cells };
}

/** When a request was answered, in UTC; undefined where the log leaves out the date or the time. */
export function timeOfRow(row: string, { names }: W3cHeader): string | undefined {
  const cells = cellsOf(row);
  const [date, time] = [cells[names.indexOf('date')], cells[names.indexOf('time')]];
  return date === undefined || time === undefined ? undefined : `${date} ${time}`;
}
