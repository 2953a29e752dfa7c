/** What the process tells its caller (CONTRACT): good, findings or failed tests, usage or configuration, our failure. */
export const EXIT = { good: 0, findings: 1, usage: 2, failure: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
