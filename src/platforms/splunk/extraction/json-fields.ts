import type { FieldCollector } from './extraction.ts';

const DEPTH_LIMIT = 64;

/**
 * Every leaf of a JSON text as a field: `a.b` for objects, `a{}.b` for arrays. Booleans and null are their words, as
 * Splunk shows them. Text that is no JSON gives nothing; text before and after a document is passed over.
 */
export function collectJson(text: string, collected: FieldCollector): void {
  const start = text.search(/[{[]/);
  if (start < 0) return;
  try {
    collect(JSON.parse(start === 0 ? text : text.slice(start)), '', 0, collected);
  } catch {
    return;
  }
}

function collect(value: unknown, path: string, depth: number, collected: FieldCollector): void {
  if (depth > DEPTH_LIMIT) return;
  if (Array.isArray(value)) {
    for (const element of value) collect(element, `${path}{}`, depth + 1, collected);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, path === '' ? key : `${path}.${key}`, depth + 1, collected);
    }
  } else if (path !== '') {
    collected.add(path, String(value));
  }
}
