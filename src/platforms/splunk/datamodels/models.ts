import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SplDataModel } from '../../../languages/spl/environment.ts';
import { type DataModel, parseDataModel } from './model-file.ts';

/** Data models by name, read when first asked for; a model's file has its name. */
export class DataModels {
  readonly #paths = new Map<string, string>();
  readonly #models = new Map<string, DataModel | undefined>();
  readonly #problem: (path: string, message: string) => void;

  /** `folders` by precedence. */
  constructor(folders: readonly string[], problem: (path: string, message: string) => void) {
    this.#problem = problem;
    for (const folder of folders) {
      if (!existsSync(folder)) continue;
      for (const file of readdirSync(folder)) {
        const name = /^(.+)\.json$/i.exec(file)?.[1];
        if (name !== undefined && !this.#paths.has(name)) this.#paths.set(name, join(folder, file));
      }
    }
  }

  names(): readonly string[] {
    return [...this.#paths.keys()].sort();
  }

  get paths(): Iterable<string> {
    return this.#paths.values();
  }

  find(name: string): DataModel | undefined {
    if (!this.#models.has(name)) this.#models.set(name, this.#read(name));
    return this.#models.get(name);
  }

  #read(name: string): DataModel | undefined {
    const path = this.#paths.get(name);
    if (path === undefined) return undefined;
    try {
      return parseDataModel(readFileSync(path, 'utf8'));
    } catch (error) {
      this.#problem(path, `The data model "${path}" cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }
}

/** The fields that every event has besides those of its dataset. */
const BASE_FIELDS = ['_time', 'host', 'source', 'sourcetype'];

const asSearchesSee = new WeakMap<DataModel, SplDataModel>();

/** A model as searches see it: the same object each time. */
export function splDataModel(model: DataModel): SplDataModel {
  const known = asSearchesSee.get(model) ?? withAllFields(model);
  asSearchesSee.set(model, known);
  return known;
}

function withAllFields(model: DataModel): SplDataModel {
  const byName = new Map(model.datasets.map((dataset) => [dataset.name, dataset]));
  return {
    name: model.name,
    datasets: model.datasets.map(({ name, lineage }) => ({
      name,
      lineage,
      fields: [
        ...lineage.flatMap((owner) => (byName.get(owner)?.fields ?? []).map((field) => ({ name: field, owner }))),
        ...BASE_FIELDS.map((field) => ({ name: field, owner: lineage[0] ?? name })),
      ],
    })),
  };
}
