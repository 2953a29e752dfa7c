type Parameters = Record<string, string | readonly string[]>;
type Elements = Readonly<Record<string, Readonly<Parameters>>>;

const NAME = /[^\s=\]"]{1,32}/y;

/**
 * STRUCTURED-DATA at the start of a text, and where it ends: `-`, or `[id name="value" …]` one after another. In values
 * `\"`, `\\` and `\]` stand for the character. A name may be repeated. What does not fit is left to the message.
 */
export function structuredData(text: string): { readonly data?: Elements; readonly end: number } {
  if (text.startsWith('-')) return { end: 1 };
  const data: Record<string, Parameters> = Object.create(null);
  let end = 0;
  while (text[end] === '[') {
    const element = elementAt(text, end);
    if (!element) break;
    data[element.id] = { ...data[element.id], ...element.parameters };
    end = element.end;
  }
  return end === 0 ? { end } : { data, end };
}

interface Element {
  readonly id: string;
  readonly parameters: Parameters;
  readonly end: number;
}

function elementAt(text: string, start: number): Element | undefined {
  const id = nameAt(text, start + 1);
  if (id === undefined) return undefined;
  const parameters: Parameters = Object.create(null);
  let at = start + 1 + id.length;
  while (text[at] === ' ') {
    const name = nameAt(text, at + 1);
    if (name === undefined) return undefined;
    const value = valueAt(text, at + 1 + name.length);
    if (!value) return undefined;
    const before = parameters[name];
    parameters[name] = before === undefined ? value.text : [before, value.text].flat();
    at = value.end;
  }
  return text[at] === ']' ? { id, parameters, end: at + 1 } : undefined;
}

function nameAt(text: string, at: number): string | undefined {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0];
}

function valueAt(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  if (!text.startsWith('="', start)) return undefined;
  let value = '';
  let from = start + 2;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') return { text: value + text.slice(from, at), end: at + 1 };
    if (text[at] === '\\' && /["\\\]]/.test(text[at + 1] ?? '')) {
      value += text.slice(from, at) + (text[at + 1] as string);
      from = at + 2;
      at += 1;
    }
  }
  return undefined;
}
