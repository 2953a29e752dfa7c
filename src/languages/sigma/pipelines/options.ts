import { isMap } from '../detection.ts';
import type { RuleProblems, YamlPath } from '../problems.ts';

/**
 * Reads the options of one entry of a pipeline. What is missing, of a wrong type or not known is among the problems, at
 * its place in the pipeline's file.
 */
export class Options {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #path: YamlPath;
  readonly #problems: RuleProblems;
  readonly #read = new Set<string>();

  constructor(given: Readonly<Record<string, unknown>>, path: YamlPath, problems: RuleProblems) {
    this.#given = given;
    this.#path = path;
    this.#problems = problems;
  }

  has(name: string): boolean {
    return this.#given[name] !== undefined;
  }

  value(name: string): unknown {
    this.#read.add(name);
    return this.#given[name];
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return value === undefined ? undefined : this.wrong(name, 'a string');
  }

  requiredText(name: string): string {
    return this.text(name) ?? this.missing(name) ?? '';
  }

  oneOf<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const choice = choices.find((known) => known === value);
    return choice ?? this.wrong(name, `one of ${choices.join(', ')}`) ?? fallback;
  }

  flag(name: string, fallback = false): boolean {
    const value = this.value(name);
    if (value === undefined) return fallback;
    return typeof value === 'boolean' ? value : (this.wrong(name, 'true or false') ?? fallback);
  }

  /** A string, or a list of strings. */
  texts(name: string): readonly string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const list = Array.isArray(value) ? value : [value];
    if (list.every((entry) => typeof entry === 'string' || typeof entry === 'number')) return list.map(String);
    return this.wrong(name, 'a list of strings');
  }

  requiredTexts(name: string): readonly string[] {
    return this.texts(name) ?? this.missing(name) ?? [];
  }

  map(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.value(name);
    if (value === undefined || value === null) return undefined;
    return isMap(value) ? value : this.wrong(name, 'a map');
  }

  /** A map from strings to a string or several. */
  mapping(name: string): ReadonlyMap<string, readonly string[]> {
    const map = this.map(name);
    if (!map) return this.missing(name) ?? new Map<string, readonly string[]>();
    const entries = Object.entries(map).map(([key, value]) => {
      const list = Array.isArray(value) ? value : [value];
      if (list.some((entry) => typeof entry !== 'string')) this.wrong(`${name}.${key}`, 'a string or a list of them');
      return [key, list.map(String)] as const;
    });
    return new Map(entries);
  }

  place(name: string): YamlPath {
    return [...this.#path, ...name.split('.')];
  }

  /** Complains about keys that nobody asked for; the last thing to call. */
  close(known: readonly string[] = []): void {
    for (const name of Object.keys(this.#given)) {
      if (this.#read.has(name) || known.includes(name)) continue;
      this.#problems.add('schema-unknown-key', `There is no option "${name}" here.`, {
        path: this.place(name),
        key: true,
      });
    }
  }

  wrong(name: string, expected: string): undefined {
    this.#problems.add('schema-type', `"${name}" must be ${expected}.`, { path: this.place(name) });
    return undefined;
  }

  missing(name: string): undefined {
    if (this.#given[name] === undefined || this.#given[name] === null) {
      this.#problems.add('schema-missing-key', `The option "${name}" is missing.`, { path: this.#path });
    }
    return undefined;
  }
}
