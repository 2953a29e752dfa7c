import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { parseYaml } from '../content/yaml.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import { type Diagnostic, FILE_START } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { ConversionTarget } from '../languages/sigma/conversion/index.ts';
import { type Pipeline, parsePipeline } from '../languages/sigma/pipelines/index.ts';
import { UsageError } from '../util/usage-error.ts';
import { append } from '../util/append.ts';

const ENDING = /\.ya?ml$/;

/** Pipelines that apply when none is asked for, by target and product of the logsource; `*` for any other. */
const DEFAULTS: Readonly<Record<ConversionTarget, Readonly<Record<string, readonly string[]>>>> = {
  spl: { windows: ['sysmon', 'windows-logsources', 'splunk-windows'], '*': ['splunk-logsources'] },
  kql: {
    windows: ['sysmon', 'windows-logsources', 'sentinel-windows-event'],
    '*': ['defender-xdr', 'sentinel-tables'],
  },
};

/** The processing pipelines of a repository and of firedrill, each parsed when it is first needed. */
export class PipelineLibrary {
  readonly diagnostics: Diagnostic[] = [];
  readonly #folders: readonly string[];
  readonly #cwd: string;
  readonly #parsed = new Map<string, Pipeline | undefined>();

  /** `roots` hold `pipelines/*.yml`; the first that has a name wins. */
  constructor(roots: readonly string[], cwd: string) {
    this.#folders = roots.map((root) => join(root, 'pipelines'));
    this.#cwd = cwd;
  }

  /** What applies to a rule of this product when nobody names pipelines. */
  defaults(to: ConversionTarget, product: string | undefined): readonly Pipeline[] {
    const byProduct = DEFAULTS[to];
    return this.named(byProduct[product ?? '*'] ?? byProduct['*'] ?? []);
  }

  /**
   * Pipelines by name or by path.
   *
   * @throws UsageError when there is none.
   */
  named(names: readonly string[]): readonly Pipeline[] {
    return names.map((name) => this.#load(this.#find(name))).filter((pipeline) => pipeline !== undefined);
  }

  names(): readonly string[] {
    const files = this.#folders.filter(existsSync).flatMap((folder) => readdirSync(folder));
    return [...new Set(files.filter((file) => ENDING.test(file)).map((file) => file.replace(ENDING, '')))].sort();
  }

  #find(name: string): string {
    const candidates = [
      resolve(this.#cwd, name),
      ...this.#folders.flatMap((folder) => [join(folder, `${name}.yml`), join(folder, `${name}.yaml`)]),
    ];
    const found = candidates.find((path) => ENDING.test(path) && existsSync(path));
    if (found !== undefined) return found;
    const close = suggest(name, this.names());
    throw new UsageError(`There is no pipeline "${name}".${close === undefined ? '' : ` Did you mean "${close}"?`}`);
  }

  #load(path: string): Pipeline | undefined {
    if (!this.#parsed.has(path)) this.#parsed.set(path, this.#parse(path));
    return this.#parsed.get(path);
  }

  #parse(path: string): Pipeline | undefined {
    const file = relative(this.#cwd, path).split(sep).join('/') || basename(path);
    const { documents, diagnostics } = parseYaml(readFileSync(path, 'utf8'), file);
    append(this.diagnostics, diagnostics);
    const document = documents[0];
    if (!document) return undefined;
    const { pipeline, problems } = parsePipeline(document.value);
    for (const { name, message, hint, path: place, part } of problems) {
      const range = place ? document.at(place, part) : FILE_START;
      this.diagnostics.push(createDiagnostic(name, file, range, message, { hint }));
    }
    return pipeline;
  }
}
