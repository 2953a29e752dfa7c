import { TransportError } from './transport-error.ts';

/** How long and how often to try again. Clock and chance are given, so that a test can hold them. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  sleep(milliseconds: number): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 8,
  firstDelayMs: 500,
  longestDelayMs: 30_000,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};

/** The longest that a server may make us wait between two attempts. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/** Waits before attempt `attempt` (from 1): what the server asked for, else a doubling time; with jitter on top. */
export async function backOff(policy: RetryPolicy, attempt: number, error?: unknown): Promise<void> {
  const doubled = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  const asked = error instanceof TransportError ? error.retryAfterMs : undefined;
  const wait =
    asked === undefined
      ? doubled * (0.5 + policy.random() / 2)
      : Math.min(LONGEST_RETRY_AFTER_MS, asked) + policy.firstDelayMs * policy.random();
  await policy.sleep(Math.round(wait));
}

/** Reads again while the failure may pass. For requests that change nothing. */
export async function retried<Result>(policy: RetryPolicy, request: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof TransportError) || !error.isPassing || attempt >= policy.attempts) throw error;
      await backOff(policy, attempt, error);
    }
  }
}
