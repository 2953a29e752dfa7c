import type { Budget } from '../../../plan/context.ts';
import { textsOf } from '../cell.ts';
import type { CorrelatedEvent, CorrelateOptions, Criterion, Match, RuleCondition } from './correlate.ts';
import { numberOf } from './number.ts';
import { append } from '../../../util/append.ts';

/** What is known of the events in the window; events enter at its front and leave at its back, in order. */
interface Measure {
  enter(event: CorrelatedEvent): void;
  leave(event: CorrelatedEvent): void;
  /** Undefined when there is nothing to compare. */
  current(): number | undefined;
  /** For conditions that are no comparison. */
  holds?(): boolean;
}

/** How many events pass before the budget is looked at. */
const CHECK_EVERY = 1024;

/**
 * The stretches of one group's events, which come in order of time, over which the condition of the window that ends at
 * each of them holds. Events of the same time end the same window.
 */
export function* windowsOf(
  events: readonly CorrelatedEvent[],
  options: CorrelateOptions,
  budget: Budget,
): Iterable<Match> {
  const measure = measureOf(options);
  let start = 0;
  let open: { time: bigint; from: number; to: number; measure: number } | undefined;
  const close = function* (): Iterable<Match> {
    if (open) yield { time: open.time, events: events.slice(open.from, open.to), measure: open.measure };
    open = undefined;
  };
  for (const [index, event] of events.entries()) {
    if (index % CHECK_EVERY === 0) budget.check();
    measure.enter(event);
    while ((events[start] as CorrelatedEvent).time < event.time - options.timespan) {
      measure.leave(events[start] as CorrelatedEvent);
      start += 1;
    }
    if (events[index + 1]?.time === event.time) continue;
    const value = measure.current();
    const holds =
      value !== undefined &&
      options.criteria.every((criterion) => meets(value, criterion)) &&
      measure.holds?.() !== false;
    if (!holds || options.everyMoment || (open && start >= open.to)) yield* close();
    if (!holds) continue;
    if (open) open = { ...open, to: index + 1, measure: value };
    else open = { time: event.time, from: start, to: index + 1, measure: value };
  }
  yield* close();
}

const COMPARE: Readonly<Record<Criterion['operator'], (left: number, right: number) => boolean>> = {
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
  eq: (left, right) => left === right,
  neq: (left, right) => left !== right,
};

const meets = (value: number, { operator, value: limit }: Criterion): boolean => COMPARE[operator](value, limit);

