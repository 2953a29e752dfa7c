/** The words that mean something where a name may stand; as a name they are written in quotes. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'and or not xor in like between as by groupby over where from output outputnew with sortby d desc asc ' +
    'true false t f null union diff intersect search flat eval term case'
  ).split(' '),
);

const BARE_NAME = /^[A-Za-z_*{][\w.*{}@-]*$/;
const BARE_VALUE = /^[A-Za-z0-9_.*@+%:-]+$/;

/**
 * A text in double quotes. A backslash is doubled only where it would otherwise escape what follows, so that regular
 * expressions stay as people write them.
 */
export const quoted = (text: string): string => `"${text.replace(/\\(?=[\\"]|$)|"/g, (found) => `\\${found}`)}"`;

/** A text in double quotes with every backslash doubled, as the search command documents it. */
export const quotedValue = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** A field or another name: bare where that is plain, else in double quotes. */
export const printName = (name: string): string =>
  BARE_NAME.test(name) && !RESERVED.has(name.toLowerCase()) ? name : quoted(name);

/** The value of an option. */
export const printValue = (value: string): string => (BARE_VALUE.test(value) ? value : quoted(value));

export const printNames = (names: readonly string[], separator = ' '): string => names.map(printName).join(separator);

type OptionValue = string | number | boolean | null | undefined;

/** `name=value` for each option that is given; `undefined` and `null` are left out. */
export const printOptions = (options: Readonly<Record<string, OptionValue>> | ReadonlyMap<string, string>): string =>
  (options instanceof Map ? [...options] : Object.entries(options))
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${printValue(typeof value === 'string' ? value : String(value))}`)
    .join(' ');

/** The value, unless it is the one that counts without an option. */
export const unless = <T>(otherwise: T, value: T): T | undefined => (value === otherwise ? undefined : value);

/** `field AS output`, or the field alone when the output is named the same. */
export const printAlias = (field: string, output: string): string =>
  field === output ? printName(field) : `${printName(field)} AS ${printName(output)}`;

/** ` AS output` behind what is named `natural` without it. */
export const printAs = (natural: string, output: string): string =>
  natural === output ? '' : `AS ${printName(output)}`;

/** `BY a b`; nothing without fields. */
export const printBy = (fields: readonly string[]): string => (fields.length === 0 ? '' : `BY ${printNames(fields)}`);

/** Parts with blanks between them; empty ones are left out. */
export const words = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' ');
