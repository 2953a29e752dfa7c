import { macroDefinition } from '../../languages/spl/expansion.ts';
import type { SplEnvironment } from '../../languages/spl/environment.ts';
import type { Macro } from './details.ts';
import { macroCalls } from './query-tokens.ts';

const DEEPEST = 8;

/** A macro as its call stands in a search, and those inside it. */
export function expandForReader(call: string, environment: SplEnvironment, depth = 0): Macro {
  const found = macroDefinition(call, environment);
  if (!found) return { call, calls: [] };
  const { definition, file } = found;
  const inner = depth < DEEPEST ? [...new Set(macroCalls(definition))] : [];
  return {
    call,
    definition,
    ...(file !== undefined && { file }),
    calls: inner.map((name) => expandForReader(name, environment, depth + 1)),
  };
}
