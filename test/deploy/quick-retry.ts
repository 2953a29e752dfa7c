import type { RetryPolicy } from '../../src/deploy/retry.ts';

/** Tries again as often as usual, and waits next to nothing. */
export const QUICK_RETRY: RetryPolicy & { readonly waits: number[] } = {
  attempts: 6,
  firstDelayMs: 1,
  longestDelayMs: 4,
  random: () => 0.5,
  waits: [],
  sleep(milliseconds) {
    this.waits.push(milliseconds);
    return new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 4)));
  },
};
