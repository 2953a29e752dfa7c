/** Prints rows under their headers, columns lined up. */
export function printTable(headers: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [headers, ...rows];
  const widths = headers.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, at) => (row[at] ?? '').padEnd(width)).join(' | ')} |`;
  console.log(line(headers));
  console.log(`| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  for (const row of rows) console.log(line(row));
  console.log();
}

export const seconds = (value: number): string => `${value.toFixed(3)} s`;
export const megabytes = (value: number): string => `${value.toFixed(0)} MB`;
export const ratio = (value: number): string => value.toFixed(2);
export const held = (holds: boolean): string => (holds ? 'holds' : 'MISSED');
