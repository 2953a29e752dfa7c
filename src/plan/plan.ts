import type { Value } from '../table/value.ts';
import type { Expression, Span } from './expression.ts';

/**
 * The logical plan: what SPL, KQL and Sigma are lowered to. Plain data (structured-clonable), a small closed set of
 * operators, no language and no platform in it. Names of functions, comparators, keys and table functions are looked
 * up in the run's `Library`, sources in the run's `Catalog`.
 */
export type Plan =
  | Scan
  | Values
  | Reference
  | Filter
  | Project
  | Pick
  | Extend
  | Aggregate
  | Sort
  | Limit
  | Join
  | Union
  | Expand
  | Window
  | Reshape
  | Distinct
  | Let;

interface Operator {
  /** Index into {@link LoweredQuery.stages}; nodes that share one make up one stage of the user's query. */
  readonly stage?: number;
  /** The function of the workspace whose rows these are; its body lies below. */
  readonly called?: string;
}

/** Reads a source of the catalog: events, a table, a data model's dataset, a lookup. */
export interface Scan extends Operator {
  readonly op: 'Scan';
  readonly source: string;
  readonly options?: unknown;
  /** The only columns that are read, when the optimiser could tell. */
  readonly columns?: readonly string[];
  /** What every row that matters must mention; a source may skip rows that do not. Set by the optimiser. */
  readonly mentions?: Mention;
  /** When every row that matters happened; a source may skip rows that did not. Set by the optimiser. */
  readonly bounds?: readonly TimeBound[];
  readonly span?: Span;
}

