import { FILE_START, type Range } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { armResources, armText } from '../util/arm-resources.ts';
import { csvRows } from '../util/csv.ts';
import { isMapping } from './kind.ts';
import type { SourcedText, YamlDocument } from './model.ts';

const WATCHLIST_KEYS = ['itemsSearchKey', 'rawContent'];

type Path = readonly (string | number)[];

/** Watchlists lie in JSON and CSV files under folders of this name, or are called so: no others of these are looked at. */
export const WATCHLIST_PLACE = /(?:^|[\\/])watchlists?(?:[\\/]|\.json$)/i;

/** What a text has to mention to be worth parsing. */
export const mayHoldWatchlists = (text: string): boolean => text.includes('itemsSearchKey');

/**
 * The watchlists of a document, each as a document of its own: an ARM template may hold several, a description is one.
 * Simple parameters and variables of a template are filled in.
 */
export function watchlistsIn(document: YamlDocument): readonly YamlDocument[] {
  const { value } = document;
  if (!isMapping(value)) return [];
  if (Object.hasOwn(value, 'itemsSearchKey') && Object.hasOwn(value, 'watchlistAlias')) return [document];
  const resources = armResources(value, 'watchlists').filter(({ properties }) =>
    WATCHLIST_KEYS.some((key) => Object.hasOwn(properties, key)),
  );
  return resources.map(({ path, name, properties }) => {
    const filled = Object.entries(properties).map(([key, said]) => [key, armText(said, value) ?? said]);
    const alias = name === undefined ? {} : { watchlistAlias: name };
    return new PartOfDocument(document, path, { ...alias, ...(Object.fromEntries(filled) as object) });
  });
}

/** A value inside a document, as if it were one. */
class PartOfDocument implements YamlDocument {
  readonly value: unknown;
  readonly #whole: YamlDocument;
  readonly #path: Path;

  constructor(whole: YamlDocument, path: Path, value: unknown) {
    this.#whole = whole;
    this.#path = path;
    this.value = value;
  }

  get file(): string {
    return this.#whole.file;
  }

  at(path: Path, part?: 'key' | 'value'): Range {
    return this.#whole.at([...this.#path, ...path], path.length === 0 ? 'key' : part);
  }

  text(path: Path): SourcedText | undefined {
    return this.#whole.text([...this.#path, ...path]);
  }
}

/** A CSV file that is a watchlist: named after its alias, the first column its key. */
export function watchlistTable(file: string, source: SourceText): YamlDocument {
  const stem = file.slice(file.lastIndexOf('/') + 1).replace(/\.csv$/i, '');
  const columns = (csvRows(source.text)[0] ?? []).map((name) => name.trim());
  const itemsSearchKey = columns.includes('SearchKey') ? 'SearchKey' : (columns[0] ?? '');
  const about = { watchlistAlias: stem, displayName: stem, provider: 'Custom' };
  const value = { ...about, itemsSearchKey, rawContent: source.text };
  return {
    file,
    value,
    at: () => FILE_START,
    text: ([key]) =>
      key === 'rawContent' ? { text: source.text, locate: (start, end) => source.range(start, end) } : undefined,
  };
}
