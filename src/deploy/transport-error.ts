export type TransportProblem = 'status' | 'network' | 'timeout' | 'truncated';

interface Details {
  readonly problem: TransportProblem;
  readonly status?: number;
  readonly retryAfterMs?: number;
}

const AGAIN: ReadonlySet<number> = new Set([408, 409, 412, 429, 500, 502, 503, 504]);

/** A request that a workspace did not answer as hoped. The message holds no header and no secret. */
export class TransportError extends Error {
  readonly problem: TransportProblem;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { problem, status, retryAfterMs }: Details) {
    super(message);
    this.name = 'TransportError';
    this.problem = problem;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same may succeed later. */
  get isPassing(): boolean {
    return this.problem !== 'status' || (this.status !== undefined && AGAIN.has(this.status));
  }
}

/** `Retry-After` in milliseconds: seconds or a date. */
export function retryAfterOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}
