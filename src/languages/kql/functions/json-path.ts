import type { Value } from '../../../table/value.ts';
import { elementOf, isArray, isBag } from '../dynamic.ts';

/**
 * The steps of a JSON path, `$.a['b c'][0]` → `['a', 'b c', 0]`; undefined when the text is none.
 *
 * @see https://learn.microsoft.com/kusto/query/jsonpath
 */
export function parseJsonPath(text: string): readonly (string | number)[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const step = /\.([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(-?\d+))\]/y;
  const steps: (string | number)[] = [];
  for (step.lastIndex = 1; step.lastIndex < text.length;) {
    const found = step.exec(text);
    if (!found) return undefined;
    const [, bare, single, double, index] = found;
    steps.push(index === undefined ? (bare ?? single ?? double ?? '') : Number(index));
  }
  return steps;
}

/** What a document holds at a path; null where there is nothing. */
export function valueAtPath(document: Value, steps: readonly (string | number)[]): Value {
  let value: Value = document;
  for (const step of steps) {
    if (typeof step === 'number') value = isArray(value) ? elementOf(value, step) : null;
    else value = isBag(value) && Object.hasOwn(value, step) ? ((value as Record<string, Value>)[step] ?? null) : null;
  }
  return value;
}
