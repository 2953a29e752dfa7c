/** What the process tells its caller (CONTRACT): good, findings or failed tests, usage or configuration, our failure; changes that are pending. */
export const EXIT = { good: 0, findings: 1, usage: 2, failure: 3, pending: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
