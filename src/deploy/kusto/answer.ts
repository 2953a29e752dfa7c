import { parseExactJson } from '../../util/exact-json.ts';
import type { JsonValue } from '../object.ts';

export interface KustoColumn {
  readonly name: string;
  /** As KQL names it: `long`, `datetime` … */
  readonly type: string;
}

/** Rows of a live Kusto, in the cells of `firedrill query`. */
export interface KustoAnswer {
  readonly columns: readonly KustoColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
  /** Why rows are missing; absent when all are there. */
  readonly incomplete?: string;
  /** Seconds of processor that the query took there; absent where the service does not say. */
  readonly cpuSeconds?: number;
  /** Rows of the tables that were looked at; absent where the service does not say. */
  readonly scannedRows?: number;
}

/** A query that a live Kusto refused: what it says of it, without the request. */
export class KustoRefusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'KustoRefusal';
    this.code = code;
  }
}

/** The innermost of nested errors says what is wrong; the outer ones only that something is. */
export function refusalIn(error: unknown): KustoRefusal {
  let code = 'QueryFailed';
  let message = 'The query failed.';
  let part: unknown = error;
  for (let depth = 0; depth < 16 && part !== null && typeof part === 'object'; depth += 1) {
    const said = part as Readonly<Record<string, unknown>>;
    if (typeof said['code'] === 'string') code = said['code'];
    // Data Explorer keeps the sentence for people under "@message".
    const text = said['@message'] ?? said['message'];
    if (typeof text === 'string' && text !== '') message = text;
    const details = Array.isArray(said['details']) ? (said['details'] as readonly unknown[])[0] : undefined;
    part = said['innererror'] ?? said['innerError'] ?? details;
  }
  return new KustoRefusal(code, message.slice(0, 1_000));
}

/** A cell as a live Kusto sends it, as `firedrill query` prints it. */
export function readKustoCell(value: unknown, type: string): JsonValue {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'string':
    case 'guid':
    case 'timespan':
    case 'decimal':
      return String(value);
    case 'datetime':
      return sevenDigits(String(value));
    case 'bool':
      // Older answers have numbers here, and texts.
      if (typeof value === 'number') return value !== 0;
      return typeof value === 'string' ? value.toLowerCase() === 'true' : (value as JsonValue);
    case 'int':
    case 'long':
    case 'real':
      return typeof value === 'string' ? numberIn(value) : (value as JsonValue);
    case 'dynamic':
      return typeof value === 'string' ? dynamicIn(value) : (value as JsonValue);
    default:
      return value as JsonValue;
  }
}

/** A number that came as text; as text too where a number would lose digits, and for `NaN` and `Infinity`. */
function numberIn(text: string): JsonValue {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) return text === '' ? null : text;
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? text : number;
}

/** `2026-01-01T00:00:00.5Z` with all seven digits of its fraction. */
function sevenDigits(text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,7}))?(?:Z|\+00:00)?$/.exec(text);
  return match ? `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(7, '0')}Z` : text;
}

/** A dynamic value travels as its JSON; one that is a string, as the bare string. */
function dynamicIn(text: string): JsonValue {
  if (text === '') return null;
  try {
    return parseExactJson(text) as JsonValue;
  } catch {
    return text;
  }
}
