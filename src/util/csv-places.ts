export interface CsvCell {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface CsvRow {
  readonly cells: readonly CsvCell[];
  readonly start: number;
  readonly end: number;
}

/**
 * The rows of a CSV text as `csvRows` reads them, each cell with its place; `open` is where a quote begins that is never
 * closed. Lines are skipped before anything is read.
 */
export function csvPlaces(text: string, skipped = 0): { readonly rows: readonly CsvRow[]; readonly open?: number } {
  const rows: CsvRow[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (let line = 0; line < skipped && at < text.length; line += 1) {
    const feed = text.indexOf('\n', at);
    at = feed < 0 ? text.length : feed + 1;
  }
  while (at < text.length) {
    const cells: CsvCell[] = [];
    const start = at;
    for (;;) {
      const cell = readCell(text, at);
      if (cell.open) return { rows, open: at };
      cells.push(cell);
      at = cell.end + 1;
      if (text[cell.end] !== ',') break;
    }
    if (text[at - 1] === '\r' && text[at] === '\n') at += 1;
    const last = cells.at(-1) as CsvCell;
    if (last.end > start || cells.length > 1) rows.push({ cells, start, end: last.end });
  }
  return { rows };
}

function readCell(text: string, start: number): CsvCell & { readonly open?: true } {
  let at = start;
  let value = '';
  if (text[at] === '"') {
    at += 1;
    for (;;) {
      const quote = text.indexOf('"', at);
      if (quote < 0) return { text: value, start, end: text.length, open: true };
      value += text.slice(at, quote);
      at = quote + 1;
      if (text[at] !== '"') break;
      value += '"';
      at += 1;
    }
  }
  let end = at;
  while (
    end < text.length &&
    text[end] !== ',' &&
    text[end] !== '\n' &&
    !(text[end] === '\r' && text[end + 1] === '\n')
  ) {
    end += 1;
  }
  return { text: value + text.slice(at, end), start, end };
}
