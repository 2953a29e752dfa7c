import { DeployError } from '../deploy-error.ts';
import { equalValues } from '../fingerprint.ts';
import type { JsonValue, LiveObject, ObjectState } from '../object.ts';
import type { RetryPolicy } from '../retry.ts';
import { TransportError } from '../transport-error.ts';
import { entityPath, type SplunkClient } from './client.ts';
import { type CsvTable, putCsvLookup, readCsvLookup, removeCsvLookup } from './csv-lookup.ts';

/** By names of definitions: those whose CSV is written with them, and those whose CSV stays as it is there. */
export interface LookupTables {
  /** With the fields of the CSV in their order. */
  readonly written: ReadonlyMap<string, readonly string[]>;
  readonly left: ReadonlySet<string>;
  /** Reads those of everybody. */
  readonly all?: boolean;
}

export const NO_TABLES: LookupTables = { written: new Map(), left: new Set() };

const COLLECTIONS = 'storage/collections/config';

type Table = Pick<CsvTable, 'fields' | 'rows'>;

/** What definitions of lookups name: CSV files, and collections of the key-value store. */
export class LookupContents {
  readonly #client: SplunkClient;
  readonly #retry: RetryPolicy;
  readonly #tables: LookupTables;

  constructor(client: SplunkClient, retry: RetryPolicy, tables: LookupTables) {
    this.#client = client;
    this.#retry = retry;
    this.#tables = tables;
  }

  /** A definition with what it names. CSVs of others are not read. */
  async complete(object: LiveObject): Promise<LiveObject> {
    const { key, owner, properties } = object;
    const isRead =
      this.#tables.all === true ||
      this.#tables.written.has(key) ||
      (owner !== undefined && !this.#tables.left.has(key));
    const file = String(properties['filename'] ?? '');
    const collection = String(properties['collection'] ?? '');
    const table = isRead && file !== '' ? await readCsvLookup(this.#client, this.#retry, file) : undefined;
    const there =
      isRead && collection !== '' && (await this.#client.find(entityPath(COLLECTIONS, collection))) !== undefined;
    return {
      ...object,
      properties: {
        ...properties,
        'csv.table': table ? inOrder(table, this.#tables.written.get(key)) : '',
        'collection.there': there,
      },
    };
  }

  async write(state: ObjectState, live: LiveObject | undefined): Promise<void> {
    const { properties } = state;
    const table = tableOf(properties['csv.table']);
    if (table && !equalValues(properties['csv.table'], live?.properties['csv.table'])) {
      await putCsvLookup(this.#client, this.#retry, { file: String(properties['filename']), ...table });
    }
    const file = String(live?.properties['filename'] ?? '');
    // Given back as it was: a file that was not there before.
    if (!table && tableOf(live?.properties['csv.table']) && !this.#tables.left.has(state.key)) {
      await removeCsvLookup(this.#client, file);
    }
    const collection = String(properties['collection'] ?? '');
    const [wanted, there] = [properties['collection.there'] === true, live?.properties['collection.there'] === true];
    if (wanted && !there) {
      await this.#client.post(COLLECTIONS, { name: collection }).catch((error: unknown) => {
        if (!(error instanceof TransportError) || error.status !== 409) throw error;
      });
    } else if (there && !wanted && collection !== '') await this.#removeEmpty(collection);
  }

  async #removeEmpty(collection: string): Promise<void> {
    const records = await this.#client.get(entityPath('storage/collections/data', collection), { limit: 1 });
    if (Array.isArray(records) && records.length > 0) {
      throw new DeployError(`The collection "${collection}" holds records, so it is not deleted.`);
    }
    await this.#client.delete(entityPath(COLLECTIONS, collection));
  }

  /** The file of a definition goes with it; a collection stays, for others may have filled it. */
  async remove({ properties }: LiveObject): Promise<void> {
    if (tableOf(properties['csv.table'])) await removeCsvLookup(this.#client, String(properties['filename']));
  }
}

/** Searches tell neither the order of a file's columns nor columns without any value. */
function inOrder({ fields, rows }: Table, wanted: readonly string[] = fields): JsonValue {
  const order = fields.every((field) => wanted.includes(field)) ? wanted : fields;
  const places = order.map((field) => fields.indexOf(field));
  return { fields: order, rows: rows.map((row) => places.map((place) => row[place] ?? '')) };
}

const tableOf = (value: JsonValue | undefined): Table | undefined =>
  typeof value === 'object' && value !== null ? (value as unknown as Table) : undefined;
