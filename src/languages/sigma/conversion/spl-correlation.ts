import { aggregation, binary, call, field, joined, number, steps, text } from '../../spl/printer/index.ts';
import type { EvalNode } from '../../spl/eval/nodes.ts';
import type { ParsedCommand } from '../../spl/pipeline.ts';
import type { Correlation } from '../correlation.ts';
import type { Criterion, RuleCondition } from '../functions/correlate.ts';
import {
  chainsOf,
  type CorrelatedInput,
  type CorrelatedRule,
  isNested,
  measureOf,
  type NestedCorrelation,
  OWN,
  SECOND,
} from './correlation.ts';
import { ConversionRefusal, predicateOf } from './predicate.ts';
import { DATA_MODEL, printSearch, searchSteps } from './spl.ts';

/**
 * A correlation as SPL. An event enters the window at its own time and leaves it when the timespan is over; running sums
 * over both give what the window holds at each time, to the last event. (The windows of `streamstats` say nothing about
 * their ends, those of `bin` do not slide.) A row comes out for each moment at which the condition holds.
 *
 * @throws ConversionRefusal
 */
export function splCorrelation(correlation: Correlation, inputs: readonly CorrelatedInput[]): string {
  const shown = ['_time', ...correlation.groupBy, measureOf(correlation)];
  return printSearch([...momentsOf(correlation, inputs, onlyThose), steps.table.build(shown)]);
}

type Steps = readonly ParsedCommand[];

/** What is done about moments at which a condition does not hold. */
type Keep = (condition: EvalNode) => ParsedCommand;

const onlyThose: Keep = (condition) => steps.where.build(condition);

/** Keeps every moment, and whether all that was asked holds. */
function marking(): Keep {
  const holds = binary('=', field(OWN.holds), number(1));
  let isFirst = true;
  return (condition) => {
    const all = isFirst ? condition : joined('AND', holds, condition);
    isFirst = false;
    return assign([OWN.holds, call('if', all, number(1), number(0))]);
  };
}

/** Measures that do not follow from what enters the window and what leaves it. */
const WITHOUT_RUNNING: Readonly<Partial<Record<Correlation['type'], string>>> = {
  value_max: 'maximum',
  value_min: 'minimum',
  value_median: 'median',
  value_percentile: 'percentile',
};

/** A row for each moment, with its groups and what is measured. */
function momentsOf(correlation: Correlation, inputs: readonly CorrelatedInput[], keep: Keep): Steps {
  const { type } = correlation;
  const running = WITHOUT_RUNNING[type];
  if (running !== undefined) {
    throw new ConversionRefusal(`SPL has no running ${running} whose window follows the events' time.`);
  }
  const measured = type === 'temporal_ordered' ? inOrder(correlation, keep) : inWindow(correlation, keep);
  return [...events(correlation, inputs), ...measured];
}

/**
 * The moments at which a correlation begins to hold: it did not at the moment before, or that one lies further back than
 * the window reaches.
 */
function beginnings({ correlation, inputs }: NestedCorrelation): Steps {
  const previous = 'sigma_previous';
  const held = 'sigma_held';
  const gap = binary('>', binary('-', field('_time'), field(previous)), secondsOf(correlation));
  const begins = joined('OR', call('isnull', field(previous)), binary('=', field(held), number(0)), gap);
  return [
    ...momentsOf(correlation, inputs, marking()),
    sorted({ field: '_time' }),
    running(
      [
        [previous, 'last', '_time'],
        [held, 'last', OWN.holds],
      ],
      correlation.groupBy,
      false,
    ),
    steps.where.build(joined('AND', binary('=', field(OWN.holds), number(1)), begins)),
    steps.table.build(['_time', ...correlation.groupBy]),
  ];
}

const assign = (...pairs: readonly (readonly [field: string, value: EvalNode])[]): ParsedCommand =>
  steps.eval.build(pairs.map(([name, value]) => ({ field: name, value })));

/** The events of the rules, each with its rule, what it is grouped by and what is measured. */
function events(correlation: Correlation, inputs: readonly CorrelatedInput[]): Steps {
  const streaming: Steps[] = [];
  const appended: Steps[] = [];
  for (const [index, input] of inputs.entries()) {
    const pairs: [string, EvalNode][] = correlation.groupBy.flatMap((name, at) => {
      const own = input.groups[at] as string;
      return own === name ? [] : [[name, field(own)] as [string, EvalNode]];
    });
    if (inputs.length > 1) pairs.push([OWN.rule, number(index)]);
    if (input.values.length > 0) pairs.push([OWN.value, measuredValue(correlation, input.values)]);
    const found = isNested(input) ? beginnings(input) : eventsOf(input);
    (isNested(input) ? appended : streaming).push(pairs.length === 0 ? found : [...found, assign(...pairs)]);
  }
  const present = correlation.groupBy.map((name) => call('isnotnull', field(name)));
  const [first, ...rest] = present;
  const together = joinedSearches(streaming, appended);
  return first ? [...together, steps.where.build(joined('AND', first, ...rest))] : together;
}

