import type { Expression } from '../plan/expression.ts';
import type { LoweredQuery, NamedExpression, Plan } from '../plan/plan.ts';

/** Where a column of a query gets its values. */
export interface Provenance {
  /** The steps that make or replace it, in order, as their author wrote them. */
  readonly madeBy: readonly string[];
  /** The sources that the query reads. */
  readonly sources: readonly string[];
}

/** The steps of a query that make a column. */
export function provenance({ plan, stages }: LoweredQuery, name: string): Provenance {
  const makers = new Set<number>();
  const sources = new Set<string>();
  visit(plan, (node) => {
    if (node.op === 'Scan') sources.add(node.source);
    if (node.stage !== undefined && makes(node, name)) makers.add(node.stage);
  });
  const inOrder = [...makers].sort((a, b) => a - b);
  return {
    madeBy: inOrder.flatMap((stage) => stages[stage]?.text.trim() ?? []),
    sources: [...sources],
  };
}

/** The names of all columns that a query reads or makes. */
export function columnsIn({ plan }: LoweredQuery): ReadonlySet<string> {
  const names = new Set<string>();
  const read = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return value.forEach(read);
    const { kind, name } = value as { kind?: unknown; name?: unknown };
    if (kind === 'column' && typeof name === 'string') names.add(name);
    for (const inner of Object.values(value)) read(inner);
  };
  visit(plan, (node) => {
    for (const name of outputsOf(node)) names.add(name);
    if (node.op === 'Pick') for (const name of node.only ?? []) names.add(name);
  });
  read(plan);
  return new Set([...names].filter((name) => !/[*$]/.test(name)));
}

const makes = (node: Plan, name: string): boolean => outputsOf(node).includes(name);

/** The columns that a node gives new values; those that it passes through are none. */
function outputsOf(node: Plan): readonly string[] {
  switch (node.op) {
    case 'Extend':
      return node.columns.map(({ name }) => name);
    case 'Project':
      return renamed(node.columns);
    case 'Aggregate':
      return [...grouped(node.by), ...node.aggregates.flatMap(({ outputs }) => outputs)];
    case 'Pick':
      return (node.rename ?? []).map(({ to }) => to);
    case 'Expand':
      return node.columns.filter(({ from, to }) => from !== to).map(({ to }) => to);
    case 'Window':
      return node.adds ?? [];
    case 'Values':
      return node.columns;
    case 'Join':
      return node.output === 'overlay'
        ? []
        : node.output.filter(({ side }) => side === 'right').map(({ name }) => name);
    default:
      return [];
  }
}

const renamed = (columns: readonly NamedExpression[]): readonly string[] =>
  columns.filter(({ name, expression }) => !isColumn(expression, name)).map(({ name }) => name);

/** Groups by something of another name; by a column itself, however it is read, nothing new is made. */
const grouped = (columns: readonly NamedExpression[]): readonly string[] =>
  columns.filter(({ name, expression }) => !mentions(expression, name)).map(({ name }) => name);

function mentions(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ((value as { kind?: unknown }).kind === 'column' && (value as { name?: unknown }).name === name) return true;
  return Object.values(value).some((inner) => mentions(inner, name));
}

const isColumn = (expression: Expression, name: string): boolean =>
  expression.kind === 'column' && expression.name === name;

function visit(plan: Plan, see: (node: Plan) => void): void {
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof (value as { op?: unknown }).op === 'string') see(value as Plan);
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(plan);
}
