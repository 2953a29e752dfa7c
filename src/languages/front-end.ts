import type { QueryProblem } from '../diagnostics/query-problem.ts';
import type { LoweredQuery } from '../plan/plan.ts';
import type { Value } from '../table/value.ts';

/** What a front-end gives back: a plan unless a problem of severity error stands in its way. Never an exception. */
export interface Lowering {
  readonly query?: LoweredQuery;
  readonly problems: readonly QueryProblem[];
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A cell as CONTRACT.md prints it in JSON; `type` is the column's type where the language has one. */
export type PrintCell = (value: Value, type?: string) => JsonValue;
