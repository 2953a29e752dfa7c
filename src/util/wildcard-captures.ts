/**
 * What each `*` of a pattern stands for in a text, the first as long as it can be, then the second: as an expression with
 * `(.*)` in their places finds it. Undefined where the pattern does not fit the whole text. Linear: each piece between two
 * `*` is sought before the one behind it, from the end.
 *
 * @example wildcardCaptures('*_*')('a_b_c') // ['a_b', 'c']
 */
export function wildcardCaptures(pattern: string): (text: string) => readonly string[] | undefined {
  const pieces = pattern.split('*');
  const first = pieces[0] as string;
  const last = pieces.at(-1) as string;
  if (pieces.length === 1) return (text) => (text === first ? [] : undefined);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return undefined;
    const captures: string[] = [];
    let end = text.length - last.length;
    for (let at = pieces.length - 2; at > 0; at -= 1) {
      const piece = pieces[at] as string;
      const start = end - piece.length;
      const found = start < first.length ? -1 : text.lastIndexOf(piece, start);
      if (found < first.length) return undefined;
      captures.unshift(text.slice(found + piece.length, end));
      end = found;
    }
    return [text.slice(first.length, end), ...captures];
  };
}
