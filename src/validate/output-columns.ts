import { namePattern, renamePattern } from '../plan/name-pattern.ts';
import type { LoweredQuery, Pick, Plan, Window } from '../plan/plan.ts';

/** Undefined when only the data tells. */
export type Columns = ReadonlySet<string> | undefined;

/** The columns that the result of a query can have; undefined when only the data tells. */
export function outputColumns(query: LoweredQuery): Columns {
  return query.columns ? new Set(query.columns.map(({ name }) => name)) : columnsOf(query.plan, new Map());
}

const known = new WeakMap<Plan, { readonly columns: Columns }>();

/** The columns that a plan can give; `bound` holds those of the names that it refers to. */
export function columnsOf(plan: Plan, bound: ReadonlyMap<string, Columns>): Columns {
  if (bound.size > 0) return deriveColumns(plan, bound);
  const earlier = known.get(plan);
  if (earlier) return earlier.columns;
  const columns = deriveColumns(plan, bound);
  known.set(plan, { columns });
  return columns;
}

function deriveColumns(plan: Plan, bound: ReadonlyMap<string, Columns>): Columns {
  switch (plan.op) {
    case 'Scan':
    case 'Reshape':
      return undefined;
    case 'Reference':
      return bound.get(plan.name);
    case 'Values':
      return new Set(plan.columns);
    case 'Filter':
    case 'Sort':
    case 'Limit':
      return columnsOf(plan.input, bound);
    case 'Extend':
      return joined(columnsOf(plan.input, bound), new Set(plan.columns.map(({ name }) => name)));
    case 'Project':
      return new Set(plan.columns.map(({ name }) => name));
    case 'Pick':
      return picked(plan, columnsOf(plan.input, bound));
    case 'Aggregate':
      return new Set([...plan.by.map(({ name }) => name), ...plan.aggregates.flatMap(({ outputs }) => outputs)]);
    case 'Distinct':
      return plan.columns ? new Set(plan.columns) : columnsOf(plan.input, bound);
    case 'Window': {
      const adds = addedBy(plan);
      return adds && joined(columnsOf(plan.input, bound), new Set(adds));
    }
    case 'Expand': {
      const input = columnsOf(plan.input, bound);
      const added = [
        ...plan.columns.filter(({ from }) => input?.has(from)).map(({ to }) => to),
        ...(plan.indexColumn === undefined ? [] : [plan.indexColumn]),
      ];
      return joined(input, new Set(added));
    }
    case 'Join':
      if (plan.output !== 'overlay') return new Set(plan.output.map(({ name }) => name));
      return joined(columnsOf(plan.left, bound), columnsOf(plan.right, bound));
    case 'Union':
      return plan.inputs.map((input) => columnsOf(input, bound)).reduce(joined, new Set());
    case 'Let':
      return columnsOf(plan.body, new Map(bound).set(plan.name, columnsOf(plan.value, bound)));
  }
}

/** The columns that a step adds to those of its input; undefined when only the data tells. */
export const addedBy = ({ function: name, adds }: Window): readonly string[] | undefined =>
  adds ?? (KEEPS_COLUMNS.test(name) ? [] : undefined);

/** Steps that change or drop rows, and add no column. */
const KEEPS_COLUMNS = /^spl\.(?:skip|bin-auto-time|subsearch-filter|dedup|uniq|filldown|mvcombine)$/;

const joined = (left: Columns, right: Columns): Columns => left && right && new Set([...left, ...right]);

/** The command `fields` keeps them unless it names them. */
const INTERNAL = ['_time', '_raw', '_indextime', '_sourcetype', '_cd', '_bkt', '_serial', '_si', '_subsecond'];

function picked({ only, drop, rename }: Pick, input: Columns): Columns {
  let columns = input;
  if (only) {
    const patterns = only.filter((pattern) => pattern.includes('*') && pattern !== '_*');
    if (columns) columns = new Set([...columns].filter(matchingAny(only)));
    else if (patterns.length === 0) {
      columns = new Set(only.flatMap((name) => (name === '_*' ? INTERNAL : [name])));
    }
  }
  if (drop && columns) {
    const isDropped = matchingAny(drop);
    columns = new Set([...columns].filter((name) => !isDropped(name)));
  }
  for (const { from, to } of rename ?? []) {
    if (!columns) break;
    const renamed = renamePattern(from, to);
    columns = new Set([...columns].map((name) => renamed(name) ?? name));
  }
  return columns;
}

function matchingAny(patterns: readonly string[]): (name: string) => boolean {
  const names = new Set(patterns);
  const wildcards = patterns.filter((pattern) => pattern.includes('*')).map(namePattern);
  return (name) => names.has(name) || wildcards.some((matches) => matches(name));
}

const knownAbsent = new WeakMap<Plan, ReadonlySet<string>>();

/**
 * The columns that a plan is certain not to give although its source might have: taken away or renamed, and not made
 * again.
 */
export function absentColumns(plan: Plan): ReadonlySet<string> {
  const absent = knownAbsent.get(plan) ?? deriveAbsent(plan);
  knownAbsent.set(plan, absent);
  return absent;
}

function deriveAbsent(plan: Plan): ReadonlySet<string> {
  switch (plan.op) {
    case 'Filter':
    case 'Sort':
    case 'Limit':
      return absentColumns(plan.input);
    case 'Extend':
      return without(absentColumns(plan.input), new Set(plan.columns.map(({ name }) => name)));
    case 'Expand': {
      const absent = absentColumns(plan.input);
      return without(absent, new Set(plan.columns.flatMap(({ from, to }) => (absent.has(from) ? [] : [to]))));
    }
    case 'Window': {
      const adds = addedBy(plan);
      return adds ? without(absentColumns(plan.input), new Set(adds)) : NONE;
    }
    case 'Pick': {
      const { drop = [], rename = [] } = plan;
      if ([...drop, ...rename.flatMap(({ from, to }) => [from, to])].some((name) => name.includes('*'))) return NONE;
      const gone = new Set([...absentColumns(plan.input), ...drop]);
      for (const { from, to } of rename) {
        gone.delete(to);
        if (from !== to) gone.add(from);
      }
      return gone;
    }
    default:
      return NONE;
  }
}

const NONE: ReadonlySet<string> = new Set();

const without = (names: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> =>
  names.size === 0 ? names : new Set([...names].filter((name) => !others.has(name)));
