/** What is known about the records of one product, wherever a platform asks. */
export interface LogProduct {
  readonly name: string;
  /** The vendor's page about the records. */
  readonly reference: string;
  /** Keys that all records of the product have, and no other's. */
  matches(record: Readonly<Record<string, unknown>>): boolean;
  /** What a record says was done: records are counted by it. */
  operation?(record: Readonly<Record<string, unknown>>): unknown;
  /** What Splunk's add-on for the product calls them; `isRow`: the record is a row of a table. */
  splunk(
    record: Readonly<Record<string, unknown>>,
    isRow: boolean,
  ): { readonly source: string; readonly sourcetype: string };
  /** Sigma's logsource. */
  readonly sigma?: {
    readonly product: string;
    /** Where the shape belongs to one service alone. */
    readonly service?: string;
    /** Logsource categories that the records serve too. */
    readonly categories?: readonly string[];
  };
  /** A record, as small as it can be. */
  readonly sample: Readonly<Record<string, unknown>>;
}

export const has = (record: Readonly<Record<string, unknown>>, ...keys: readonly string[]): boolean =>
  keys.every((key) => Object.hasOwn(record, key));

export const startsWith = (value: unknown, prefix: string): boolean =>
  typeof value === 'string' && value.startsWith(prefix);

/** The value at a path of keys. */
export const at = (record: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    record,
  );
