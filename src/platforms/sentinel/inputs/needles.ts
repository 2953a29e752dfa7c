import type { Mention } from '../../../plan/plan.ts';
import { smallest } from '../../../util/append.ts';

type Groups = readonly (readonly string[])[];

/** Shorter texts occur nearly everywhere: searching for them costs more than it saves. */
const SHORTEST = 3;

/**
 * What a reader may search raw records for: each record that matters holds at least one text of every group. Only
 * columns that hold the record's own text count, and of a text only a run of characters that no log format escapes.
 */
export function needlesOf(
  mention: Mention | undefined,
  isVerbatim: (column: string, numeric: boolean) => boolean,
): Groups {
  if (!mention) return [];
  if ('column' in mention) {
    const text = isVerbatim(mention.column, mention.numeric === true) ? longestPlainRun(mention.text) : '';
    return text.length >= SHORTEST ? [[text]] : [];
  }
  if ('all' in mention) return mention.all.flatMap((part) => needlesOf(part, isVerbatim));
  const alternatives = mention.any.map((part) => narrowest(needlesOf(part, isVerbatim)));
  return alternatives.every((group) => group !== undefined) ? [alternatives.flat()] : [];
}

/** The group that lets the fewest records through, as far as lengths tell. */
function narrowest(groups: Groups): readonly string[] | undefined {
  const shortest = (group: readonly string[]): number => smallest(group.map((text) => text.length));
  return groups.reduce<readonly string[] | undefined>(
    (best, group) => (best === undefined || shortest(group) > shortest(best) ? group : best),
    undefined,
  );
}

function longestPlainRun(text: string): string {
  let longest = '';
  for (const [run] of text.matchAll(/[A-Za-z0-9_.-]+/g)) if (run.length > longest.length) longest = run;
  return longest;
}
