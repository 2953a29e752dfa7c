import type { SplMacro } from '../../../languages/spl/environment.ts';
import { isTrue, type Stanzas } from '../conf/conf-file.ts';
import type { YamlFolder } from '../yaml-folder.ts';

/** Search macros of macros.conf and of ESCU's YAML. */
export class Macros {
  readonly #conf: Stanzas;
  readonly #files: YamlFolder;
  readonly #known = new Map<string, SplMacro | undefined>();

  constructor(conf: Stanzas, files: YamlFolder) {
    this.#conf = conf;
    this.#files = files;
  }

  find(name: string, argumentCount: number): SplMacro | undefined {
    const key = argumentCount === 0 ? name : `${name}(${argumentCount})`;
    if (!this.#known.has(key)) this.#known.set(key, this.#confMacro(name, key) ?? this.#yamlMacro(name, argumentCount));
    return this.#known.get(key);
  }

  names(): readonly string[] {
    const names = new Set<string>();
    for (const stanza of this.#conf.keys()) names.add(stanza.replace(/\(\d+\)$/, ''));
    for (const stem of this.#files.stems()) names.add(stem);
    return [...names].sort();
  }

  #confMacro(name: string, key: string): SplMacro | undefined {
    const settings = this.#conf.get(key);
    const definition = settings?.get('definition');
    if (!settings || definition === undefined) return undefined;
    const args = (settings.get('args') ?? '').split(',').map((argument) => argument.trim());
    return {
      name,
      arguments: args.filter((argument) => argument !== ''),
      definition,
      ...(isTrue(settings.get('iseval')) && { isEval: true }),
    };
  }

  #yamlMacro(name: string, argumentCount: number): SplMacro | undefined {
    const found = this.#files.find(name);
    if (!found) return undefined;
    const { definition, arguments: args, iseval } = found.value;
    const names = Array.isArray(args) ? args.map(String) : [];
    if (definition === undefined || names.length !== argumentCount) return undefined;
    return {
      name,
      arguments: names,
      definition: String(definition),
      ...(iseval === true && { isEval: true }),
      file: found.path,
    };
  }
}
