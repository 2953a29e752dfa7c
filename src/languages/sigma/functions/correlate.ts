import type { TableFunction } from '../../../plan/library.ts';
import type { Batch, EventId } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import { textsOf } from '../cell.ts';
import { CORRELATED } from '../correlated.ts';
import { windowsOf } from './window.ts';

export type CorrelationType =
  | 'event_count'
  | 'value_count'
  | 'temporal'
  | 'temporal_ordered'
  | 'value_sum'
  | 'value_max'
  | 'value_min'
  | 'value_avg'
  | 'value_percentile'
  | 'value_median';

export interface Criterion {
  readonly operator: 'lt' | 'lte' | 'gt' | 'gte' | 'eq' | 'neq';
  readonly value: number;
}

/** Which rules must have matched in the window; a rule is its place in the list. */
export type RuleCondition =
  { readonly rule: number } | { readonly all: readonly RuleCondition[] } | { readonly any: readonly RuleCondition[] };

export interface CorrelateOptions {
  readonly type: CorrelationType;
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  /** Nanoseconds. */
  readonly timespan: bigint;
  /** All must hold. */
  readonly criteria: readonly Criterion[];
  /** How many fields are measured. */
  readonly fields: number;
  readonly percentile?: number;
  readonly ruleCondition?: RuleCondition;
  /** A row for each moment at which the condition holds, not for each stretch of them. */
  readonly everyMoment?: boolean;
}

/** A row of a correlated rule. */
export interface CorrelatedEvent {
  readonly time: bigint;
  readonly rule: number;
  readonly value: Value;
  readonly origins: readonly EventId[];
}

/** A stretch of time in which the condition held. */
export interface Match {
  /** When the condition first held. */
  readonly time: bigint;
  /** The events of all windows of the stretch, in order. */
  readonly events: readonly CorrelatedEvent[];
  /** The measure in its last window; for temporal correlations the number of rules. */
  readonly measure: number;
}

interface Group {
  readonly cells: readonly Value[];
  readonly events: CorrelatedEvent[];
}

/** Events behind one row of a result that are kept: a report shows samples, not millions. */
const ORIGINS_KEPT = 10_000;

/**
 * Slides the window of a correlation over the rows of its rules. At the time of each event the window reaches back by the
 * timespan, both ends included. A row comes out for each stretch of events at which the condition held. Events without a
 * time, and events that lack a field of `group-by`, belong to no window.
 */
export const correlate: TableFunction = {
  name: 'sigma.correlate',
  preservesOrder: false,
  needsAllInput: true,
  *run(input, call) {
    const options = call.options as CorrelateOptions;
    const { groups, untimed } = groupsOf(input, options);
    if (untimed > 0) {
      call.context.note('events-without-time', `${untimed} events have no time and were not correlated.`);
    }
    const rows = new RowBuilder(['_time', ...options.groupBy]);
    const found: { readonly group: Group; readonly match: Match }[] = [];
    for (const group of groups) {
      call.context.budget.check();
      for (const match of windowsOf(group.events, options, call.context.budget)) found.push({ group, match });
    }
    found.sort((left, right) => (left.match.time < right.match.time ? -1 : left.match.time > right.match.time ? 1 : 0));
    for (const { group, match } of found) rows.add(cellsOf(group, match, options), originsOf(match));
    yield rows.build();
  },
};

function groupsOf(
  input: Iterable<Batch>,
  { groupBy, fields }: CorrelateOptions,
): { groups: readonly Group[]; untimed: number } {
  const groups = new Map<string, Group>();
  let untimed = 0;
  for (const batch of input) {
    const by = groupBy.map((_, index) => batch.columns.get(CORRELATED.group(index)));
    const times = batch.columns.get('_time');
    const rules = batch.columns.get(CORRELATED.rule);
    const values = Array.from({ length: fields }, (_, index) => batch.columns.get(CORRELATED.value(index)));
    for (const row of batch.rows()) {
      const time = times?.at(row) ?? null;
      if (typeof time !== 'bigint') {
        untimed += 1;
        continue;
      }
      const cells = by.map((column) => column?.at(row) ?? null);
      const texts = cells.map(textsOf);
      if (texts.some((text) => text === undefined)) continue;
      const key = JSON.stringify(texts);
      let group = groups.get(key);
      if (!group) {
        group = { cells, events: [] };
        groups.set(key, group);
      }
      const rule = rules?.at(row) as number;
      group.events.push({
        time,
        rule,
        value: together(values.map((column) => column?.at(row) ?? null)),
        origins: batch.originsAt(row),
      });
    }
  }
  for (const { events } of groups.values()) {
    events.sort((left, right) => (left.time < right.time ? -1 : left.time > right.time ? 1 : left.rule - right.rule));
  }
  return { groups: [...groups.values()], untimed };
}

/** One value as it is; of several each combination, when all of them are there. */
function together(values: readonly Value[]): Value {
  const [first = null, ...more] = values;
  if (more.length === 0) return first;
  let combinations: readonly (readonly string[])[] = [[]];
  for (const value of values) {
    const texts = textsOf(value) ?? [];
    const list = typeof texts === 'string' ? [texts] : texts;
    combinations = combinations.flatMap((before) => list.map((text) => [...before, text]));
  }
  return combinations.map((texts) => JSON.stringify(texts));
}

function cellsOf(group: Group, match: Match, options: CorrelateOptions): readonly (readonly [string, Value])[] {
  const [first] = match.events;
  const rules = [...new Set(match.events.map(({ rule }) => rule))].sort((left, right) => left - right);
  const isTemporal = options.type.startsWith('temporal');
  return [
    ['_time', match.time],
    ...options.groupBy.map((name, index) => [name, group.cells[index] ?? null] as const),
    ['first_time', first?.time ?? match.time],
    ['last_time', match.events.at(-1)?.time ?? match.time],
    ...(isTemporal ? [] : [[options.type, match.measure] as const]),
    ['events', match.events.length],
    ['rules', rules.map((rule) => options.rules[rule] as string)],
  ];
}

function originsOf(match: Match): readonly EventId[] {
  const origins = new Set<EventId>();
  for (const event of match.events) {
    for (const origin of event.origins) {
      if (origins.size < ORIGINS_KEPT) origins.add(origin);
    }
  }
  return [...origins];
}
