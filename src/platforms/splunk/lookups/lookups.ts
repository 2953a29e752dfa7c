import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SplLookup } from '../../../languages/spl/environment.ts';
import { csvRows } from '../../../util/csv.ts';
import type { Stanzas } from '../conf/conf-file.ts';
import type { YamlFolder } from '../yaml-folder.ts';
import { confLookup, type LookupDefinition, splLookup, yamlLookup } from './definition.ts';
import type { LookupTable } from './lookup-table.ts';

/** A lookup table given with the run. */
export interface InlineLookup {
  readonly name: string;
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Lookup definitions and their tables, read when first asked for. */
export class Lookups {
  readonly #conf: Stanzas;
  readonly #files: YamlFolder;
  readonly #folders: readonly string[];
  readonly #definitions = new Map<string, LookupDefinition | undefined>();
  readonly #tables = new Map<string, LookupTable>();

  /** `folders` hold CSV files, by precedence. */
  constructor(conf: Stanzas, files: YamlFolder, folders: readonly string[]) {
    this.#conf = conf;
    this.#files = files;
    this.#folders = folders;
  }

  definition(name: string): LookupDefinition | undefined {
    if (!this.#definitions.has(name)) this.#definitions.set(name, this.#define(name));
    return this.#definitions.get(name);
  }

  /** What a lookup does that cannot be done here: a program that it calls, times that it compares. */
  unsupported(name: string): string | undefined {
    const settings = this.#conf.get(name);
    if (settings?.has('external_cmd')) return `calls the program "${settings.get('external_cmd')}"`;
    if (settings?.get('external_type') === 'geo') return 'matches shapes on a map';
    return this.definition(name)?.unsupported;
  }

  names(): readonly string[] {
    const fromConf = [...this.#conf.keys()].filter((name) => this.definition(name));
    return [...new Set([...fromConf, ...this.#files.stems()])].sort();
  }

  table(definition: LookupDefinition): LookupTable {
    const { csv, fields = [] } = definition;
    if (csv === undefined) return { fields: fields.filter((field) => field !== '_key'), rows: [] };
    let table = this.#tables.get(csv);
    if (!table) {
      table = readCsv(csv);
      this.#tables.set(csv, table);
    }
    return table;
  }

  environment(name: string): SplLookup | undefined {
    const definition = this.definition(name);
    return definition && splLookup(definition, this.table(definition).fields);
  }

  #define(name: string): LookupDefinition | undefined {
    const settings = this.#conf.get(name);
    const fromConf = settings && confLookup(name, settings, (file) => this.#findCsv(file));
    if (fromConf) return fromConf;
    const found = this.#files.find(name.replace(/\.csv$/i, ''));
    const fromYaml =
      found &&
      yamlLookup(found.value, found.path, (file) => {
        const stem = basename(found.path).replace(/\.ya?ml$/i, '');
        const beside = [file, `${stem}.csv`].filter((csv) => csv !== undefined);
        return (
          beside.map((csv) => join(dirname(found.path), basename(csv))).find((csv) => existsSync(csv)) ??
          (file === undefined ? undefined : this.#findCsv(file))
        );
      });
    if (fromYaml) return fromYaml;
    const csv = /\.csv$/i.test(name) ? this.#findCsv(name) : undefined;
    if (csv === undefined) return undefined;
    return { name, csv, matchTypes: {}, caseSensitive: true, minimum: 0, maximum: 100, defaultMatch: '' };
  }

  #findCsv(file: string): string | undefined {
    return this.#folders.map((folder) => join(folder, basename(file))).find((path) => existsSync(path));
  }
}

function readCsv(path: string): LookupTable {
  const [fields = [], ...rows] = csvRows(readFileSync(path, 'utf8'));
  return { fields, rows: rows.map((row) => fields.map((_, at) => row[at] || null)) };
}