/** Rows written in the query: `datatable`, `makeresults`, `print`. */
export interface Values extends Operator {
  readonly op: 'Values';
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** The rows bound to a name by `Let`, or by a table function that runs a plan over its own input. */
export interface Reference extends Operator {
  readonly op: 'Reference';
  readonly name: string;
}

/** Keeps the rows for which `predicate` is `true`. */
export interface Filter extends Operator {
  readonly op: 'Filter';
  readonly input: Plan;
  readonly predicate: Expression;
}

export interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

/** Exactly these columns, in this order. */
export interface Project extends Operator {
  readonly op: 'Project';
  readonly input: Plan;
  readonly columns: readonly NamedExpression[];
}

/**
 * Keeps, drops or renames columns by name when the schema is known at run time only. Patterns may hold `*`. `only`
 * keeps these, in this order; `drop` removes; `rename` moves `from` to `to`, the wildcard's text carried over.
 */
export interface Pick extends Operator {
  readonly op: 'Pick';
  readonly input: Plan;
  readonly only?: readonly string[];
  readonly drop?: readonly string[];
  readonly rename?: readonly { readonly from: string; readonly to: string }[];
}

/** Adds or replaces columns. All expressions see the input's columns, none sees another's result. */
export interface Extend extends Operator {
  readonly op: 'Extend';
  readonly input: Plan;
  readonly columns: readonly NamedExpression[];
}

export interface AggregateCall {
  /** One name; several for a function with several results (`arg_max(x, a, b)`, `percentiles`). */
  readonly outputs: readonly string[];
  readonly function: string;
  readonly arguments: readonly Expression[];
  readonly options?: unknown;
  readonly span?: Span;
}

/** One row per distinct `by`; one row in all without `by`, even for no input. Groups come in order of appearance. */
export interface Aggregate extends Operator {
  readonly op: 'Aggregate';
  readonly input: Plan;
  readonly by: readonly NamedExpression[];
  /** Key function of the library: when two values are one group; undefined drops the row. */
  readonly key: string;
  readonly aggregates: readonly AggregateCall[];
}

export interface SortKey {
  readonly expression: Expression;
  /** Comparator of the library; it sees nulls too. */
  readonly comparator: string;
  readonly descending: boolean;
  /** Where null goes whatever the direction; absent: the comparator decides. */
  readonly nulls?: 'first' | 'last';
}

/** Stable. */
export interface Sort extends Operator {
  readonly op: 'Sort';
  readonly input: Plan;
  readonly keys: readonly SortKey[];
  readonly limit?: number;
}

/** The first `count` rows. */
export interface Limit extends Operator {
  readonly op: 'Limit';
  readonly input: Plan;
  readonly count: number;
}

export type JoinKind =
  | 'inner'
  | 'innerunique'
  | 'leftouter'
  | 'rightouter'
  | 'fullouter'
  | 'leftsemi'
  | 'leftanti'
  | 'rightsemi'
  | 'rightanti';

export interface JoinOutput {
  readonly name: string;
  readonly side: 'left' | 'right';
  readonly column: string;
  /** The value where this side has no partner. */
  readonly missing?: Value;
}

/** Hash join of the rows whose keys are equal under `key`; a key that is undefined matches nothing. */
export interface Join extends Operator {
  readonly op: 'Join';
  readonly kind: JoinKind;
  readonly left: Plan;
  readonly right: Plan;
  readonly on: readonly { readonly left: Expression; readonly right: Expression }[];
  readonly key: string;
  /** Fixed result columns; `overlay`: all of the left, the right's (other than keys) written over them. */
  readonly output: readonly JoinOutput[] | 'overlay';
  /** The sides whose other columns come along too; one whose name is taken gets a number. */
  readonly further?: readonly ('left' | 'right')[];
  /** With `overlay`: whether the right side overwrites (default) or only fills what the left lacks. */
  readonly overwrite?: boolean;
  /** At most this many right rows per left row. */
  readonly maximum?: number;
}

/** Rows of each input in turn. A column that an input lacks is null there. */
export interface Union extends Operator {
  readonly op: 'Union';
  readonly inputs: readonly Plan[];
}

/**
 * One row per element of the arrays in `columns`, zipped, the shorter padded with null. `empty` says what becomes of a
 * row without elements; a value that is no array counts as one element.
 */
export interface Expand extends Operator {
  readonly op: 'Expand';
  readonly input: Plan;
  readonly columns: readonly { readonly from: string; readonly to: string }[];
  readonly indexColumn?: string;
  readonly limit?: number;
  readonly empty: 'keep' | 'drop';
}

/** An ordered, stateful table function whose columns are known: streamstats, dedup, row_number. */
export interface Window extends Operator {
  readonly op: 'Window';
  readonly input: Plan;
  readonly function: string;
  readonly options?: unknown;
  /** The columns that it adds. */
  readonly adds?: readonly string[];
}

/** A table function whose columns are known only at run time: transpose, pivot, bag_unpack, foreach. */
export interface Reshape extends Operator {
  readonly op: 'Reshape';
  readonly input: Plan;
  readonly function: string;
  readonly options?: unknown;
}

/** First row of each combination of `columns`, those columns alone. */
export interface Distinct extends Operator {
  readonly op: 'Distinct';
  readonly input: Plan;
  /** Absent: all columns. */
  readonly columns?: readonly string[];
  readonly key: string;
}

/** Binds `value` to `name` in `body`; run at most once. */
export interface Let extends Operator {
  readonly op: 'Let';
  readonly name: string;
  readonly value: Plan;
  readonly body: Plan;
}

/** What the text of an event must contain, without regard to case, for a predicate to be able to hold. */
export type Mention =
  /** `numeric`: the text is that of a number, which a log may write otherwise (`1e3`) where it writes numbers. */
  | { readonly column: string; readonly text: string; readonly numeric?: true }
  | { readonly all: readonly Mention[] }
  | { readonly any: readonly Mention[] };

/**
 * The time in a column is not before `from`, not after `to`. Both are expressions without columns that give nanoseconds
 * since 1970; null bounds nothing.
 */
export interface TimeBound {
  readonly column: string;
  readonly from?: Expression;
  readonly to?: Expression;
}

/** One step of the query as its author wrote it. */
export interface Stage {
  readonly text: string;
  readonly span: Span;
}

export interface ResultColumn {
  readonly name: string;
  /** The language's name of the type; absent where values carry their own (SPL). */
  readonly type?: string;
}

/** What a front-end makes of a query text. */
export interface LoweredQuery {
  readonly language: 'spl' | 'kql' | 'sigma';
  readonly plan: Plan;
  readonly stages: readonly Stage[];
  /** The result's columns, where the language knows them before it runs. */
  readonly columns?: readonly ResultColumn[];
  /** Without `columns`: those of the result whose type is known all the same. */
  readonly knownColumns?: readonly ResultColumn[];
  /** Named parts of the predicate that `explain` can count one by one: the selections of a Sigma rule. */
  readonly parts?: readonly QueryPart[];
}

/** A part of a query that has a name of its own. */
export interface QueryPart {
  readonly name: string;
  /** Over the rows of the query's Scan. */
  readonly expression: Expression;
  /** Where it stands in the document. */
  readonly path: readonly (string | number)[];
}

/** The plans that `plan` reads its rows from. */
export function inputsOf(plan: Plan): readonly Plan[] {
  switch (plan.op) {
    case 'Scan':
    case 'Values':
    case 'Reference':
      return [];
    case 'Join':
      return [plan.left, plan.right];
    case 'Union':
      return plan.inputs;
    case 'Let':
      return [plan.value, plan.body];
    default:
      return [plan.input];
  }
}
