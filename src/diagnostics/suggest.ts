/** The candidate closest to `word` (edit distance, without case), or undefined when none is close: within `limit`. */
export function suggest(
  word: string,
  candidates: Iterable<string>,
  limit: number = Math.max(1, Math.floor(word.length / 3)),
): string | undefined {
  const wanted = word.toLowerCase();
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const most = best ? best.distance - 1 : limit;
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), most);
    if (distance <= most) best = { candidate, distance };
  }
  return best?.candidate;
}

/** Levenshtein distance with transpositions of neighbours; some number above `most` where it is above that. */
function editDistance(left: string, right: string, most: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  let leastBefore = 0;
  for (let i = 1; i <= left.length; i += 1) {
    const current = [i];
    let leastOfRow = i;
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let least = Math.min(
        (previous[j] as number) + 1,
        (current[j - 1] as number) + 1,
        (previous[j - 1] as number) + same,
      );
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        least = Math.min(least, (before[j - 2] as number) + 1);
      }
      current.push(least);
      if (least < leastOfRow) leastOfRow = least;
    }
    if (leastOfRow > most && leastBefore > most) return most + 1;
    leastBefore = leastOfRow;
    before = previous;
    previous = current;
  }
  return previous[right.length] as number;
}
