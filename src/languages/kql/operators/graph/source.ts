import type { KqlColumn } from '../../environment.ts';

/**
 * What a graph is made of. A graph is no table: on its way from `make-graph` to the operator that asks it, it is the rows
 * of its tables one after another (see {@link cell}) and this description of them.
 */
export interface GraphSource {
  readonly edges: { readonly columns: readonly KqlColumn[]; readonly source: string; readonly target: string };
  readonly tables: readonly { readonly columns: readonly KqlColumn[]; readonly key: string }[];
  /** The type of the identifiers of nodes. */
  readonly idType: string;
  /** The property of every node that holds its identifier: none without nodes, or where two tables name it otherwise. */
  readonly idName?: string;
  /** The properties of nodes that come out of tables. */
  readonly properties: readonly KqlColumn[];
  /** Properties that `graph-mark-components` adds. */
  readonly marks: readonly Mark[];
}

export interface Mark {
  readonly name: string;
  readonly kind: 'weak' | 'strong';
}

/** The column that says which table a row is of: {@link EDGES}, or the number of a table of nodes. */
export const TABLE = '$table';
export const EDGES = -1;

/** The column that says to which of several graphs a row belongs. */
export const PARTITION = '$partition';

/** The column that holds a column of one of the tables. */
export const cell = (table: number, name: string): string => `${table} ${name}`;

export const nodeProperties = ({ properties, marks }: GraphSource): readonly KqlColumn[] => [
  ...properties,
  ...marks.map(({ name }) => ({ name, type: 'long' })),
];
