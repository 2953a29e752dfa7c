/** Throws when something that our own code promises does not hold. Never for content: content gets diagnostics. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Internal error: ${message}`);
}
