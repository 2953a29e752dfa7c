const MOST_TEXTS = 10_000;

/** What a text names, each once: edits of knowledge ask the same texts for it again and again. */
export function perText(find: (text: string) => readonly string[]): (text: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (text) => {
    const names = known.get(text) ?? [...new Set(find(text))];
    if (known.size >= MOST_TEXTS) known.clear();
    known.set(text, names);
    return names;
  };
}
