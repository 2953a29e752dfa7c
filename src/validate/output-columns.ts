import type { LoweredQuery, Pick, Plan } from '../plan/plan.ts';

/** Undefined when only the data tells. */
export type Columns = ReadonlySet<string> | undefined;

/** The columns that the result of a query can have; undefined when only the data tells. */
export function outputColumns(query: LoweredQuery): Columns {
  return query.columns ? new Set(query.columns.map(({ name }) => name)) : columnsOf(query.plan, new Map());
}

/** The columns that a plan can give; `bound` holds those of the names that it refers to. */
export function columnsOf(plan: Plan, bound: ReadonlyMap<string, Columns>): Columns {
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
    case 'Window':
      return plan.adds ? joined(columnsOf(plan.input, bound), new Set(plan.adds)) : undefined;
    case 'Expand': {
      const added = [
        ...plan.columns.map(({ to }) => to),
        ...(plan.indexColumn === undefined ? [] : [plan.indexColumn]),
      ];
      return joined(columnsOf(plan.input, bound), new Set(added));
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

const joined = (left: Columns, right: Columns): Columns => left && right && new Set([...left, ...right]);

function picked({ only, drop, rename }: Pick, input: Columns): Columns {
  let columns = input;
  if (only) {
    const exact = only.every((pattern) => !pattern.includes('*'));
    columns = exact ? new Set(only) : columns && new Set([...columns].filter((name) => matchesAny(name, only)));
  }
  if (drop && columns) columns = new Set([...columns].filter((name) => !matchesAny(name, drop)));
  if (rename?.some(({ to }) => to.includes('*'))) return undefined;
  if (rename && columns) {
    const names = new Map(rename.map(({ from, to }) => [from, to]));
    columns = new Set([...columns].map((name) => names.get(name) ?? name));
  }
  return columns;
}

const matchesAny = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) =>
    pattern.includes('*')
      ? new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')}$`, 's').test(name)
      : pattern === name,
  );
