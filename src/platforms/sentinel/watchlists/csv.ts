/** The rows of a CSV text (RFC 4180): quoted cells may hold commas, line breaks and doubled quotes. */
export const parseCsv = (text: string): readonly (readonly string[])[] => parseDelimited(text, ',');

/** The same with another character between the cells. */
export function parseDelimited(text: string, delimiter: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [cell, end] = text[at] === '"' ? quotedCell(text, at, delimiter) : bareCell(text, at, delimiter);
    row.push(cell);
    at = end;
    if (text[at] === delimiter) {
      at += 1;
      if (at === text.length) row.push('');
      continue;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

function bareCell(text: string, start: number, delimiter: string): readonly [string, number] {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return [text.slice(start, end), end];
}

/** What stands between the closing quote and the next comma belongs to the cell, as spreadsheets read it. */
function quotedCell(text: string, start: number, delimiter: string): readonly [string, number] {
  let cell = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return [cell + text.slice(at), text.length];
    cell += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const [rest, end] = bareCell(text, quote + 1, delimiter);
      return [cell + rest, end];
    }
    cell += '"';
    at = quote + 2;
  }
}
