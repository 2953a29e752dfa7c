import type { EventDocument } from '../../record.ts';
import { isObject, parseJson } from './value.ts';
import { documentOf } from './windows.ts';

/** What a line says that is a JSON object; undefined when it is none. */
export function jsonDocument(line: string): EventDocument | undefined {
  if (!line.startsWith('{') || !line.trimEnd().endsWith('}')) return undefined;
  try {
    const value = parseJson(line);
    return isObject(value) ? documentOf(value) : undefined;
  } catch {
    // It only looks like one: it is text.
    return undefined;
  }
}
