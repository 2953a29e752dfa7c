import { mapCode } from '../../deploy/kusto/code.ts';

/** `now()` and `ago()` of a query as they are at another time, for a service whose clock cannot be set. */
export function atTime(query: string, now: string): string {
  const own = mapCode(query, (code) => code.replace(/\b(now|ago)(?=\s*\()/g, 'firedrill_$1'));
  if (own === query) return query;
  return [
    `let firedrill_now = (offset:timespan = 0s) { datetime(${now}) + offset };`,
    `let firedrill_ago = (length:timespan) { datetime(${now}) - length };`,
    own,
  ].join('\n');
}
