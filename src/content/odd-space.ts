const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break space (U+00A0)',
  '\u2007': 'a figure space (U+2007)',
  '\u202f': 'a narrow no-break space (U+202F)',
  '\u200b': 'a zero-width space (U+200B)',
  '\u3000': 'an ideographic space (U+3000)',
};

/** Behind the colon of a key or the dash of a list, or among the indentation. */
const PLACES = /^[ ]*(?:- *)*(?:[\w.-]+:|-)?([\u00a0\u2007\u202f\u200b\u3000])/;

/** A space that YAML does not take for one, in the line at an offset or in the one before. */
export function oddSpaceAt(
  content: string,
  offset: number,
): { readonly offset: number; readonly name: string } | undefined {
  const lineStart = content.lastIndexOf('\n', offset - 1) + 1;
  const before = lineStart === 0 ? 0 : content.lastIndexOf('\n', lineStart - 2) + 1;
  for (const start of new Set([lineStart, before])) {
    const end = content.indexOf('\n', start);
    const found = PLACES.exec(content.slice(start, end < 0 ? undefined : end));
    const name = NAMES[found?.[1] ?? ''];
    if (found && name !== undefined) return { offset: start + found[0].length - 1, name };
  }
  return undefined;
}
