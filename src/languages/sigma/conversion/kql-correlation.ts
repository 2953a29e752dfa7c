import type { Correlation } from '../correlation.ts';
import type { RuleCondition } from '../functions/correlate.ts';
import {
  chainsOf,
  type CorrelatedInput,
  isNested,
  measureOf,
  type NestedCorrelation,
  OWN,
  rulesWithin,
  SECOND,
} from './correlation.ts';
import { type ColumnType, kqlSteps, QUERY_TABLE } from './kql.ts';
import { kqlCall, kqlPath } from './kql-text.ts';
import { ConversionRefusal } from './predicate.ts';
import type { ReadyRule } from './transformed.ts';
import { append } from '../../../util/append.ts';

/** The column of a table that holds the time of an event, in a workspace. */
const TIME = 'TimeGenerated';
/** What Defender's tables have: in advanced hunting it is the only one, and in a workspace it is there too. */
const DEFENDER_TIME = 'Timestamp';
const EVENTS = 'correlated';

/**
 * A correlation as KQL: the events of its rules, joined with the moments at which they happen, so that a window ends at
 * each of them. A row comes out for each moment at which the condition holds.
 *
 * @throws ConversionRefusal
 */
export function kqlCorrelation(
  correlation: Correlation,
  inputs: readonly CorrelatedInput[],
  columnType: ColumnType,
): string {
  const { tables, lines } = heldMoments(correlation, inputs, { columnType, tables: 0 });
  const rules = rulesWithin(inputs);
  const time = rules.every((rule) => timeOf(rule, columnType) === DEFENDER_TIME) ? DEFENDER_TIME : TIME;
  const shown = [`${time} = ${OWN.time}`, ...correlation.groupBy.map(name), measureOf(correlation)];
  return [...tables.map((table) => `${table};`), ...lines, `| project ${shown.join(', ')}`].join('\n');
}

function timeOf({ transformed }: ReadyRule, columnType: ColumnType): string {
  const table = String(transformed.state.get(QUERY_TABLE));
  return columnType(table, DEFENDER_TIME) === 'datetime' ? DEFENDER_TIME : TIME;
}

interface Printing {
  readonly columnType: ColumnType;
  /** How many tables have a name. */
  tables: number;
}

/** What is given a name by `let`, and the moments at which a correlation holds. */
interface Moments {
  readonly tables: readonly string[];
  /** The name of the events that are correlated. */
  readonly events: string;
  readonly by: string;
  readonly lines: readonly string[];
}

function heldMoments(correlation: Correlation, inputs: readonly CorrelatedInput[], printing: Printing): Moments {
  const groups = correlation.groupBy.length > 0 ? correlation.groupBy.map(name) : [OWN.all];
  const by = groups.join(', ');
  const own = tableName(EVENTS, printing);
  const moments = `(${own} | summarize by ${OWN.time} = ${TIME}, ${by})`;
  const lines =
    correlation.type === 'temporal_ordered'
      ? inOrder(correlation, by, moments, own)
      : [
          own,
          `| join kind=inner ${moments} on ${by}`,
          `| where ${TIME} between (${OWN.time} - ${spanOf(correlation)} .. ${OWN.time})`,
          ...measured(correlation, by),
        ];
  return { tables: events(correlation, inputs, own, printing), events: own, by, lines };
}

const tableName = (stem: string, printing: Printing): string => {
  printing.tables += 1;
  return printing.tables === 1 ? stem : `${stem}_${printing.tables}`;
};

/**
 * The moments at which a correlation begins to hold: it did not at the moment before, or that one lies further back than
 * the window reaches.
 */
function beginnings({ correlation, inputs }: NestedCorrelation, printing: Printing): Pick<Moments, 'tables' | 'lines'> {
  const { tables, events: own, by, lines } = heldMoments(correlation, inputs, printing);
  const held = tableName('held', printing);
  const groups = correlation.groupBy.map(name);
  const begins = [
    `isnull(prev(${OWN.holds}))`,
    ...groups.map((group) => `prev(${group}) != ${group}`),
    `${OWN.time} - prev(${OWN.time}) > ${spanOf(correlation)}`,
  ];
  return {
    tables: [...tables, `let ${held} = ${lines.join('\n')}`],
    lines: [
      own,
      `| summarize by ${OWN.time} = ${TIME}, ${by}`,
      `| join kind=leftouter (${held} | summarize by ${OWN.time}, ${by} | extend ${OWN.holds} = true) on ${OWN.time}, ${by}`,
      `| sort by ${[...groups, OWN.time].map((column) => `${column} asc`).join(', ')}`,
      `| extend sigma_begins = ${begins.join(' or ')}`,
      `| where ${OWN.holds} and sigma_begins`,
    ],
  };
}

