import type { Value } from '../table/value.ts';
import type { Plan } from './plan.ts';

/** Characters `[start, end)` of the query text; `plan` carries spans along and never reads the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * An expression of a plan: plain data, so that a plan can be cached, sent to a worker and compared. A call names a
 * function of the run's {@link Library} (`spl.like`, `kql.has`), which alone knows what it means.
 */
export type Expression = ColumnExpression | LiteralExpression | CallExpression | VariableExpression | TableExpression;

/** The value of a column; null where the input has no such column. */
export interface ColumnExpression {
  readonly kind: 'column';
  readonly name: string;
  readonly span?: Span;
}

export interface LiteralExpression {
  readonly kind: 'literal';
  readonly value: Value;
  readonly span?: Span;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly function: string;
  readonly arguments: readonly Expression[];
  /** What the function needs besides arguments (a cast's type, a regex' flags): plain data. */
  readonly options?: unknown;
  readonly span?: Span;
}

/** A name that a function binds while it evaluates another argument: the element of `mvmap`, `<<ITEM>>`. */
export interface VariableExpression {
  readonly kind: 'variable';
  readonly name: string;
  readonly span?: Span;
}

/** A table as an argument (`toscalar`, `in (T | project x)`, a subsearch): run once, when first needed. */
export interface TableExpression {
  readonly kind: 'table';
  readonly plan: Plan;
  readonly span?: Span;
}

export const column = (name: string, span?: Span): ColumnExpression => ({
  kind: 'column',
  name,
  ...(span && { span }),
});

export const literal = (value: Value, span?: Span): LiteralExpression => ({
  kind: 'literal',
  value,
  ...(span && { span }),
});

export const call = (name: string, args: readonly Expression[], span?: Span, options?: unknown): CallExpression => ({
  kind: 'call',
  function: name,
  arguments: args,
  ...(options !== undefined && { options }),
  ...(span && { span }),
});
