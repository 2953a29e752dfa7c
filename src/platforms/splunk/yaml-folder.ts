import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JSON_SCHEMA } from 'js-yaml';
import { loadYaml } from '../../util/lenient-yaml.ts';

type YamlObject = Readonly<Record<string, unknown>>;

const SIZE_LIMIT = 4 << 20;

/**
 * The YAML files of folders, one object a file, read when asked for. By the convention of the content repositories a file is named
 * as its object; only when no file has the name are all of them read.
 */
export class YamlFolder {
  readonly #paths = new Map<string, string>();
  readonly #loaded = new Map<string, YamlObject | undefined>();
  readonly #problem: (path: string, message: string) => void;
  #byName: Map<string, string> | undefined;

  /** `folders` by precedence; sub-folders are read too. */
  constructor(folders: readonly string[], problem: (path: string, message: string) => void) {
    this.#problem = problem;
    for (const folder of folders) this.#collect(folder, 0);
  }

  /** The names of the files without their extension. */
  stems(): Iterable<string> {
    return this.#paths.keys();
  }

  get paths(): Iterable<string> {
    return this.#paths.values();
  }

  find(name: string): { readonly value: YamlObject; readonly path: string } | undefined {
    const path = this.#paths.get(name);
    const direct = path === undefined ? undefined : this.#load(path);
    if (path !== undefined && direct && (direct['name'] === name || direct['name'] === undefined)) {
      return { value: direct, path };
    }
    const other = this.#names().get(name);
    const value = other === undefined ? undefined : this.#load(other);
    return other !== undefined && value ? { value, path: other } : undefined;
  }

  #names(): Map<string, string> {
    if (!this.#byName) {
      this.#byName = new Map();
      for (const path of this.#paths.values()) {
        const name = this.#load(path)?.['name'];
        if (typeof name === 'string' && !this.#byName.has(name)) this.#byName.set(name, path);
      }
    }
    return this.#byName;
  }

  #load(path: string): YamlObject | undefined {
    if (!this.#loaded.has(path)) this.#loaded.set(path, this.#read(path));
    return this.#loaded.get(path);
  }

  #read(path: string): YamlObject | undefined {
    try {
      const text = readFileSync(path, 'utf8');
      if (text.length > SIZE_LIMIT) throw new Error('the file is too large');
      const value = loadYaml(text, JSON_SCHEMA);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as YamlObject;
      throw new Error('it holds no object');
    } catch (error) {
      this.#problem(path, `The file cannot be read: ${(error as Error).message.split('\n')[0]}`);
      return undefined;
    }
  }

  #collect(folder: string, depth: number): void {
    if (depth > 4 || !existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const stem = /^(.+)\.ya?ml$/i.exec(entry.name)?.[1];
      if (entry.isDirectory()) this.#collect(path, depth + 1);
      else if (stem !== undefined && !this.#paths.has(stem)) this.#paths.set(stem, path);
    }
  }
}
