import { barAt } from '../cef/parse.ts';

const HEADER = ['Vendor', 'Product', 'Version', 'EventID'] as const;
const START = /(?:^|\s)LEEF:\s?([12](?:\.0)?)\|/;
const DELIMITER = /^(?:(?:0|\\)?x([0-9A-Fa-f]{1,4})|\\t|([^|]))?\|/;

/**
 * The fields of a LEEF line: those of the header, then the attributes under their own keys. LEEF 1.0 has a tab between
 * attributes; 2.0 may name another character, as itself or in hexadecimal (`^`, `x09`, `0x7C`; some write `\t`). Undefined when there is
 * no LEEF header.
 *
 * @see https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components
 */
export function parseLeef(line: string): Readonly<Record<string, string>> | undefined {
  const start = START.exec(line);
  if (!start) return undefined;
  const value: Record<string, string> = Object.create(null);
  value['LeefVersion'] = start[1] as string;
  let at = start.index + start[0].length;
  for (const name of HEADER) {
    const end = barAt(line, at);
    if (end < 0) return undefined;
    value[name] = line.slice(at, end).replaceAll('\\|', '|');
    at = end + 1;
  }
  let rest = line.slice(at);
  let delimiter = '\t';
  const named = (start[1] as string).startsWith('2') ? DELIMITER.exec(rest) : null;
  if (named) {
    const [whole, code, character] = named;
    rest = rest.slice(whole.length);
    delimiter = code === undefined ? (character ?? '\t') : String.fromCharCode(Number.parseInt(code, 16));
  }
  for (const attribute of rest.split(delimiter)) {
    const equals = attribute.indexOf('=');
    if (equals > 0) value[attribute.slice(0, equals).trim()] = attribute.slice(equals + 1);
  }
  return value;
}
