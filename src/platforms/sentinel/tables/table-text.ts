import type { KqlColumn } from '../../../languages/kql/environment.ts';

/**
 * Table schemas as text, one table a line, so that 2,000 tables load in a few milliseconds and a change shows as one
 * changed line:
 *
 * ```
 * Event Computer EventID:int TimeGenerated:datetime
 * ```
 *
 * The table's name comes first, then its columns in order; a column without a type is a string.
 */
const DEFAULT_TYPE = 'string';

export function printTable(name: string, columns: readonly KqlColumn[]): string {
  const words = columns.map((column) => (column.type === DEFAULT_TYPE ? column.name : `${column.name}:${column.type}`));
  return [name, ...words].join(' ');
}

function parseColumns(words: string): readonly KqlColumn[] {
  return words
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const colon = word.indexOf(':');
      return colon < 0
        ? { name: word, type: DEFAULT_TYPE }
        : { name: word.slice(0, colon), type: word.slice(colon + 1) };
    });
}

/** The tables of such a text: names at once, columns when they are asked for. Lines that begin with `#` are comments. */
export class TableText {
  readonly #text: string;
  readonly #lines = new Map<string, { readonly start: number; readonly end: number }>();

  constructor(text: string) {
    this.#text = text;
    let start = 0;
    while (start < text.length) {
      const lineBreak = text.indexOf('\n', start);
      const end = lineBreak < 0 ? text.length : lineBreak;
      const space = text.indexOf(' ', start);
      const nameEnd = space < 0 || space > end ? end : space;
      if (nameEnd > start && text[start] !== '#') {
        this.#lines.set(text.slice(start, nameEnd), { start: nameEnd, end });
      }
      start = end + 1;
    }
  }

  names(): Iterable<string> {
    return this.#lines.keys();
  }

  /** Undefined for a name without columns, too: nobody has written down what it holds. */
  columns(name: string): readonly KqlColumn[] | undefined {
    const line = this.#lines.get(name);
    const columns = line && parseColumns(this.#text.slice(line.start, line.end).trim());
    return columns?.length === 0 ? undefined : columns;
  }
}
