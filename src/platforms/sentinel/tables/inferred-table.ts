import type { KqlColumn } from '../../../languages/kql/environment.ts';
import { collectorRecord, ISO_TIME, SUFFIX_TYPES } from './collector-record.ts';
import { STANDARD_COLUMNS, withStandardColumns } from './standard-columns.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** A custom table that nothing declares, as the rows that a test brings tell it. */
export interface InferredTable {
  readonly columns: readonly KqlColumn[];
  /** Its columns have the names that the HTTP Data Collector makes; its records have not. */
  readonly suffixed: boolean;
}

/** A row, and whether all its cells are text because its format knows nothing else (CSV). */
export interface TableRow {
  readonly value: JsonObject;
  readonly isText: boolean;
}

const STANDARD = new Map(STANDARD_COLUMNS.map(({ name, type }) => [name, type]));

/**
 * The table that some rows make. Records keep their names, as in a table that a data collection rule fills, unless the
 * query names columns as the HTTP Data Collector would have made them of these records.
 *
 * @example inferTable([{ value: { src: '192.0.2.7', count: 2 }, isText: false }], (name) => name === 'src_s')
 */
export function inferTable(rows: readonly TableRow[], isNamed: (column: string) => boolean): InferredTable | undefined {
  if (rows.length === 0) return undefined;
  const own = columnsOf(rows);
  const collected = columnsOf(rows.map(({ value }) => ({ value: collectorRecord(value), isText: false })));
  const suffixed =
    ![...own.keys()].some((name) => suffixType(name) !== undefined) &&
    [...collected.keys()].some((name) => !own.has(name) && isNamed(name));
  const columns = Array.from(suffixed ? collected : own, ([name, type]) => ({ name, type }));
  return { columns: withStandardColumns(columns), suffixed };
}

/** Columns in order of appearance, with the type of their values. */
function columnsOf(rows: readonly TableRow[]): ReadonlyMap<string, string> {
  const types = new Map<string, string | undefined>();
  for (const { value, isText } of rows) {
    for (const [name, cell] of Object.entries(value)) {
      const known = types.get(name);
      const fixed = STANDARD.get(name) ?? suffixType(name);
      types.set(name, fixed ?? together(known, typeOf(cell, isText)));
    }
  }
  return new Map(Array.from(types, ([name, type]) => [name, type ?? 'string']));
}

const suffixType = (name: string): string | undefined => SUFFIX_TYPES[/_[sdbtg]$/.exec(name)?.[0] ?? ''];

function typeOf(cell: unknown, isText: boolean): string | undefined {
  switch (typeof cell) {
    case 'string':
      if (ISO_TIME.test(cell)) return 'datetime';
      return isText ? typeOfText(cell) : 'string';
    case 'number':
      return Number.isInteger(cell) ? 'long' : 'real';
    case 'bigint':
      return 'long';
    case 'boolean':
      return 'bool';
    default:
      return cell === null || cell === undefined ? undefined : 'dynamic';
  }
}

function typeOfText(text: string): string {
  if (/^-?\d{1,18}$/.test(text)) return 'long';
  if (/^-?\d+\.\d+$/.test(text)) return 'real';
  return /^(?:true|false)$/i.test(text) ? 'bool' : 'string';
}

function together(known: string | undefined, type: string | undefined): string | undefined {
  if (known === undefined || type === undefined || known === type) return known ?? type;
  const both = new Set([known, type]);
  if (both.has('long') && both.has('real')) return 'real';
  return both.has('dynamic') ? 'dynamic' : 'string';
}
