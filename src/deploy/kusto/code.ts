/** Strings in all spellings of KQL, and comments: where names are no names. */
const NO_CODE =
  /```[\s\S]*?```|~~~[\s\S]*?~~~|[hH]?@"(?:[^"]|"")*"|[hH]?@'(?:[^']|'')*'|[hH]?"(?:[^"\\\n]|\\.)*"|[hH]?'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*/g;

/** The query with everything between strings and comments changed. */
export function mapCode(query: string, change: (code: string) => string): string {
  let result = '';
  let from = 0;
  for (const match of query.matchAll(NO_CODE)) {
    result += change(query.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return result + change(query.slice(from));
}

/** The names that stand in a query, whatever they name. */
export function namesIn(query: string): ReadonlySet<string> {
  const names = new Set<string>();
  mapCode(query, (code) => {
    for (const [name] of code.matchAll(/[A-Za-z_]\w*/g)) names.add(name);
    return code;
  });
  return names;
}
