/**
 * The cells of one CSV row (RFC 4180): cells in double quotes may hold delimiters, line breaks and doubled quotes. What
 * stands between a closing quote and the next delimiter belongs to the cell, as spreadsheets read it.
 *
 * @example csvCells('a,"b, ""c""",') // ['a', 'b, "c"', '']
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function csvCells(row: string, delimiter = ','): readonly string[] {
  if (!row.includes('"')) return row.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const [cell, end] = cellAt(row, at, delimiter);
    cells.push(cell);
    if (end >= row.length) return cells;
    at = end + 1;
  }
}

/** The rows of a CSV text, empty lines left out. Line breaks are `\n` or `\r\n`; a byte order mark is dropped. */
export function csvRows(text: string, delimiter = ','): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  let start = text.startsWith('\ufeff') ? 1 : 0;
  while (start < text.length) {
    const end = csvRowEnd(text, start);
    const row = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    if (row !== '') rows.push(csvCells(row, delimiter));
    start = end + 1;
  }
  return rows;
}

/** The cells of the first row of a CSV text. */
export function firstCsvRow(text: string): readonly string[] {
  const end = csvRowEnd(text, 0);
  return csvCells(text.slice(0, text[end - 1] === '\r' ? end - 1 : end));
}

/** Where the row that begins at `start` ends: at a line feed outside of quotes, or with the text. */
function csvRowEnd(text: string, start: number): number {
  let from = start;
  for (;;) {
    const feed = text.indexOf('\n', from);
    const quote = text.indexOf('"', from);
    if (feed < 0 && quote < 0) return text.length;
    if (quote < 0 || (feed >= 0 && feed < quote)) return feed;
    const close = text.indexOf('"', quote + 1);
    if (close < 0) return text.length;
    from = close + 1;
  }
}

/** A cell, and where its delimiter stands. */
function cellAt(row: string, start: number, delimiter: string): readonly [cell: string, end: number] {
  if (row[start] !== '"') return bareCellAt(row, start, delimiter);
  let cell = '';
  let at = start + 1;
  for (;;) {
    const quote = row.indexOf('"', at);
    if (quote < 0) return [cell + row.slice(at), row.length];
    cell += row.slice(at, quote);
    if (row[quote + 1] !== '"') {
      const [rest, end] = bareCellAt(row, quote + 1, delimiter);
      return [cell + rest, end];
    }
    cell += '"';
    at = quote + 2;
  }
}

function bareCellAt(row: string, start: number, delimiter: string): readonly [cell: string, end: number] {
  const next = row.indexOf(delimiter, start);
  const end = next < 0 ? row.length : next;
  return [row.slice(start, end), end];
}
