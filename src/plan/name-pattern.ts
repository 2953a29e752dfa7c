import { piecesInOrder } from '../util/pieces-in-order.ts';
import { wildcardCaptures } from '../util/wildcard-captures.ts';

/** A test for names with `*` as wildcard; every other character stands for itself. */
export function namePattern(pattern: string): (name: string) => boolean {
  if (pattern === '*') return () => true;
  return piecesInOrder(pattern.split('*'));
}

/**
 * Gives the name that a name gets when `from` becomes `to`, the text behind each `*` carried over; undefined without a
 * match.
 *
 * @example renamePattern('All_Traffic.*', '*')('All_Traffic.dest') // 'dest'
 */
export function renamePattern(from: string, to: string): (name: string) => string | undefined {
  if (!from.includes('*')) return (name) => (name === from ? to : undefined);
  const capturesIn = wildcardCaptures(from);
  return (name) => {
    const captures = capturesIn(name);
    if (!captures) return undefined;
    let at = -1;
    return to.replace(/\*/g, () => {
      at += 1;
      return captures[at] ?? '';
    });
  };
}
