/** A line of the text before beside the line of the text after; one side is absent where a line was added or removed. */
export interface LinePair {
  readonly before?: string;
  readonly after?: string;
}

/** Beyond so many pairs of lines they are set side by side as they come. */
const MOST_CELLS = 4_000_000;

/** Two texts line by line, equal lines beside each other (longest common subsequence). */
export function linePairs(before: string, after: string): readonly LinePair[] {
  const [left, right] = [before.split('\n'), after.split('\n')];
  if (left.length * right.length > MOST_CELLS)
    return [...left.map((line) => ({ before: line })), ...right.map((line) => ({ after: line }))];
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        left[row] === right[column]
          ? (lengths[(row + 1) * width + column + 1] as number) + 1
          : Math.max(lengths[(row + 1) * width + column] as number, lengths[row * width + column + 1] as number);
    }
  }
  const pairs: LinePair[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const [gone, come] = [removed[at], added[at]];
      pairs.push({ ...(gone !== undefined && { before: gone }), ...(come !== undefined && { after: come }) });
    }
    removed = [];
    added = [];
  };
  let [row, column] = [0, 0];
  while (row < left.length || column < right.length) {
    const [gone, come] = [left[row], right[column]];
    if (gone !== undefined && gone === come) {
      flush();
      pairs.push({ before: gone, after: gone });
      row += 1;
      column += 1;
    } else if (
      come !== undefined &&
      (gone === undefined ||
        (lengths[row * width + column + 1] as number) > (lengths[(row + 1) * width + column] as number))
    ) {
      added.push(come);
      column += 1;
    } else {
      removed.push(gone ?? '');
      row += 1;
    }
  }
  flush();
  return pairs;
}