const name = (field: string): string => kqlPath(field.includes('.') ? field.replaceAll('.', '_') : field);

const spanOf = ({ timespan }: Correlation): string => {
  const unit = timespan.text.at(-1) as string;
  return 'smhd'.includes(unit) ? timespan.text : `${timespan.nanoseconds / SECOND}s`;
};

const isMeasuredNumber = ({ type }: Correlation): boolean => type.startsWith('value_') && type !== 'value_count';

/** The events of the rules, each with its rule, what it is grouped by and what is measured, as tables by name. */
function events(
  correlation: Correlation,
  inputs: readonly CorrelatedInput[],
  own: string,
  printing: Printing,
): readonly string[] {
  const tables: string[] = [];
  const branches = inputs.map((input, index) => {
    const branch = branchOf(input, printing);
    append(tables, branch.tables);
    const columns = [
      branch.time,
      ...correlation.groupBy.map((field, at) => `${name(field)} = ${branch.text(input.groups[at] as string)}`),
      ...(correlation.groupBy.length === 0 ? [`${OWN.all} = true`] : []),
      `${OWN.rule} = ${index}`,
    ];
    if (input.values.length > 0) columns.push(`${OWN.value} = ${measuredValue(correlation, input.values, branch)}`);
    return [...branch.lines, `| project ${columns.join(', ')}`].join('\n');
  });
  const [only] = branches;
  const together = branches.length === 1 && only ? only : `union\n(\n${branches.join('\n),\n(\n')}\n)`;
  const present = correlation.groupBy.map((field) => `| where isnotempty(${name(field)})`);
  return [...tables, [`let ${own} = ${together}`, ...present].join('\n')];
}

/** The value that is measured; of several fields one text that tells their combinations apart. */
function measuredValue(correlation: Correlation, names: readonly string[], branch: Branch): string {
  const [only = ''] = names;
  if (isMeasuredNumber(correlation)) return kqlCall('todouble', branch.number(only));
  if (names.length === 1) return branch.text(only);
  const texts = names.map((each) => branch.text(each));
  const present = texts.map((each) => kqlCall('isnotempty', each)).join(' and ');
  const parts = texts.flatMap((each) => [kqlCall('strlen', each), '":"', each]);
  return kqlCall('iff', present, kqlCall('strcat', ...parts), '""');
}

/** What a rule or a correlation finds, and how its columns are written. */
interface Branch extends Pick<Moments, 'tables' | 'lines'> {
  readonly time: string;
  text(column: string): string;
  number(column: string): string;
}

function branchOf(input: CorrelatedInput, printing: Printing): Branch {
  if (!isNested(input)) {
    const { lines, text, number } = kqlSteps(input.transformed, printing.columnType);
    const own = timeOf(input, printing.columnType);
    return { tables: [], lines, time: own === TIME ? TIME : `${TIME} = ${own}`, text, number };
  }
  return { ...beginnings(input, printing), time: `${TIME} = ${OWN.time}`, text: name, number: name };
}

