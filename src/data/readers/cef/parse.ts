/** The header's fields in order, by the names that the standard gives them. */
const HEADER = ['DeviceVendor', 'DeviceProduct', 'DeviceVersion', 'DeviceEventClassID', 'Name', 'Severity'] as const;

const START = /(?:^|[\s:])CEF:\s?(\d+)\|/;
/** A key of the extension: it stands at the start or behind white space, and an equals sign follows at once. */
const KEY = /(?:^|\s)([\w.[\]-]{1,128})=/g;

/**
 * The fields of a CEF line: those of the header, then those of the extension under their own keys, unescaped. Undefined
 * when there is no CEF header. The last value of a key counts.
 *
 * @see https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors/pdfdoc/common-event-format-v25/common-event-format-v25.pdf
 */
export function parseCef(line: string): Readonly<Record<string, string>> | undefined {
  const start = START.exec(line);
  if (!start) return undefined;
  const value: Record<string, string> = Object.create(null);
  value['CefVersion'] = start[1] as string;
  let at = start.index + start[0].length;
  for (const [index, name] of HEADER.entries()) {
    const end = barAt(line, at);
    if (end < 0 && index < HEADER.length - 1) return undefined;
    const stop = end < 0 ? line.length : end;
    value[name] = line.slice(at, stop).replace(/\\([\\|])/g, '$1');
    at = stop + 1;
  }
  addExtension(line.slice(at), value);
  return value;
}

/** The next bar without a backslash before it. */
export function barAt(line: string, from: number): number {
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '|') return at;
  }
  return -1;
}

/** A value reaches to the next key; equals signs in it are escaped, blanks are not. */
function addExtension(extension: string, value: Record<string, string>): void {
  const keys = [...extension.matchAll(KEY)];
  keys.forEach((key, index) => {
    const start = key.index + key[0].length;
    const end = keys[index + 1]?.index ?? extension.length;
    value[key[1] as string] = unescaped(extension.slice(start, end).trimEnd());
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\([\\=nr|])/g, (_, character: string) => ESCAPES[character] ?? character) : text;
