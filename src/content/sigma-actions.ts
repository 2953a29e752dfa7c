import { createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic, Range } from '../diagnostics/diagnostic.ts';
import { isMapping } from './kind.ts';
import type { SourcedText, YamlDocument } from './model.ts';

type Mapping = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

const ACTIONS = new Set(['global', 'reset', 'repeat']);

/** The rules of a file. */
interface Collection {
  readonly documents: readonly YamlDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Carries out the actions of Sigma 1 in a file of several documents, as pySigma does: `global` is part of every document
 * behind it and wins over what they say, `reset` ends that, `repeat` is the rule before it with changes.
 *
 * @see https://github.com/SigmaHQ/pySigma/blob/main/sigma/collection.py
 */
export function carryOutActions(documents: readonly YamlDocument[]): Collection {
  if (!documents.some((document) => ACTIONS.has(actionOf(document)))) return { documents, diagnostics: [] };
  const rules: YamlDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  let shared: YamlDocument | undefined;
  let previous: YamlDocument | undefined;
  for (const document of documents) {
    switch (actionOf(document)) {
      case 'global':
        shared = document;
        previous = document;
        break;
      case 'reset':
        shared = undefined;
        break;
      case 'repeat':
        if (previous) {
          previous = new MergedDocument(previous, document, document);
          rules.push(previous);
        } else diagnostics.push(repeatsNothing(document));
        break;
      default:
        previous = shared ? new MergedDocument(document, shared, document) : document;
        rules.push(previous);
    }
  }
  return { documents: rules, diagnostics };
}

function actionOf({ value }: YamlDocument): string {
  const action = isMapping(value) ? value['action'] : undefined;
  return typeof action === 'string' ? action : '';
}

const repeatsNothing = (document: YamlDocument): Diagnostic =>
  createDiagnostic(
    'unknown-content',
    document.file,
    document.at(['action']),
    'There is no rule before this document that it could repeat.',
    { hint: 'Write the whole rule.' },
  );

/** Two documents of a file as one: maps are joined, and of anything else the second's value stands. */
class MergedDocument implements YamlDocument {
  readonly value: unknown;
  readonly file: string;
  readonly #first: YamlDocument;
  readonly #second: YamlDocument;
  readonly #own: YamlDocument;

  /** `own` is where the rule itself stands. */
  constructor(first: YamlDocument, second: YamlDocument, own: YamlDocument) {
    this.value = withoutAction(merged(first.value, second.value));
    this.file = own.file;
    this.#first = first;
    this.#second = second;
    this.#own = own;
  }

  at(path: Path, part?: 'key' | 'value'): Range {
    return this.#holder(path).at(path, part);
  }

  text(path: Path): SourcedText | undefined {
    return this.#holder(path).text(path);
  }

  /** The document that a path leads through, as far as it leads anywhere. */
  #holder(path: Path): YamlDocument {
    for (let length = path.length; length > 0; length -= 1) {
      const start = path.slice(0, length);
      const first = valueAt(this.#first.value, start);
      const second = valueAt(this.#second.value, start);
      if (first === undefined && second === undefined) continue;
      if (isMapping(first) && isMapping(second)) return this.#own;
      return second === undefined ? this.#first : this.#second;
    }
    return this.#own;
  }
}

function merged(first: unknown, second: unknown): unknown {
  if (!isMapping(first) || !isMapping(second)) return second;
  const result: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    result[key] = Object.hasOwn(first, key) ? merged(first[key], value) : value;
  }
  return result;
}

function withoutAction(value: unknown): unknown {
  if (!isMapping(value)) return value;
  const { action: _action, ...rest } = value;
  return rest;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (current === null || typeof current !== 'object' || !Object.hasOwn(current, step)) return undefined;
    current = (current as Mapping)[step];
  }
  return current;
}
