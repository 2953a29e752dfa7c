import { column } from '../../plan/expression.ts';
import type { AggregateCall, Plan, SortKey } from '../../plan/plan.ts';

export const GROUP_KEY = 'spl.group';

export interface GroupOptions {
  /** Fields that cannot hold several values (`_time` after bin): left as they are. */
  readonly single?: ReadonlySet<string>;
}

/**
 * Rows per combination of the `by` fields, in their text order. A row that lacks one is left out, a row with several
 * values counts once for each.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/stats
 */
export function aggregateBy(
  input: Plan,
  by: readonly string[],
  aggregates: readonly AggregateCall[],
  { single = new Set() }: GroupOptions = {},
): Plan {
  const aggregated: Plan = {
    op: 'Aggregate',
    input: by.filter((name) => !single.has(name)).reduce(expandValues, input),
    by: by.map((name) => ({ name, expression: column(name) })),
    key: GROUP_KEY,
    aggregates,
  };
  return by.length === 0 ? aggregated : { op: 'Sort', input: aggregated, keys: by.map(textOrder) };
}

/** A row per value of a multivalue field. */
export const expandValues = (input: Plan, name: string): Plan => ({
  op: 'Expand',
  input,
  columns: [{ from: name, to: name }],
  empty: 'keep',
});

const textOrder = (name: string): SortKey => ({
  expression: column(name),
  comparator: name === '_time' ? 'spl.sort-num' : 'spl.sort-str',
  descending: false,
});
