import type { Value } from '../../../table/value.ts';
import { fromList } from '../values.ts';

/** A step of a path: a key, an element, all elements. */
export type PathStep = { readonly key: string } | { readonly index: number } | { readonly all: true };

/** `a.b{0}.c{}` as steps; an empty path is the document itself. */
export function parsePath(path: string): readonly PathStep[] {
  const steps: PathStep[] = [];
  for (const part of path.match(/[^.{}]+|\{\d*\}|\{@[^}]*\}/g) ?? []) {
    if (part === '{}') steps.push({ all: true });
    else if (/^\{\d+\}$/.test(part)) steps.push({ index: Number(part.slice(1, -1)) });
    else steps.push({ key: part });
  }
  return steps;
}

/** A JSON document; undefined when the text is none. */
export function parseDocument(text: string): { readonly document: unknown } | undefined {
  const first = text.trimStart()[0];
  if (first === undefined) return undefined;
  try {
    return { document: JSON.parse(text) };
  } catch {
    // No JSON: every function that reads JSON is null then.
    return undefined;
  }
}

/** An element of an array that is made of texts: what the text says as JSON, null when it is none. */
export const inferredElement = (text: string): unknown => parseDocument(text)?.document ?? null;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** All that stands at a path. */
export function valuesAt(document: unknown, steps: readonly PathStep[]): readonly unknown[] {
  let found: readonly unknown[] = [document];
  for (const step of steps) {
    found = found.flatMap((value) => {
      if ('key' in step) return isObject(value) && Object.hasOwn(value, step.key) ? [value[step.key]] : [];
      if (!Array.isArray(value)) return [];
      return 'all' in step ? value : step.index < value.length ? [value[step.index]] : [];
    });
  }
  return found;
}

/** A JSON value as a field holds it: texts without quotes, objects and arrays as JSON. */
export function cellOf(value: unknown): Value {
  if (value === undefined) return null;
  if (value === null) return 'null';
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return JSON.stringify(value);
}

/** The values at a path of JSON text, numbers as they are written; null when there are none. */
export function spathValues(text: string, path: string): Value {
  const parsed = parseDocument(withNumberTexts(text));
  return parsed
    ? fromList(valuesAt(parsed.document, parsePath(path)).map((value) => writtenCell(cellOf(value))))
    : null;
}

/** Begins texts that stand for numbers which would be printed otherwise than they are written. */
const NUMBER_MARK = '\u0000';
const ODD_NUMBER = /\d[.eE]\d|\d{16}/;
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs;

const withNumberTexts = (text: string): string =>
  ODD_NUMBER.test(text)
    ? text.replace(TOKEN, (token) =>
        token.startsWith('"') || String(Number(token)) === token || !isJsonNumber(token)
          ? token
          : JSON.stringify(NUMBER_MARK + token),
      )
    : text;

const isJsonNumber = (token: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(token);

/** A cell with its numbers as they were written. */
function writtenCell(cell: Value): Value {
  if (typeof cell !== 'string') return cell;
  if (cell.startsWith(NUMBER_MARK)) return cell.slice(NUMBER_MARK.length);
  return cell.includes('"\\u0000') ? cell.replace(/"\\u0000(-?[\d.eE+-]+)"/g, '$1') : cell;
}
