/** A test for `like`: the whole text, minding case; `%` is any text, `_` one character. */
export function likeMatcher(pattern: string): (text: string) => boolean {
  const pieces = pattern.split('%');
  if (!pattern.includes('_')) {
    if (pieces.length === 1) return (text) => text === pattern;
    const [first = ''] = pieces;
    const last = pieces.at(-1) ?? '';
    const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
    return (text) => {
      if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
      let at = first.length;
      const end = text.length - last.length;
      for (const piece of middle) {
        const found = text.indexOf(piece, at);
        if (found < 0 || found + piece.length > end) return false;
        at = found + piece.length;
      }
      return true;
    };
  }
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