/** Searches one behind the other: what streams runs at once, the rest is appended. */
function joinedSearches(streaming: readonly Steps[], appended: readonly Steps[]): Steps {
  const [only] = streaming;
  const start: Steps =
    streaming.length > 1 ? [steps.multisearch.build(streaming.map((commands) => ({ commands })))] : (only ?? []);
  const [first = [], ...others] = start.length > 0 ? [start, ...appended] : appended;
  return [...first, ...others.map((commands) => steps.append.build({ subsearch: { commands } }))];
}

function eventsOf({ transformed }: CorrelatedRule): Steps {
  if (typeof transformed.state.get(DATA_MODEL) === 'string') {
    throw new ConversionRefusal('tstats counts events of a data model and does not give them one by one.');
  }
  return searchSteps(predicateOf(transformed.rule));
}

/** The value that is measured; of several fields one text that tells their combinations apart, null where one lacks. */
function measuredValue({ type }: Correlation, names: readonly string[]): EvalNode {
  const [first = '', ...more] = names;
  if (type !== 'value_count') return call('tonumber', field(first));
  const part = (name: string): EvalNode => binary('.', call('len', field(name)), binary('.', text(':'), field(name)));
  return more.length === 0 ? field(first) : more.map(part).reduce((all, each) => binary('.', all, each), part(first));
}

const running = (
  aggregations: readonly [output: string, name: string, of: string][],
  by: readonly string[],
  current = true,
): ParsedCommand =>
  steps.streamstats.build({
    aggregations: aggregations.map(([output, name, of]) => aggregation(name, of, output)),
    by: [...by],
    current,
    window: 0,
    global: true,
    resetOnChange: false,
    resetBefore: undefined,
    resetAfter: undefined,
    timeWindow: undefined,
    allnum: false,
  });

const sorted = (...fields: readonly { readonly field: string; readonly descending?: boolean }[]): ParsedCommand =>
  steps.sort.build({
    limit: 0,
    fields: fields.map(({ field: name, descending }) => ({
      field: name,
      descending: descending === true,
      type: 'num',
    })),
    reverse: false,
  });

/** What stands in the window once all events of a moment are in it. */
const atMoments = (names: readonly string[], { groupBy }: Correlation): ParsedCommand =>
  steps.stats.build({
    aggregations: names.map((name) => aggregation('last', name, name)),
    by: ['_time', ...groupBy],
    once: false,
  });

const secondsOf = ({ timespan }: Correlation): EvalNode => number(Number(timespan.nanoseconds / SECOND));

/** Measures that change by what enters and what leaves the window. */
function inWindow(correlation: Correlation, keep: Keep): Steps {
  const { groupBy } = correlation;
  const enters = binary('>', field(OWN.change), number(0));
  const change = field(OWN.change);
  const start: Steps = [
    assign([OWN.change, call('mvappend', text('1'), text('-1'))]),
    steps.mvexpand.build({ field: OWN.change, limit: 0 }),
    assign([OWN.time, call('if', enters, field('_time'), binary('+', field('_time'), secondsOf(correlation)))]),
    // What leaves is in the window still at the moment at which it leaves.
    sorted({ field: OWN.time }, { field: OWN.change, descending: true }),
  ];
  const moments = (names: readonly string[]): Steps => [steps.where.build(enters), atMoments(names, correlation)];
  const compared = (): Steps => [keep(criteria(correlation.criteria, measureOf(correlation)))];
  switch (correlation.type) {
    case 'event_count':
      return [
        ...start,
        running([['event_count', 'sum', OWN.change]], groupBy),
        ...moments(['event_count']),
        ...compared(),
      ];
    case 'value_count': {
      const absent = call('isnull', field(OWN.value));
      const first = joined('AND', enters, binary('=', field(OWN.count), number(1)));
      const last = binary('=', field(OWN.count), number(0));
      return [
        ...start,
        assign(['sigma_key', call('if', absent, text('absent'), binary('.', text('='), field(OWN.value)))]),
        running([[OWN.count, 'sum', OWN.change]], [...groupBy, 'sigma_key']),
        assign([
          OWN.change + '_of_values',
          call('case', absent, number(0), first, number(1), last, number(-1), call('true'), number(0)),
        ]),
        running([['value_count', 'sum', OWN.change + '_of_values']], groupBy),
        ...moments(['value_count']),
        ...compared(),
      ];
    }
    case 'value_sum':
    case 'value_avg': {
      const present = call('isnotnull', field(OWN.value));
      const { type } = correlation;
      const sum = field('value_sum');
      const measure = type === 'value_sum' ? sum : binary('/', sum, field(OWN.count));
      return [
        ...start,
        assign(
          ['sigma_sum', call('if', present, binary('*', field(OWN.value), change), number(0))],
          [OWN.count, call('if', present, call('tonumber', change), number(0))],
        ),
        running(
          [
            ['value_sum', 'sum', 'sigma_sum'],
            [OWN.count, 'sum', OWN.count],
          ],
          groupBy,
        ),
        ...moments(['value_sum', OWN.count]),
        keep(binary('>', field(OWN.count), number(0))),
        ...(type === 'value_sum' ? [] : [assign([type, measure])]),
        ...compared(),
      ];
    }
    default:
      return [...start, ...rulesInWindow(correlation, moments, keep), ...compared()];
  }
}

