import type { KustoNode } from '../binding/kusto.ts';
import type { Context, Rows } from '../lowering/context.ts';

/** A tabular operator: one file each, and a line in `index.ts`. */
export interface KqlOperator {
  readonly name: string;
  /** The kinds of Kusto's syntax nodes that it lowers. */
  readonly kinds: readonly string[];
  readonly summary: string;
  readonly syntax: string;
  readonly reference: string;
  readonly examples: readonly OperatorExample[];
  readonly status?: 'full' | 'partial';
  readonly differences?: string;
  /** Whether it asks a graph (`make-graph`) and not a table. */
  readonly takesGraph?: true;
  /** `context.row` are the input's columns; `piped` is false where the operator begins a query. */
  lower(node: KustoNode, input: Rows, context: Context, piped: boolean): Rows;
}

export interface OperatorExample {
  readonly query: string;
  /** Cells as CONTRACT.md prints them, a list per row. */
  readonly rows: readonly (readonly unknown[])[];
}

export function defineOperator(operator: Omit<KqlOperator, 'reference'> & { readonly page?: string }): KqlOperator {
  const { page = `${operator.name}-operator`, ...rest } = operator;
  return { ...rest, reference: `https://learn.microsoft.com/kusto/query/${page}` };
}
