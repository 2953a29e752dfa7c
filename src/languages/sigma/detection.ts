import type { Expression } from '../../plan/expression.ts';
import { and, type DetectionItem, type ItemContext, lowerItem, or, parseItem } from './item.ts';
import type { YamlPath } from './problems.ts';

const DEPTH_LIMIT = 16;

/** What a search identifier stands for: one item, items that must all hold, or alternatives. */
export type Detection =
  DetectionItem | { readonly kind: 'all' | 'any'; readonly parts: readonly Detection[]; readonly path: YamlPath };

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/**
 * Parses a search identifier's definition: all items of a map, any entry of a list (maps or keywords), one keyword.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#detection
 */
export function parseDetection(
  definition: unknown,
  path: YamlPath,
  context: ItemContext,
  depth = 0,
): Detection | undefined {
  if (depth > DEPTH_LIMIT) {
    context.problems.add('query-error', 'The detection is nested too deep.', { path });
    return undefined;
  }
  if (Array.isArray(definition)) return parseList(definition, path, context, depth);
  if (!isMap(definition)) return parseItem('', definition, path, context);
  const items = Object.entries(definition).map(([key, value]) => parseItem(key, value, [...path, key], context));
  return grouped('all', items, path, context);
}

function parseList(
  list: readonly unknown[],
  path: YamlPath,
  context: ItemContext,
  depth: number,
): Detection | undefined {
  const isNested = (entry: unknown): boolean => Array.isArray(entry) || isMap(entry);
  if (list.length > 0 && !list.some(isNested)) return parseItem('', list, path, context);
  const entries = list.map((entry, index) => parseDetection(entry, [...path, index], context, depth + 1));
  return grouped('any', entries, path, context);
}

function grouped(
  kind: 'all' | 'any',
  parts: readonly (Detection | undefined)[],
  path: YamlPath,
  context: ItemContext,
): Detection | undefined {
  if (parts.length === 0) {
    context.problems.add('query-error', 'The detection is empty.', { path });
    return undefined;
  }
  const sound = parts.filter((part) => part !== undefined);
  if (sound.length < parts.length) return undefined;
  return sound.length === 1 ? sound[0] : { kind, parts: sound, path };
}

/** The detection as an expression over the event's fields. */
export function lowerDetection(detection: Detection): Expression {
  if (detection.kind === 'item') return lowerItem(detection);
  const parts = detection.parts.map(lowerDetection);
  return detection.kind === 'all' ? and(parts) : or(parts);
}
