import type { SplunkClient } from '../../deploy/splunk/client.ts';
import { putCsvLookup, removeCsvLookup } from '../../deploy/splunk/csv-lookup.ts';
import type { RetryPolicy } from '../../deploy/retry.ts';
import type { InlineTable } from '../../testing/inline-tables.ts';
import { LiveQueryError } from '../engine.ts';

/** Tables of a job as lookup files with names of their own, which searches are made to use. */
export class StagedLookups {
  readonly #rig: { readonly client: SplunkClient; readonly retry: RetryPolicy };
  readonly #id: string;
  readonly #files = new Map<string, string>();

  constructor(rig: { readonly client: SplunkClient; readonly retry: RetryPolicy }, id: string) {
    this.#rig = rig;
    this.#id = id;
  }

  async add(tables: readonly InlineTable[]): Promise<void> {
    for (const { name, columns, rows } of tables) {
      const file = `${name.replace(/\.csv$/i, '').replace(/\W/g, '_')}_fd_${this.#id}.csv`;
      if (rows.flat().some((cell) => Array.isArray(cell))) {
        throw new LiveQueryError(`The table "${name}" has several values in a cell, which a CSV lookup cannot hold.`);
      }
      this.#files.set(name, file);
      await putCsvLookup(this.#rig.client, this.#rig.retry, {
        file,
        fields: columns.map((column) => column.name),
        rows: rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? null : String(cell)))),
      });
    }
  }

  /** The search with the names of the files. */
  inSearch(search: string): string {
    let named = search;
    for (const [name, file] of this.#files) {
      const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      named = named.replace(
        new RegExp(
          `(\\b(?:inputlookup|outputlookup|lookup)\\s+(?:[a-z_]+\\s*=\\s*\\S+\\s+)*)"?${escaped}"?(?![\\w.])`,
          'gi',
        ),
        (_match, before: string) => `${before}${file}`,
      );
    }
    return named;
  }

  inCell(text: string): string {
    let named = text;
    for (const [name, file] of this.#files) named = named.replaceAll(file, name);
    return named;
  }

  async remove(): Promise<void> {
    for (const file of this.#files.values()) await removeCsvLookup(this.#rig.client, file);
    this.#files.clear();
  }
}
