import type { Expression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Batch } from '../../table/batch.ts';
import { columnsOf } from './describe.ts';
import type { NearMiss, ObservedColumn } from './model.ts';
import { ValueCounts } from './observed.ts';
import type { Lets, Probe } from './probe.ts';

/** One condition of a step: it holds in a row when its expression is true there. */
export interface Condition {
  readonly text: string;
  readonly expression: Expression;
  /** Columns whose values tell why it does not hold; default: those of the expression. */
  readonly columns?: readonly string[];
}

export interface TalliedCondition {
  readonly alone: number;
  readonly without: number;
  readonly observed: readonly ObservedColumn[];
  /** Distinct values of each column of the rows that `observed` is about. */
  values(column: string): readonly string[];
}

export interface Tally {
  readonly rows: number;
  readonly conditions: readonly TalliedCondition[];
  readonly nearest: readonly NearMiss[];
  /** Columns that some row has a value in. */
  readonly filled: ReadonlySet<string>;
  readonly names: readonly string[];
}

const NEAREST_SHOWN = 3;
/** No column of a query has a name that begins so. */
const FLAG = '\u0000condition';

/** Asks every row about every condition, in one run. */
export function tally(conditions: readonly Condition[], input: Plan, lets: Lets, probe: Probe): Tally {
  const columns = conditions.map(({ columns: named, expression }) => named ?? columnsOf(expression));
  const all = [...new Set(columns.flat())];
  const alone = conditions.map(() => 0);
  const without = conditions.map(() => 0);
  const seen = columns.map((names) => ({ others: new ValueCounts(names), every: new ValueCounts(names) }));
  const nearest = new Nearest(conditions, columns, all, probe);
  const names = new Set<string>();
  const filled = new Set<string>();
  let rows = 0;
  const flagged: Plan = {
    op: 'Extend',
    input,
    columns: conditions.map(({ expression }, at) => ({ name: `${FLAG}${at}`, expression })),
  };
  for (const batch of probe.run(flagged, lets)) {
    for (const name of batch.columns.names()) if (!name.startsWith(FLAG)) names.add(name);
    const flags = conditions.map((_, at) => batch.columns.get(`${FLAG}${at}`));
    for (const row of batch.rows()) {
      rows += 1;
      const missed = flags.flatMap((flag, at) => (flag?.at(row) === true ? [] : [at]));
      const shown = new Map<string, string>();
      const cellText = (name: string): string => {
        let value = shown.get(name);
        if (value === undefined) {
          const cell = batch.columns.get(name)?.at(row) ?? null;
          if (cell !== null && cell !== '') filled.add(name);
          value = probe.show(cell);
          shown.set(name, value);
        }
        return value;
      };
      conditions.forEach((_, at) => {
        if (!missed.includes(at)) alone[at] = (alone[at] ?? 0) + 1;
        seen[at]?.every.add(cellText);
      });
      const [only] = missed;
      if (missed.length === 1 && only !== undefined) {
        without[only] = (without[only] ?? 0) + 1;
        seen[only]?.others.add(cellText);
      }
      if (missed.length > 0) nearest.offer(missed, batch, row, cellText);
    }
  }
  return {
    rows,
    conditions: conditions.map((_, at) => {
      const counts = (without[at] ?? 0) > 0 ? seen[at]?.others : seen[at]?.every;
      return {
        alone: alone[at] ?? 0,
        without: without[at] ?? 0,
        observed: counts?.result() ?? [],
        values: (name: string) => counts?.values(name) ?? [],
      };
    }),
    nearest: nearest.found.map(({ miss }) => miss),
    filled,
    names: [...names],
  };
}

/** Keeps the rows that missed the fewest conditions, the first of equals. */
class Nearest {
  readonly found: { readonly count: number; readonly miss: NearMiss }[] = [];
  readonly #conditions: readonly Condition[];
  readonly #columns: readonly (readonly string[])[];
  readonly #all: readonly string[];
  readonly #probe: Probe;

  constructor(
    conditions: readonly Condition[],
    columns: readonly (readonly string[])[],
    all: readonly string[],
    probe: Probe,
  ) {
    this.#conditions = conditions;
    this.#columns = columns;
    this.#all = all;
    this.#probe = probe;
  }

  offer(missed: readonly number[], batch: Batch, row: number, cellText: (column: string) => string): void {
    const last = this.found.at(-1);
    if (this.found.length === NEAREST_SHOWN && last && last.count <= missed.length) return;
    const wrong = new Set(missed.flatMap((at) => this.#columns[at] ?? []));
    const event = this.#probe.eventName(batch.originsAt(row));
    const miss: NearMiss = {
      ...(event !== undefined && { event }),
      missed: missed.map((at) => this.#conditions[at]?.text ?? ''),
      fields: this.#all
        .filter((name) => !name.startsWith('_') || wrong.has(name))
        .map((name) => ({ column: name, value: cellText(name), missed: wrong.has(name) })),
    };
    const at = this.found.findIndex(({ count }) => count > missed.length);
    this.found.splice(at < 0 ? this.found.length : at, 0, { count: missed.length, miss });
    if (this.found.length > NEAREST_SHOWN) this.found.pop();
  }
}

/** What stands in columns of a plan's rows. */
export function observe(columns: readonly string[], input: Plan, lets: Lets, probe: Probe): readonly ObservedColumn[] {
  const counts = new ValueCounts(columns);
  for (const batch of probe.run(input, lets)) {
    for (const row of batch.rows()) counts.add((name) => probe.show(batch.columns.get(name)?.at(row) ?? null));
  }
  return counts.result();
}
