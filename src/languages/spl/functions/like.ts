import { piecesInOrder } from '../../../util/pieces-in-order.ts';

/** A test for `like`: the whole text, minding case; `%` is any text, `_` one character. */
export function likeMatcher(pattern: string): (text: string) => boolean {
  if (!pattern.includes('_')) return piecesInOrder(pattern.split('%'));
  return (text) => matches([...pattern], [...text]);
}

/** Greedy with one place to come back to: linear in practice, never exponential. */
function matches(pattern: readonly string[], text: readonly string[]): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    if (place < pattern.length && pattern[place] === '%') {
      star = place;
      retry = at;
      place += 1;
    } else if (place < pattern.length && (pattern[place] === '_' || pattern[place] === text[at])) {
      place += 1;
      at += 1;
    } else if (star >= 0) {
      place = star + 1;
      retry += 1;
      at = retry;
    } else return false;
  }
  while (pattern[place] === '%') place += 1;
  return place === pattern.length;
}
