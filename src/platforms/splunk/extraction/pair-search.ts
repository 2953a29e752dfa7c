/**
 * Turns a pattern of the shape `literal(name)literal([^c]*)literal`, applied with `FORMAT = $1::$2`, into a plain text
 * search for one name: what `<Data Name='([^']+)'>([^<]*)</Data>` gives for `Image` stands behind `<Data Name='Image'>`.
 * Undefined for patterns of any other shape.
 */
export function pairSearch(source: string): ((text: string, name: string) => string | undefined) | undefined {
  const shape =
    /^([^()[\]{}?*+|^$.]+)\((\[\^[^\]]+\]|\\w)\+\)([^()[\]{}?*+|^$.]+)\(\[\^([^\]\\])\]\*\)([^()[\]{}?*+|^$.]+)$/;
  const match = shape.exec(source);
  if (!match) return undefined;
  const [, prefix, nameClass, middle, stop, suffix] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const [before, between, behind] = [prefix, middle, suffix].map(literal);
  // A match cannot begin inside another one's value, and the value ends where the closing text begins.
  if (before === undefined || between === undefined || behind === undefined) return undefined;
  if (!before.startsWith(stop) || !behind.startsWith(stop)) return undefined;
  const isName = new RegExp(`^(?:${nameClass})+$`);
  return (text, name) => {
    if (!isName.test(name)) return undefined;
    const opening = before + name + between;
    for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
      const start = at + opening.length;
      const end = text.indexOf(stop, start);
      if (end >= 0 && text.startsWith(behind, end)) return text.slice(start, end);
    }
    return undefined;
  };
}

/** The text that a pattern without operators stands for; undefined when it holds a class escape. */
function literal(pattern: string): string | undefined {
  return /\\[A-Za-z0-9]/.test(pattern) ? undefined : pattern.replace(/\\(.)/g, '$1');
}
