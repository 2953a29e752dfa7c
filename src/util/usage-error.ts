/** What was asked for cannot be done as asked: said in one sentence, exit code 2, no stack trace. */
export class UsageError extends Error {}
