import type { LoweredQuery } from '../plan/plan.ts';
import { visit } from '../testing/plan-reads.ts';

const CLOCK = new Set(['spl.now', 'spl.time', 'kql.now', 'kql.ago']);

/** Whether a query asks what time it is: then events are moved, so that they are as old as in a local run. */
export function dependsOnClock(query: LoweredQuery | undefined): boolean {
  let found = false;
  visit(query?.plan, (node) => {
    if (typeof node['function'] === 'string' && CLOCK.has(node['function'])) found = true;
    if (typeof node['name'] === 'string' && CLOCK.has(node['name'])) found = true;
  });
  return found;
}
