import type { RetryPolicy } from '../retry.ts';
import { TransportError } from '../transport-error.ts';
import { entityPath, type SplunkClient } from './client.ts';
import { runSearch } from './search-jobs.ts';

export interface CsvTable {
  /** `hosts.csv` */
  readonly file: string;
  readonly fields: readonly string[];
  /** An empty cell is null. */
  readonly rows: readonly (readonly (string | null)[])[];
}

const FILES = 'data/lookup-table-files';
/** What one search carries; a search of more than some hundred thousand characters is refused. */
const CHUNK_BYTES = 60_000;

/**
 * Writes a lookup's CSV file by searches that make its rows and end in `outputlookup`: the interface takes no file, for it
 * can only move one that lies on the server. The file changes at once: rows of many searches are gathered in another.
 */
export async function putCsvLookup(client: SplunkClient, retry: RetryPolicy, table: CsvTable): Promise<void> {
  const run = (search: string) => runSearch(client, { search }, retry);
  const [first = [], ...rest] = chunksOf(table);
  if (rest.length === 0) {
    await run(outputSearch(table, first, false));
    return;
  }
  const gathered = { ...table, file: `${table.file.replace(/\.csv$/, '')}_firedrill_part.csv` };
  await run(outputSearch(gathered, first, false));
  for (const rows of rest) await run(outputSearch(gathered, rows, true));
  await run(`| inputlookup ${quoted(gathered.file)} | outputlookup ${quoted(table.file)}`);
  await removeCsvLookup(client, gathered.file);
}

/** Deletes the file; one that is gone already is no mistake. */
export async function removeCsvLookup(client: SplunkClient, file: string): Promise<void> {
  try {
    await client.delete(entityPath(FILES, file));
  } catch (error) {
    if (!(error instanceof TransportError) || error.status !== 404) throw error;
  }
}

/** What stands in the file now; undefined when there is none. */
export async function readCsvLookup(
  client: SplunkClient,
  retry: RetryPolicy,
  file: string,
): Promise<Pick<CsvTable, 'fields' | 'rows'> | undefined> {
  if ((await client.find(entityPath(FILES, file))) === undefined) return undefined;
  const { fields, rows } = await runSearch(client, { search: `| inputlookup ${quoted(file)}` }, retry);
  return {
    fields,
    rows: rows.map((row) => fields.map((name) => textOf(row[name]))),
  };
}

/** Rows as JSON, taken apart by the search: no character of theirs is SPL. */
function outputSearch({ file, fields }: CsvTable, rows: CsvTable['rows'], append: boolean): string {
  if (rows.length === 0) return `| makeresults count=0 | outputlookup ${quoted(file)}`;
  const values = rows.map((row) =>
    JSON.stringify(Object.fromEntries(fields.map((_, at) => [`c${at}`, row[at] ?? '']))),
  );
  return [
    `| makeresults | eval row=mvappend(${values.map(evalText).join(', ')}) | mvexpand row limit=0`,
    `| eval ${fields.map((_, at) => `c${at}=json_extract(row, "c${at}")`).join(', ')}`,
    `| table ${fields.map((_, at) => `c${at}`).join(' ')}`,
    `| rename ${fields.map((name, at) => `c${at} AS ${quoted(name)}`).join(', ')}`,
    `| outputlookup ${append ? 'append=true ' : ''}${quoted(file)}`,
  ].join(' ');
}

function chunksOf({ rows }: CsvTable): readonly CsvTable['rows'][] {
  const chunks: (readonly (string | null)[])[][] = [[]];
  let bytes = 0;
  for (const row of rows) {
    const size = JSON.stringify(row).length * 2;
    if (bytes + size > CHUNK_BYTES && (chunks.at(-1)?.length ?? 0) > 0) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)?.push(row);
    bytes += size;
  }
  return chunks;
}

const evalText = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;
const quoted = (name: string): string => `"${name.replace(/[\\"]/g, '\\$&')}"`;
const textOf = (value: string | readonly string[] | undefined): string | null =>
  value === undefined || value === '' ? null : typeof value === 'string' ? value : value.join('\n');
