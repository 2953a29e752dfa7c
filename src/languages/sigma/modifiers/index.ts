import { base64, base64offset, utf16be, utf16WithMark, wide } from './encoding.ts';
import { all, neq } from './item.ts';
import type { Modifier } from './modifier.ts';

export { MODIFIERS_PAGE } from './modifier.ts';
import { day, gt, gte, hour, lt, lte, minute, month, week, year } from './number.ts';
import { cidr, exists, expand, fieldref } from './reference.ts';
import { dotAll, ignoreCase, multiline, re } from './regex.ts';
import { cased, contains, endswith, startswith, windash } from './text.ts';

/** Every modifier of the Sigma specification. */
export const MODIFIERS: readonly Modifier[] = [
  all,
  neq,
  contains,
  startswith,
  endswith,
  cased,
  windash,
  re,
  ignoreCase,
  multiline,
  dotAll,
  base64,
  base64offset,
  wide,
  utf16be,
  utf16WithMark,
  lt,
  lte,
  gt,
  gte,
  minute,
  hour,
  day,
  week,
  month,
  year,
  cidr,
  exists,
  fieldref,
  expand,
];

const BY_NAME = new Map(
  MODIFIERS.flatMap((modifier) =>
    [modifier.name, ...(modifier.aliases ?? [])].map((name) => [name, modifier] as const),
  ),
);

export const modifierNamed = (name: string): Modifier | undefined => BY_NAME.get(name);
export const modifierNames = (): Iterable<string> => BY_NAME.keys();
