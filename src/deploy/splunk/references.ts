export interface MacroCall {
  readonly name: string;
  readonly argumentCount: number;
}

/** The macros that a search calls: `` `name` `` and `` `name(a, "b, c")` ``. */
export function macroCallsIn(search: string): readonly MacroCall[] {
  const calls: MacroCall[] = [];
  for (const [, inner = ''] of search.matchAll(/`([^`]+)`/g)) {
    const call = /^\s*([\w:.-]+)\s*(?:\(([\s\S]*)\))?\s*$/.exec(inner);
    if (call?.[1] === undefined) continue;
    calls.push({ name: call[1], argumentCount: countArguments(call[2]) });
  }
  return calls;
}

/** The lookups that a search reads or writes. */
export function lookupsIn(search: string): readonly string[] {
  const calls = search.matchAll(
    /\b(?:inputlookup|outputlookup|lookup)\s+((?:[a-z_]+\s*=\s*\S+\s+)*)("([^"]+)"|[\w.:-]+)/gi,
  );
  return [...new Set(Array.from(calls, ([, , bare = '', quoted]) => quoted ?? bare))];
}

function countArguments(text: string | undefined): number {
  if (text === undefined || text.trim() === '') return 0;
  let count = 1;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) count += 1;
  }
  return count;
}
