import type { Basis } from './basis.ts';

export type ReferenceLanguage = 'spl' | 'kql' | 'sigma';

/** One command, function, operator or modifier, as its reference page and `firedrill help` show it. */
export interface ReferenceEntry {
  readonly language: ReferenceLanguage;
  /** `command`, `eval function`, `aggregation` … */
  readonly kind: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly syntax: string;
  readonly examples: readonly ReferenceExample[];
  /** The vendor's page. */
  readonly reference: string;
  /** In what it is not as the vendor has it. */
  readonly differences: readonly string[];
  readonly partial: boolean;
  readonly basis: Basis;
  readonly inferred?: string;
}

export interface ReferenceExample {
  readonly query: string;
  /** The result as it is printed: a value, or rows. */
  readonly result: string;
}
