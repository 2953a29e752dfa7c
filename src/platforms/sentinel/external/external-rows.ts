import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { KqlColumn } from '../../../languages/kql/environment.ts';
import { parseDatetime, parseTimespan } from '../../../languages/kql/parse-scalar.ts';
import { Decimal } from '../../../languages/kql/values.ts';
import { QueryFailure } from '../../../plan/failure.ts';
import { Batch } from '../../../table/batch.ts';
import type { Value } from '../../../table/value.ts';
import { castJson } from '../inputs/cast-json.ts';
import { csvRows } from '../../../util/csv.ts';

/** What an `externaldata` expression asks for: a scan of `external:data`. */
export interface ExternalRequest {
  readonly uris: readonly string[];
  readonly columns: readonly KqlColumn[];
  /** `format`, `ignoreFirstRecord` … by their names in lower case. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Local files that stand for addresses. */
export type ExternalFiles = ReadonlyMap<string, string>;

const LARGEST_FILE = 64 * 1024 * 1024;
const DELIMITERS: ReadonlyMap<string, string> = new Map([
  ['csv', ','],
  ['tsv', '\t'],
  ['tsve', '\t'],
  ['psv', '|'],
  ['scsv', ';'],
  ['sohsv', '\u0001'],
]);

/**
 * The rows of the local files that stand for the addresses of an `externaldata` expression; nothing is fetched.
 *
 * @throws QueryFailure when no file stands for an address, or its format is not read.
 * @see https://learn.microsoft.com/kusto/query/externaldata-operator
 */
export function externalBatch(request: ExternalRequest, files: ExternalFiles): Batch {
  const rows = externalRows(request, files);
  const columns = request.columns.map(({ name }, at) => [name, rows.map((row) => row[at] ?? null)] as const);
  return Batch.fromArrays(new Map(columns), rows.length);
}

function externalRows(request: ExternalRequest, files: ExternalFiles): readonly (readonly Value[])[] {
  return request.uris.flatMap((uri) => {
    const file = fileOf(uri, files);
    if (file === undefined) {
      const message = `No local file is named for the external data "${withoutSecret(uri)}", and nothing is fetched: name one under "external_data" of the test or "data: external:" of firedrill.yml.`;
      throw new QueryFailure('unsupported-option', message);
    }
    const records = recordsOf(textOf(file, uri), formatOf(uri, request.properties), request.columns);
    const skipped = /^true$/i.test(request.properties['ignorefirstrecord'] ?? '') ? records.slice(1) : records;
    return skipped.map((cells) => request.columns.map(({ type }, at) => cellOf(cells[at], type)));
  });
}

/** The whole address first, then without what follows a `?` or `;`: shared access signatures and keys. */
const fileOf = (uri: string, files: ExternalFiles): string | undefined =>
  files.get(uri) ?? files.get(withoutSecret(uri)) ?? undefined;

const withoutSecret = (uri: string): string => uri.replace(/[?;].*$/s, '');

function textOf(file: string, uri: string): string {
  let size: number;
  try {
    ({ size } = statSync(file));
  } catch {
    throw new QueryFailure('data-missing', `The file "${file}" that stands for "${withoutSecret(uri)}" is not there.`);
  }
  if (size > LARGEST_FILE) throw new QueryFailure('data-limit', `The file "${file}" is larger than 64 MB.`);
  const bytes = readFileSync(file);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isGzip ? gunzipSync(bytes, { maxOutputLength: LARGEST_FILE }) : bytes).toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The format that is asked for, else the one that the address ends in. */
function formatOf(uri: string, properties: ExternalRequest['properties']): string {
  const asked = properties['format']?.toLowerCase();
  if (asked !== undefined) return asked;
  const [, ending] = /\.([a-z]+)(?:\.gz|\.zip)?$/i.exec(withoutSecret(uri)) ?? [];
  return ending === undefined ? 'csv' : ending.toLowerCase();
}

function recordsOf(text: string, format: string, columns: readonly KqlColumn[]): readonly (readonly unknown[])[] {
  const delimiter = DELIMITERS.get(format);
  if (delimiter !== undefined) return csvRows(text, delimiter);
  switch (format) {
    case 'txt':
      return text
        .replace(/\r?\n$/, '')
        .split(/\r?\n/)
        .map((line) => [line]);
    case 'raw':
      return [[text]];
    case 'json':
    case 'multijson':
      return jsonRecords(text).map((record) => columns.map(({ name }) => propertyOf(record, name)));
    default:
      throw new QueryFailure('unsupported-option', `External data in the format "${format}" is not supported.`);
  }
}

/** One value, an array of objects, or an object a line. */
function jsonRecords(text: string): readonly unknown[] {
  const whole = parsedJson(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  return text.split('\n').flatMap((line) => parsedJson(line) ?? []);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const propertyOf = (record: unknown, name: string): unknown =>
  typeof record === 'object' && record !== null && Object.hasOwn(record, name)
    ? (record as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** A cell as ingestion converts it: what does not fit its column's type is null. */
function cellOf(value: unknown, type: string): Value {
  if (typeof value === 'string') {
    if (type === 'datetime') return parseDatetime(value.trim());
    if (type === 'timespan') return parseTimespan(value.trim());
    if (type === 'decimal')
      return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value.trim()) ? new Decimal(value.trim()) : null;
  }
  return castJson(value, type);
}
