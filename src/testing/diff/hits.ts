import type { TestResult } from '../result.ts';
import type { HitChange } from './model.ts';

const SHOWN = 100;

/** What a detection found before and after, each event once however many tests replay it. */
export class HitSets {
  readonly #before = new Set<string>();
  readonly #after = new Set<string>();

  add(side: 'before' | 'after', result: TestResult): void {
    const hits = side === 'before' ? this.#before : this.#after;
    if (result.matched_events.length > 0) for (const event of result.matched_events) hits.add(event);
    else for (const row of result.rows) hits.add(JSON.stringify(row));
  }

  change(): HitChange {
    const gained = [...this.#after].filter((hit) => !this.#before.has(hit)).sort(inOrder);
    const lost = [...this.#before].filter((hit) => !this.#after.has(hit)).sort(inOrder);
    return {
      before: this.#before.size,
      after: this.#after.size,
      gained: gained.slice(0, SHOWN),
      lost: lost.slice(0, SHOWN),
      gained_count: gained.length,
      lost_count: lost.length,
    };
  }
}

/** By file and record, the second record before the tenth. */
const { compare: inOrder } = new Intl.Collator('en', { numeric: true });