function rulesInWindow(correlation: Correlation, moments: (names: readonly string[]) => Steps, keep: Keep): Steps {
  const { references, groupBy, rules } = correlation;
  const indexes = [...references.keys()];
  const columns = indexes.map(OWN.ofRule);
  const inside = (index: number): EvalNode => binary('>', field(OWN.ofRule(index)), number(0));
  const flags = indexes.map((index) => call('if', inside(index), number(1), number(0)));
  const own = (index: number): EvalNode =>
    references.length === 1
      ? call('tonumber', field(OWN.change))
      : call('if', binary('=', field(OWN.rule), number(index)), call('tonumber', field(OWN.change)), number(0));
  return [
    assign(...indexes.map((index) => [OWN.ofRule(index), own(index)] as const)),
    running(
      columns.map((name) => [name, 'sum', name]),
      groupBy,
    ),
    ...moments(columns),
    ...(rules ? [keep(conditionOf(rules, inside))] : []),
    assign([
      measureOf(correlation),
      flags.slice(1).reduce((sum, flag) => binary('+', sum, flag), flags[0] as EvalNode),
    ]),
  ];
}

function conditionOf(condition: RuleCondition, inside: (rule: number) => EvalNode): EvalNode {
  if ('rule' in condition) return inside(condition.rule);
  const [parts, operator] = 'all' in condition ? ([condition.all, 'AND'] as const) : ([condition.any, 'OR'] as const);
  const [first, ...rest] = parts.map((part) => conditionOf(part, inside));
  return joined(operator, first as EvalNode, ...rest);
}

/**
 * Rules one behind the other. For each number of rules the latest time at which such a chain began is carried along: a
 * chain counts while its beginning is within the timespan.
 */
function inOrder(correlation: Correlation, keep: Keep): Steps {
  const { groupBy, references } = correlation;
  const chains = chainsOf(correlation);
  const carried: string[] = [];
  const built = chains.flatMap((chain, at) =>
    chain.flatMap((rule, place): Steps => {
      const name = OWN.chain(at, place + 1);
      const begin = place === 0 ? field('_time') : field(OWN.chain(at, place));
      const own =
        references.length === 1 ? begin : call('if', binary('=', field(OWN.rule), number(rule)), begin, call('null'));
      carried.push(name);
      return [assign([name, own]), running([[name, 'max', name]], groupBy)];
    }),
  );
  const since = binary('-', field('_time'), secondsOf(correlation));
  const within = (at: number, length: number): EvalNode => binary('>=', field(OWN.chain(at, length)), since);
  const whole = chains.map((chain, at) => within(at, chain.length));
  const lengths = chains
    .flatMap((chain, at) => chain.map((_, place) => ({ at, length: place + 1 })))
    .sort((left, right) => right.length - left.length);
  const longest = call(
    'case',
    ...lengths.flatMap(({ at, length }) => [within(at, length), number(length)]),
    call('true'),
    number(0),
  );
  return [
    sorted({ field: '_time' }, ...(references.length > 1 ? [{ field: OWN.rule }] : [])),
    ...built,
    atMoments(carried, correlation),
    ...(correlation.rules ? [keep(joined('OR', ...(whole as [EvalNode, ...EvalNode[]])))] : []),
    assign([measureOf(correlation), longest]),
    ...(correlation.criteria.length > 0 ? [keep(criteria(correlation.criteria, measureOf(correlation)))] : []),
  ];
}

const OPERATORS = { lt: '<', lte: '<=', gt: '>', gte: '>=', eq: '=', neq: '!=' } as const;

function criteria(list: readonly Criterion[], measure: string): EvalNode {
  const [first, ...rest] = list.map(({ operator, value }) =>
    binary(OPERATORS[operator], field(measure), number(value)),
  );
  return first ? joined('AND', first, ...rest) : call('isnotnull', field(measure));
}
