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
  /** What went wrong, a line each, for `--verbose`. */
  readonly details: readonly string[];
}

export const zero = (): Score => ({ right: 0, wrong: 0, unsupported: 0, error: 0 });

export const total = (score: Score): number => score.right + score.wrong + score.unsupported + score.error;

/** Sentences about every count that got worse than it was. */
export function regressions(suite: string, before: Score | undefined, now: Score): readonly string[] {
  if (!before) return [];
  const worse: string[] = [];
  if (now.right < before.right) worse.push(`${suite}: right fell from ${before.right} to ${now.right}`);
  for (const kind of ['wrong', 'unsupported', 'error'] as const) {
    if (now[kind] > before[kind]) worse.push(`${suite}: ${kind} rose from ${before[kind]} to ${now[kind]}`);
  }
  return worse;
}
