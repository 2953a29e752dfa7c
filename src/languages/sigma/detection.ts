import type { Expression } from '../../plan/expression.ts';
import { and, type ItemContext, lowerItem, or } from './item.ts';
import type { YamlPath } from './problems.ts';

const DEPTH_LIMIT = 16;

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/**
 * Lowers a search identifier's definition: all items of a map, any entry of a list (maps or keywords), one keyword.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#detection
 */
export function lowerDetection(
  definition: unknown,
  path: YamlPath,
  context: ItemContext,
  depth = 0,
): Expression | undefined {
  if (depth > DEPTH_LIMIT) {
    context.problems.add('query-error', 'The detection is nested too deep.', { path });
    return undefined;
  }
  if (Array.isArray(definition)) return lowerList(definition, path, context, depth);
  if (!isMap(definition)) return lowerItem('', definition, path, context);
  const entries = Object.entries(definition);
  if (entries.length === 0) {
    context.problems.add('query-error', 'The detection is empty.', { path });
    return undefined;
  }
  const items = entries.map(([key, value]) => lowerItem(key, value, [...path, key], context));
  const sound = items.filter((item) => item !== undefined);
  return sound.length === items.length ? and(sound) : undefined;
}

function lowerList(
  list: readonly unknown[],
  path: YamlPath,
  context: ItemContext,
  depth: number,
): Expression | undefined {
  if (list.length === 0) {
    context.problems.add('query-error', 'The detection is empty.', { path });
    return undefined;
  }
  const isNested = (entry: unknown): boolean => Array.isArray(entry) || isMap(entry);
  if (!list.some(isNested)) return lowerItem('', list, path, context);
  const entries = list.map((entry, index) => lowerDetection(entry, [...path, index], context, depth + 1));
  const sound = entries.filter((entry) => entry !== undefined);
  return sound.length === entries.length ? or(sound) : undefined;
}
