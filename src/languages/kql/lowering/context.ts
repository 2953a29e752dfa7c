import type { QueryProblem } from '../../../diagnostics/query-problem.ts';
import type { Expression, Span } from '../../../plan/expression.ts';
import type { Plan, Stage } from '../../../plan/plan.ts';
import type { Globals, Kusto, KustoNode } from '../binding/kusto.ts';
import type { KqlColumn, KqlEnvironment } from '../environment.ts';
import type { GraphSource } from '../operators/graph/source.ts';
import type { PatternBinding } from './patterns.ts';
import { LoweringProblem } from './problem.ts';

/** Rows on their way through a query: their plan, and the columns that the binder says they have. */
export interface Rows {
  readonly plan: Plan;
  readonly columns: readonly KqlColumn[];
  /** Further columns are known only when the query runs (`bag_unpack`). */
  readonly open?: boolean;
  /** The name that `as` has just given them. */
  readonly name?: string;
  /** Set where they are the tables of a graph: only an operator that asks a graph may read them. */
  readonly graph?: GraphSource;
  /** They are one of several tables, each of which has a name. */
  readonly several?: true;
}

/** A value; `tables` says inside how many tables that are arguments it was bound, `weight` how many nodes it has. */
export interface ScalarBinding {
  readonly kind: 'scalar';
  readonly expression: Expression;
  readonly type: string;
  readonly tables: number;
  readonly weight: number;
}

export interface RowsBinding {
  readonly kind: 'rows';
  readonly rows: Rows;
  readonly weight: number;
}

/** What a name of a `let` statement or of a function's parameter stands for. */
export type Binding =
  | ScalarBinding
  | RowsBinding
  /** A function declared by `let`: its body sees the names around its declaration. */
  | { readonly kind: 'function'; readonly scope: Scope; readonly declaration: KustoNode }
  | PatternBinding;

export interface Scope {
  readonly parent: Scope | undefined;
  readonly names: Map<string, Binding>;
}

/** What is the same for a whole query. */
export interface Shared {
  readonly kusto: Kusto;
  readonly globals: Globals;
  readonly environment: KqlEnvironment;
  readonly text: string;
  readonly stages: Stage[];
  /** Warnings that lowering adds. */
  readonly warnings: QueryProblem[];
  /** What `set` statements give, by name. */
  readonly options: Map<string, KustoNode>;
  /** Counts names that the lowering makes up. */
  next: number;
  /** How many nodes the query has so far, a name's again wherever it is read. */
  weight: number;
}

/** Where the lowering stands. */
export interface Context {
  readonly shared: Shared;
  readonly scope: Scope;
  /** The columns that expressions see. */
  readonly row: readonly KqlColumn[];
  /** How many nodes the rows have that come through the pipe. */
  readonly inputWeight?: number;
  /** They see further columns, which only a run tells. */
  readonly open?: boolean;
  /** Columns that an argument `*` leaves out, as they stand before it. */
  readonly named?: ReadonlySet<string>;
  /** Whether each step of a pipe is a stage of its own: the author's own pipes, not those inside arguments. */
  readonly steps: boolean;
  /** The stage that nodes made now belong to. */
  readonly stage: number | undefined;
  /** Set inside a function's body, whose places are not the query's: the place of the call. */
  readonly callSpan: Span | undefined;
  /** Inside a `summarize`: takes an aggregation out of an expression and gives the column that holds its result. */
  readonly aggregate?: (node: KustoNode) => Expression;
  /** Inside a pattern of a graph: what a property of one of its parts, or a function of graphs, stands for. */
  readonly pattern?: (node: KustoNode, context: Context) => Expression | undefined;
  /** How many calls lie around. */
  readonly depth: number;
  /** How many tables that are arguments lie around (`toscalar`): columns of the rows outside are not seen there. */
  readonly tables: number;
}

export function lookUp(scope: Scope | undefined, name: string): Binding | undefined {
  for (let at = scope; at; at = at.parent) {
    const found = at.names.get(name);
    if (found) return found;
  }
  return undefined;
}

/** More than any sensible query comes to; what doubles with each name or call gets there soon. */
const HEAVIEST = 2_000_000;

/** Counts what `node` adds to the query. */
export function weigh(context: Context, node: KustoNode, weight = 1): void {
  context.shared.weight += weight;
  if (context.shared.weight <= HEAVIEST) return;
  const message = 'The query is too large once its functions and names are replaced by what they stand for.';
  throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
}

/** What a name stands for where it is read, which adds as much to the query as it did where it was bound. */
export function readName(name: string, node: KustoNode, context: Context): Binding | undefined {
  const binding = lookUp(context.scope, name);
  if (binding && 'weight' in binding) weigh(context, node, binding.weight);
  return binding;
}

/** What a name is bound to, with what it adds to the query. */
export function weighed<Bound extends object>(context: Context, lower: () => Bound): Bound & { weight: number } {
  const before = context.shared.weight;
  const bound = lower();
  return { ...bound, weight: context.shared.weight - before };
}

/** The outermost scope, which bodies of the workspace's functions see. */
export function rootScope(scope: Scope): Scope {
  let at = scope;
  while (at.parent) at = at.parent;
  return at;
}

export const innerScope = (parent: Scope): Scope => ({ parent, names: new Map() });

export const spanOf = (context: Context, node: KustoNode): Span =>
  context.callSpan ?? { start: node.TextStart, end: node.End };

export const withRow = (context: Context, row: readonly KqlColumn[]): Context => ({ ...context, row, open: false });

/** A name that no column of a query has. */
export function freshName(context: Context, stem: string): string {
  context.shared.next += 1;
  return `$${stem}${context.shared.next}`;
}

/** The context of rows inside an argument: whatever they do belongs to the step around them. */
export function asArgument({ named: _, ...context }: Context): Context {
  return { ...context, steps: false, row: [], open: false };
}

/** The number of a stage, as plan nodes carry it. */
export const staged = (context: Context): { readonly stage?: number } =>
  context.stage === undefined ? {} : { stage: context.stage };
