/** A line of a difference: kept, gone or new. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Texts beyond this are shown as wholly replaced. */
const MOST_CELLS = 4_000_000;

/** The lines of two texts, by their longest common sequence. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const left = before === '' ? [] : before.split('\n');
  const right = after === '' ? [] : after.split('\n');
  if (left.length * right.length > MOST_CELLS) return [...signed('-', left), ...signed('+', right)];
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && left[row] === right[column]) {
      lines.push({ sign: ' ', text: left[row] as string });
      row += 1;
      column += 1;
    } else if (column < right.length && (row === left.length || at(row, column + 1) > at(row + 1, column))) {
      lines.push({ sign: '+', text: right[column++] as string });
    } else lines.push({ sign: '-', text: left[row++] as string });
  }
  return lines;
}

const signed = (sign: '-' | '+', texts: readonly string[]): readonly DiffLine[] =>
  texts.map((text) => ({ sign, text }));
