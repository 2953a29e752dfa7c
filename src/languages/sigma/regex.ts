import { createRequire } from 'node:module';
import type { RE2JS as Re2 } from 're2js';
import { boundedTest } from '../../util/bounded-regexp.ts';
import { PcreFailure, type PcreFlags, translatePcre } from '../../util/pcre.ts';
import { withPlainEnds } from '../../util/pcre-ends.ts';

export type RegexFlags = Pick<PcreFlags, 'ignoreCase' | 'multiline' | 'dotAll'>;

/** Finds the expression anywhere in a text. */
export type RegexTest = (text: string) => boolean;

/**
 * Compiles a Sigma `re` value: PCRE, unanchored, minding case unless told otherwise. Expressions in which a repetition
 * repeats another run on an engine without backtracking where it can: no log line makes them slow.
 *
 * @throws PcreFailure
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-modifiers.md
 */
export function compileRegex(source: string, flags: RegexFlags): RegexTest {
  const translated = translatePcre(source, flags);
  const linear = translated.nested ? linearTest(source, flags) : undefined;
  return linear ?? backtrackingTest(translated.source, translated.flags);
}

function backtrackingTest(source: string, flags: string): RegexTest {
  try {
    const anywhere = boundedTest(source, flags);
    const plainSource = withPlainEnds(source, '$');
    const plain = plainSource === source ? anywhere : boundedTest(plainSource, flags);
    return (text) => (text.endsWith('\n') ? anywhere : plain).test(text);
  } catch (error) {
    throw new PcreFailure(error instanceof Error ? error.message : String(error), true);
  }
}

/** Undefined for look-around and back-references, which the engine without backtracking does not have. */
function linearTest(source: string, flags: RegexFlags): RegexTest | undefined {
  const { RE2JS } = createRequire(import.meta.url)('re2js') as { RE2JS: typeof Re2 };
  const bits =
    (flags.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.multiline ? RE2JS.MULTILINE : 0) |
    (flags.dotAll ? RE2JS.DOTALL : 0);
  try {
    const expression = RE2JS.compile(flags.multiline ? source : withPcreEnd(source), bits);
    return (text) => expression.matcher(text).find();
  } catch {
    // The run's budget bounds what then has to backtrack.
    return undefined;
  }
}

/** In PCRE `$` also holds before a line feed at the end. */
const withPcreEnd = (source: string): string =>
  source.replace(/\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\$/g, (token) => (token === '$' ? '(?:\\n?\\z)' : token));
