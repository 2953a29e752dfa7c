/** Outcomes of one suite. Only `right` is good; `unsupported` is honest; `wrong` is the worst. */
export interface Score {
  right: number;
  wrong: number;
  unsupported: number;
  error: number;
}

export interface SuiteResult {
  readonly suite: string;
  readonly score: Score;
  /** Cases that the vendor's documentation contradicts; they are not in the score. */
  readonly mistaken?: number;
  /** What went wrong, a line each, for `--verbose`. */
  readonly details: readonly string[];
}

export const zero = (): Score => ({ right: 0, wrong: 0, unsupported: 0, error: 0 });

export const total = (score: Score): number => score.right + score.wrong + score.unsupported + score.error;

/** What is worse than `kind`, and the kind itself: a case may move up among them, not down. */
const AT_LEAST_AS_BAD = {
  wrong: ['wrong'],
  error: ['wrong', 'error'],
  unsupported: ['wrong', 'error', 'unsupported'],
} as const;

/** Sentences about every count that got worse than it was: an error that becomes an honest "unsupported" is better. */
export function regressions(suite: string, before: Score | undefined, now: Score): readonly string[] {
  if (!before) return [];
  const worse: string[] = [];
  if (now.right < before.right) worse.push(`${suite}: right fell from ${before.right} to ${now.right}`);
  for (const [kind, kinds] of Object.entries(AT_LEAST_AS_BAD)) {
    const count = (score: Score): number => kinds.reduce((sum, name) => sum + score[name], 0);
    if (count(now) > count(before))
      worse.push(`${suite}: ${kind} or worse rose from ${count(before)} to ${count(now)}`);
  }
  return worse;
}
