import { createRequire } from 'node:module';
import type { RE2JS as Re2 } from 're2js';
import type { TranslatedPcre } from '../../../util/pcre.ts';
import { withPlainEnds } from '../../../util/pcre-ends.ts';

/** A match in the numbering of the translated expression. */
export interface LinearMatch {
  readonly index: number;
  readonly end: number;
  group(number: number): string | undefined;
  start(number: number): number;
}

export interface LinearRegex {
  /** Whether the expression means the same on this engine over the text. */
  serves(text: string): boolean;
  test(text: string): boolean;
  exec(text: string, from: number): LinearMatch | undefined;
}

/** What takes backtracking: look-around and references back. */
const BACKTRACKS = /\(\?[=!]|\(\?<[=!]|\\[1-9]|\\k</;

let library: typeof Re2 | undefined;

/**
 * An expression whose repetitions repeat others, on an engine that takes linear time; it prefers matches as PCRE does.
 * Undefined where the expression needs backtracking after all.
 */
export function linearRegex({ source: written, flags }: TranslatedPcre): LinearRegex | undefined {
  const source = withPlainEnds(written, '\\z');
  const hasEnd = source !== written;
  if (BACKTRACKS.test(source)) return undefined;
  library ??= (createRequire(import.meta.url)('re2js') as { RE2JS: typeof Re2 }).RE2JS;
  const modes = ['i', 'm', 's'].filter((flag) => flags.includes(flag)).join('');
  const expression = compiled(library, modes === '' ? source : `(?${modes})${source}`);
  if (!expression) return undefined;
  return {
    serves: (text) => !hasEnd || !text.endsWith('\n'),
    test: (text) => expression.matcher(text).find(),
    exec(text, from) {
      const matcher = expression.matcher(text);
      if (from > text.length || !matcher.find(from)) return undefined;
      return {
        index: matcher.start(),
        end: matcher.end(),
        group: (number) => matcher.group(number) ?? undefined,
        start: (number) => matcher.start(number),
      };
    },
  };
}

function compiled(re2: typeof Re2, source: string): ReturnType<typeof Re2.compile> | undefined {
  try {
    return re2.compile(source);
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('RE2JS')) return undefined;
    throw error;
  }
}
