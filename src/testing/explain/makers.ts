import type { LookupOptions } from '../../languages/spl/commands/lookup.ts';
import { inputsOf, type Plan } from '../../plan/plan.ts';
import { columnsOf } from './describe.ts';
import type { ColumnMaker } from './model.ts';
import type { Lets, Probe } from './probe.ts';
import { observe } from './tally.ts';

/** The step below that makes a column, with what it made it from; undefined when the column comes with the events. */
export function makerOf(column: string, plan: Plan, lets: Lets, probe: Probe): ColumnMaker | undefined {
  const made = find(column, plan);
  if (!made) return undefined;
  const stage = probe.stageText(made.plan);
  const own = made.reads.length === 0 ? [] : observe(made.reads, made.input, lets, probe);
  const table = made.table ? observe(made.table.columns, made.table.plan, lets, probe) : [];
  return {
    column,
    ...(stage !== undefined && { stage }),
    from: [...own, ...table.map((entry) => ({ ...entry, column: `${made.table?.name ?? ''}: ${entry.column}` }))],
  };
}

interface Made {
  readonly plan: Plan;
  readonly input: Plan;
  readonly reads: readonly string[];
  /** The table that the step looks into. */
  readonly table?: { readonly name: string; readonly plan: Plan; readonly columns: readonly string[] };
}

function find(column: string, plan: Plan): Made | undefined {
  switch (plan.op) {
    case 'Extend': {
      const made = plan.columns.find(({ name }) => name === column);
      return made ? { plan, input: plan.input, reads: columnsOf(made.expression) } : find(column, plan.input);
    }
    case 'Project': {
      const made = plan.columns.find(({ name }) => name === column);
      if (!made) return undefined;
      const { expression } = made;
      if (expression.kind === 'column') return find(expression.name, plan.input);
      return { plan, input: plan.input, reads: columnsOf(expression) };
    }
    case 'Pick': {
      const renamed = plan.rename?.find(({ to }) => to === column);
      return find(renamed?.from ?? column, plan.input);
    }
    case 'Aggregate': {
      const by = plan.by.find(({ name }) => name === column);
      if (by) return by.expression.kind === 'column' ? find(by.expression.name, plan.input) : undefined;
      const made = plan.aggregates.find(({ outputs }) => outputs.includes(column));
      return made && { plan, input: plan.input, reads: made.arguments.flatMap(columnsOf) };
    }
    case 'Window':
      return plan.function === 'spl.lookup' ? lookedUp(column, plan) : inherited(column, plan);
    case 'Join': {
      const output = plan.output === 'overlay' ? undefined : plan.output.find(({ name }) => name === column);
      if (output?.side === 'left') return find(output.column, plan.left);
      return undefined;
    }
    case 'Filter':
    case 'Sort':
    case 'Limit':
    case 'Distinct':
      return inherited(column, plan);
    default:
      return undefined;
  }
}

function inherited(column: string, plan: Plan): Made | undefined {
  const [input] = inputsOf(plan);
  return input && find(column, input);
}

function lookedUp(column: string, plan: Plan & { readonly op: 'Window' }): Made | undefined {
  const { name, match, output } = plan.options as LookupOptions;
  const matched = match.map(({ event }) => event);
  if (output ? !output.some(({ event }) => event === column) : matched.includes(column))
    return find(column, plan.input);
  return {
    plan,
    input: plan.input,
    reads: matched,
    table: {
      name,
      plan: { op: 'Scan', source: 'splunk:lookup', options: { name } },
      columns: match.map(({ lookup }) => lookup),
    },
  };
}
