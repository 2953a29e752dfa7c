import type { ParsedCommand } from '../pipeline.ts';

const PLACES: ReadonlySet<string> = new Set(['start', 'end', 'at']);

/** A parsed search that no longer knows where anything stood: two searches that say the same are then equal. */
export const withoutPlaces = (commands: readonly ParsedCommand[]): readonly ParsedCommand[] =>
  commands.map(({ command, arguments: args, passed }) => ({
    command,
    arguments: strip(args),
    ...(passed && { passed }),
    start: 0,
    end: 0,
  }));

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (value instanceof Map) return new Map([...value].map(([key, element]) => [key, strip(element)]));
  if (typeof value !== 'object' || value === null) return value;
  if ('command' in value && 'arguments' in value) return withoutPlaces([value as ParsedCommand])[0];
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [
      key,
      PLACES.has(key) && typeof element === 'number' ? 0 : strip(element),
    ]),
  );
}
