import type { ObservedColumn } from './model.ts';

const VALUES_SHOWN = 8;
/** Distinct values of a column that are told apart; the rest counts as others. */
const VALUES_KEPT = 5000;

/** Counts the values of columns, row by row. */
export class ValueCounts {
  readonly #counts: ReadonlyMap<string, Map<string, number>>;

  constructor(columns: readonly string[]) {
    this.#counts = new Map(columns.map((name) => [name, new Map<string, number>()]));
  }

  add(cellText: (column: string) => string): void {
    for (const [column, counts] of this.#counts) {
      const value = cellText(column);
      if (counts.size < VALUES_KEPT || counts.has(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }

  result(): readonly ObservedColumn[] {
    return [...this.#counts].map(([column, counts]) => {
      const ranked = [...counts].sort((left, right) => right[1] - left[1]);
      return {
        column,
        values: ranked.slice(0, VALUES_SHOWN).map(([value, rows]) => ({ value, rows })),
        more: Math.max(0, ranked.length - VALUES_SHOWN),
      };
    });
  }

  values(column: string): readonly string[] {
    return [...(this.#counts.get(column)?.keys() ?? [])];
  }
}
