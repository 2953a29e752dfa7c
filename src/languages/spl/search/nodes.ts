import type { Subsearch } from '../pipeline.ts';

/** The syntax of search expressions: the search command, `where` of tstats, event types, constraints of data models. */
export type SearchNode =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly SearchNode[] }
  | { readonly kind: 'not'; readonly term: SearchNode }
  | CompareNode
  | TextNode
  | { readonly kind: 'all' }
  | { readonly kind: 'subsearch'; readonly subsearch: Subsearch; readonly start: number; readonly end: number };

export type CompareOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface CompareNode {
  readonly kind: 'compare';
  readonly field: string;
  readonly operator: CompareOperator;
  readonly value: string;
  /** `CASE(…)`: the value is compared with its case. */
  readonly cased?: true;
  readonly start: number;
  readonly end: number;
}

/** Text that the raw event must hold: a word, a phrase, `TERM(…)`, `CASE(…)`. */
export interface TextNode {
  readonly kind: 'text';
  readonly text: string;
  readonly mode: 'word' | 'term' | 'case';
  readonly start: number;
  readonly end: number;
}
