import type { Mention } from '../../plan/plan.ts';

/** Characters that stand for themselves in every log format: no escape of XML or JSON, no case but ASCII's. */
const SAFE_RUN = /[A-Za-z0-9 _.,:;=()%$#@!*~^|[\]{}?-]+/g;
const SHORTEST = 3;
const NUMERIC = /^[\d. ]+$/;

type Group = readonly string[];

/** Texts of which a record must hold one of every group for the mention to be able to hold; see `ReadOptions.needles`. */
export function needlesOf(mention: Mention | undefined): readonly Group[] {
  return mention ? groupsOf(mention) : [];
}

function groupsOf(mention: Mention): readonly Group[] {
  if ('all' in mention) return mention.all.flatMap(groupsOf);
  if ('any' in mention) {
    const texts = new Set<string>();
    for (const part of mention.any) {
      const [first] = groupsOf(part);
      if (!first) return [];
      for (const text of first) texts.add(text);
    }
    return texts.size === 0 ? [] : [[...texts]];
  }
  const runs = mention.text.match(SAFE_RUN) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  // A number may be written in other ways than the text that it compares as.
  return longest.length < SHORTEST || NUMERIC.test(longest) ? [] : [[longest]];
}
