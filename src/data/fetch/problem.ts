/** A download that failed: another attempt may help when it is `passing`. */
export class FetchProblem extends Error {
  override readonly name = 'FetchProblem';
  readonly passing: boolean;
  /** How long the server asks to wait before the next attempt, in milliseconds. */
  readonly waitMs: number | undefined;
  constructor(message: string, { passing = false, waitMs }: { passing?: boolean; waitMs?: number | undefined } = {}) {
    super(message);
    this.passing = passing;
    this.waitMs = waitMs;
  }
}
