/**
 * How the values of a field are to be joined, should they be: `mvcombine delim=` and `stats delim=` say so, `nomv`
 * does it. It belongs to the list itself, so that it travels with the field.
 */
const delimiters = new WeakMap<object, string>();

/** Says how a list is to be joined. */
export function joinedBy<T>(value: T, delimiter: string): T {
  if (Array.isArray(value)) delimiters.set(value, delimiter);
  return value;
}

/** By newline, when nobody said otherwise. */
export const delimiterOf = (value: object): string => delimiters.get(value) ?? '\n';