/** Sums up the window of each moment and compares. */
function measured(correlation: Correlation, by: string): readonly string[] {
  const measure = measureOf(correlation);
  const summarised = (...columns: readonly string[]): string =>
    `| summarize ${columns.join(', ')} by ${OWN.time}, ${by}`;
  const compared = criteria(correlation, measure);
  const sorted = kqlCall('array_sort_asc', kqlCall('make_list', OWN.value));
  const numbers = `${OWN.count} = ${kqlCall('countif', kqlCall('isnotnull', OWN.value))}`;
  const some = `| where ${OWN.count} > 0`;
  const at = (index: string): string => `todouble(sigma_values[${index}])`;
  switch (correlation.type) {
    case 'event_count':
      return [summarised(`${measure} = count()`), ...compared];
    case 'value_count':
      return [
        summarised(`${measure} = ${kqlCall('count_distinctif', OWN.value, kqlCall('isnotempty', OWN.value))}`),
        ...compared,
      ];
    case 'value_sum':
      return [summarised(`${measure} = sum(${OWN.value})`, numbers), some, ...compared];
    case 'value_max':
      return [summarised(`${measure} = max(${OWN.value})`, numbers), some, ...compared];
    case 'value_min':
      return [summarised(`${measure} = min(${OWN.value})`, numbers), some, ...compared];
    case 'value_avg':
      return [summarised(`${measure} = avg(${OWN.value})`, numbers), some, ...compared];
    case 'value_median': {
      const half = `${OWN.count} / 2`;
      const middle = `(${at(`${half} - 1`)} + ${at(half)}) / 2.0`;
      const odd = `${OWN.count} % 2 == 1`;
      return [
        summarised(`sigma_values = ${sorted}`, numbers),
        some,
        `| extend ${measure} = ${kqlCall('iff', odd, at(half), middle)}`,
        ...compared,
      ];
    }
    case 'value_percentile': {
      const rank = `tolong(${OWN.count} * ${correlation.percentile ?? 0} / 100)`;
      return [
        summarised(`sigma_values = ${sorted}`, numbers),
        some,
        `| extend ${measure} = ${at(kqlCall('min_of', rank, `${OWN.count} - 1`))}`,
        ...compared,
      ];
    }
    default:
      return [
        summarised(
          `${measure} = ${kqlCall('count_distinct', OWN.rule)}`,
          ...(correlation.rules ? correlation.references.map((_, index) => counted(index)) : []),
        ),
        ...(correlation.rules ? [`| where ${conditionOf(correlation.rules)}`] : []),
        ...compared,
      ];
  }
}

const counted = (index: number): string => `${OWN.ofRule(index)} = countif(${OWN.rule} == ${index})`;

function conditionOf(condition: RuleCondition): string {
  if ('rule' in condition) return `${OWN.ofRule(condition.rule)} > 0`;
  if ('all' in condition) return condition.all.map((part) => `(${conditionOf(part)})`).join(' and ');
  return condition.any.map((part) => `(${conditionOf(part)})`).join(' or ');
}

/**
 * Rules one behind the other: of each rule the first event that follows on what was found of the rules before it. What
 * begins first ends first.
 */
function inOrder(correlation: Correlation, by: string, moments: string, events: string): readonly string[] {
  const { criteria: asked, references, rules } = correlation;
  const [only] = asked;
  const all = asked.length === 1 && only && ['gte', 'eq'].includes(only.operator) && only.value === references.length;
  if (!rules && !all) {
    throw new ConversionRefusal('KQL finds rules in order, all of them: it does not count how far the order was kept.');
  }
  const chains = chainsOf(correlation).map((chain) =>
    chain.reduce<readonly string[]>(
      (lines, rule, place) => {
        const own = `(${events} | where ${OWN.rule} == ${rule} | project ${TIME}, ${by})`;
        // Of events at the same time those of the rule that is named first come first.
        const follows = place > 0 && rule < (chain[place - 1] as number) ? '>' : '>=';
        const since = place === 0 ? `${OWN.time} - ${spanOf(correlation)}` : 'sigma_reached';
        return [
          ...lines,
          `| join kind=inner ${own} on ${by}`,
          `| where ${TIME} ${follows} ${since} and ${TIME} <= ${OWN.time}`,
          `| summarize sigma_reached = min(${TIME}) by ${OWN.time}, ${by}`,
        ];
      },
      [moments.slice(1, -1)],
    ),
  );
  const seen = `| extend ${measureOf(correlation)} = ${references.length}`;
  const [first] = chains;
  if (chains.length === 1 && first) return [...first, seen];
  const steps = chains.map((lines) => `(${lines.join('\n')})`).join(',\n');
  return [`union ${steps}`, `| summarize by ${OWN.time}, ${by}`, seen];
}

const OPERATORS = { lt: '<', lte: '<=', gt: '>', gte: '>=', eq: '==', neq: '!=' } as const;

const criteria = (correlation: Correlation, measure: string): readonly string[] =>
  correlation.criteria.map(({ operator, value }) => `| where ${measure} ${OPERATORS[operator]} ${value}`);