function measureOf(options: CorrelateOptions): Measure {
  switch (options.type) {
    case 'event_count':
      return countOfEvents();
    case 'value_count':
      return countOfValues((event) => texts(event));
    case 'temporal': {
      const rules = countOfValues((event) => [String(event.rule)]);
      const condition = options.ruleCondition;
      return condition ? { ...rules, holds: () => present(condition, rules.has) } : rules;
    }
    case 'temporal_ordered':
      return orderOfRules(options);
    case 'value_sum':
      return numbers((values) => values.reduce((sum, value) => sum + value, 0));
    case 'value_max':
      return numbers((values) => values.reduce((most, value) => Math.max(most, value)));
    case 'value_min':
      return numbers((values) => values.reduce((least, value) => Math.min(least, value)));
    case 'value_avg':
      return numbers((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
    case 'value_median':
      return numbers(median);
    case 'value_percentile':
      return numbers((values) => percentile(values, options.percentile ?? 0));
  }
}

function countOfEvents(): Measure {
  let count = 0;
  return {
    enter: () => {
      count += 1;
    },
    leave: () => {
      count -= 1;
    },
    current: () => count,
  };
}

function texts({ value }: CorrelatedEvent): readonly string[] {
  const found = textsOf(value);
  return found === undefined ? [] : typeof found === 'string' ? [found] : found;
}

/** Distinct values, each with how many events of the window have it. */
function countOfValues(
  valuesOf: (event: CorrelatedEvent) => readonly string[],
): Measure & { has(value: string): boolean } {
  const counts = new Map<string, number>();
  return {
    enter: (event) => {
      for (const value of valuesOf(event)) counts.set(value, (counts.get(value) ?? 0) + 1);
    },
    leave: (event) => {
      for (const value of valuesOf(event)) {
        const count = counts.get(value) ?? 0;
        if (count > 1) counts.set(value, count - 1);
        else counts.delete(value);
      }
    },
    current: () => counts.size,
    has: (value) => counts.has(value),
  };
}

function present(condition: RuleCondition, has: (rule: string) => boolean): boolean {
  if ('rule' in condition) return has(String(condition.rule));
  return 'all' in condition
    ? condition.all.every((part) => present(part, has))
    : condition.any.some((part) => present(part, has));
}

/**
 * How many of the rules matched one behind the other, in the order of the list, within the window. For each number of
 * rules the latest start of such a chain is kept: a chain that started earlier is never better.
 */
function orderOfRules({ rules, ruleCondition, timespan }: CorrelateOptions): Measure {
  const chains = ruleCondition ? chainsOf(ruleCondition) : [[...rules.keys()]];
  const starts = chains.map((chain) => new Array<bigint | undefined>(chain.length).fill(undefined));
  let now = 0n;
  const longest = (): number => {
    let best = 0;
    starts.forEach((chain) => {
      for (let length = chain.length; length > best; length -= 1) {
        const start = chain[length - 1];
        if (start !== undefined && start >= now - timespan) best = length;
      }
    });
    return best;
  };
  return {
    enter: (event) => {
      now = event.time;
      chains.forEach((chain, at) => {
        const known = starts[at] as (bigint | undefined)[];
        for (let place = chain.length - 1; place >= 0; place -= 1) {
          if (chain[place] !== event.rule) continue;
          const start = place === 0 ? event.time : known[place - 1];
          const before = known[place];
          if (start !== undefined && (before === undefined || start > before)) known[place] = start;
        }
      });
    },
    leave: () => undefined,
    current: longest,
    holds: () =>
      !ruleCondition ||
      starts.some((chain) => {
        const start = chain.at(-1);
        return start !== undefined && start >= now - timespan;
      }),
  };
}

/** The orders of rules of which one must be found: `a and (b or c)` asks for a, b or for a, c. */
export function chainsOf(condition: RuleCondition): readonly (readonly number[])[] {
  if ('rule' in condition) return [[condition.rule]];
  if ('any' in condition) return condition.any.flatMap(chainsOf);
  let chains: readonly (readonly number[])[] = [[]];
  for (const part of condition.all) {
    const next = chainsOf(part);
    chains = chains.flatMap((chain) => next.map((more) => [...chain, ...more]));
  }
  return chains;
}

/** A measure of the numbers in the window; values that are no numbers are passed over. */
function numbers(compute: (values: readonly number[]) => number): Measure {
  const values: number[] = [];
  const numbersIn = (event: CorrelatedEvent): readonly number[] =>
    texts(event)
      .map(numberOf)
      .filter((number) => number !== undefined);
  return {
    enter: (event) => {
      append(values, numbersIn(event));
    },
    leave: (event) => {
      values.splice(0, numbersIn(event).length);
    },
    current: () => (values.length === 0 ? undefined : compute(values)),
  };
}

const sorted = (values: readonly number[]): readonly number[] => [...values].sort((left, right) => left - right);

function median(values: readonly number[]): number {
  const ordered = sorted(values);
  const middle = ordered.length >> 1;
  const upper = ordered[middle] as number;
  return ordered.length % 2 === 1 ? upper : ((ordered[middle - 1] as number) + upper) / 2;
}

/** Nearest rank: the value at this share of the ordered values, counted from the lowest. */
function percentile(values: readonly number[], rank: number): number {
  const ordered = sorted(values);
  return ordered[Math.min(ordered.length - 1, Math.floor((ordered.length * rank) / 100))] as number;
}
