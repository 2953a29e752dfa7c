import type { Pattern } from './pattern.ts';
import type { RegexFlags } from './regex.ts';

export type NumericComparison = 'lt' | 'lte' | 'gt' | 'gte';
export type TimeUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** A value of a detection item, on its way through the modifiers. */
export type SigmaValue =
  /** `source` is the string as written: what `re` and `cidr` take. */
  | { readonly kind: 'text'; readonly pattern: Pattern; readonly source: string; readonly cased?: boolean }
  /** After `wide` and its kind. */
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'number'; readonly number: number | bigint }
  | { readonly kind: 'boolean'; readonly boolean: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: RegexFlags }
  | { readonly kind: 'cidr'; readonly network: string }
  | { readonly kind: 'exists'; readonly exists: boolean }
  | { readonly kind: 'compare'; readonly comparison: NumericComparison; readonly number: number }
  | { readonly kind: 'field'; readonly field: string; readonly match: FieldMatch; readonly cased?: boolean }
  | {
      readonly kind: 'time';
      readonly unit: TimeUnit;
      readonly comparison: NumericComparison | 'eq';
      readonly number: number;
    }
  /** Several values that stand for one: any of them, even under `all`. */
  | { readonly kind: 'expansion'; readonly values: readonly SigmaValue[] };

export type FieldMatch = 'equals' | 'contains' | 'startswith' | 'endswith';

/** What a rule's author calls the value. */
export const NAMES_OF_KINDS: Readonly<Record<SigmaValue['kind'], string>> = {
  text: 'a string',
  bytes: 'an encoded string',
  number: 'a number',
  boolean: 'a boolean',
  null: 'null',
  regex: 'a regular expression',
  cidr: 'a network',
  exists: 'a test for presence',
  compare: 'a comparison',
  field: 'a field reference',
  time: 'a part of a time',
  expansion: 'a list',
};
