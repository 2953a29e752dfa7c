/** What the head of a Zeek log says about its rows. */
export interface ZeekHeader {
  readonly separator: string;
  readonly setSeparator: string;
  readonly emptyField: string;
  readonly unsetField: string;
  /** `conn`, `dns`. */
  readonly path: string | undefined;
  readonly fields: readonly string[];
  readonly types: readonly string[];
}

export const FIRST_HEADER: ZeekHeader = {
  separator: '\t',
  setSeparator: ',',
  emptyField: '(empty)',
  unsetField: '-',
  path: undefined,
  fields: [],
  types: [],
};

/** The header after one more of its lines (`#fields	ts	uid`). */
export function withHeaderLine(header: ZeekHeader, line: string): ZeekHeader {
  if (line.startsWith('#separator '))
    return { ...FIRST_HEADER, separator: unescapeZeek(line.slice('#separator '.length)) };
  const [name, ...values] = line.split(header.separator);
  const [value = ''] = values;
  switch (name) {
    case '#set_separator':
      return { ...header, setSeparator: unescapeZeek(value) };
    case '#empty_field':
      return { ...header, emptyField: value };
    case '#unset_field':
      return { ...header, unsetField: value };
    case '#path':
      return { ...header, path: value };
    case '#fields':
      return { ...header, fields: values };
    case '#types':
      return { ...header, types: values };
    default:
      return header;
  }
}

/** `\x09` is a tab, `\\` a backslash. */
export const unescapeZeek = (text: string): string =>
  text.includes('\\')
    ? Buffer.from(
        Buffer.from(text, 'utf8')
          .toString('latin1')
          .replace(/\\(?:x([0-9a-fA-F]{2})|\\)/g, (_, code?: string) =>
            code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
          ),
        'latin1',
      ).toString('utf8')
    : text;
