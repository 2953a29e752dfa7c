import { basename, dirname, extname } from 'node:path';
import { armResources, armText } from '../../../util/arm-resources.ts';
import { csvRows } from '../../../util/csv.ts';
import { type KnowledgeFile, knowledgeDiagnostic, parseMapping, type Report, textAt } from '../knowledge-files.ts';

/** The items of a watchlist: every value is a text, as in `_GetWatchlist`. */
export interface Watchlist {
  readonly alias: string;
  /** The column whose values `SearchKey` repeats. */
  readonly searchKey: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a template says besides. */
  readonly about?: Partial<Record<(typeof ABOUT)[number], string>>;
}

const ABOUT = ['displayName', 'description', 'provider', 'source'] as const;

const SEARCH_KEY = 'SearchKey';

type Mapping = Readonly<Record<string, unknown>>;

/**
 * The watchlists that some files hold: `<alias>.csv` (its search key is the column `SearchKey`, else the first); the ARM
 * templates of Azure-Sentinel's solutions, whose items are their `rawContent`; and a `watchlist.json` with
 * `watchlistAlias` and `itemsSearchKey`, whose items lie in a CSV file beside it.
 *
 * @see https://learn.microsoft.com/azure/sentinel/watchlists
 */
export function parseWatchlists(files: readonly KnowledgeFile[], report: Report): readonly WatchlistIn[] {
  const isTable = ({ file }: KnowledgeFile): boolean => extname(file).toLowerCase() === '.csv';
  const described = new Set(files.filter((file) => !isTable(file)).map(({ file }) => dirname(file)));
  return files.flatMap((file): readonly WatchlistIn[] => {
    if (isTable(file)) {
      if (described.has(dirname(file.file))) return [];
      return [{ file: file.file, ...watchlistOf(basename(file.file, extname(file.file)), file.text, undefined) }];
    }
    const mapping = parseMapping(file, report);
    if (!mapping) return [];
    const beside = files.filter((other) => isTable(other) && dirname(other.file) === dirname(file.file));
    const found = Object.hasOwn(mapping, 'itemsSearchKey')
      ? withTableBeside(mapping, file, beside)
      : templated(mapping, file);
    if (found.length === 0) {
      const message = 'A watchlist template has "rawContent" and "itemsSearchKey".';
      report(knowledgeDiagnostic('schema-missing-key', file.file, message));
    }
    return found.map((watchlist) => ({ file: file.file, ...watchlist }));
  });
}

/** A watchlist, and the file that defines it. */
export interface WatchlistIn extends Watchlist {
  readonly file: string;
}

function templated(template: Mapping, { file }: KnowledgeFile): readonly Watchlist[] {
  return armResources(template, 'watchlists').flatMap(({ name, properties }) => {
    const said = (key: string) => (Object.hasOwn(properties, key) ? armText(properties[key], template) : undefined);
    const rows = said('rawContent');
    const searchKey = said('itemsSearchKey');
    if (rows === undefined || searchKey === undefined) return [];
    const alias = said('watchlistAlias') ?? name ?? basename(file, extname(file));
    return [{ ...watchlistOf(alias, rows, searchKey, linesToSkip(properties)), ...aboutOf(said) }];
  });
}

/** The items lie in `data.csv`, in a file that is named after the description or the alias, or in the only one there is. */
function withTableBeside(
  mapping: Mapping,
  { file }: KnowledgeFile,
  beside: readonly KnowledgeFile[],
): readonly Watchlist[] {
  const said = (key: string): string | undefined => textAt(mapping, key);
  const alias = said('watchlistAlias') ?? basename(dirname(file));
  const names = ['data.csv', `${basename(file, extname(file))}.csv`, `${alias}.csv`].map((name) => name.toLowerCase());
  const table =
    names.map((name) => beside.find((other) => basename(other.file).toLowerCase() === name)).find(Boolean) ??
    (beside.length === 1 ? beside[0] : undefined);
  const rows = said('rawContent') ?? table?.text;
  const searchKey = said('itemsSearchKey');
  if (rows === undefined || searchKey === undefined) return [];
  return [{ ...watchlistOf(alias, rows, searchKey, linesToSkip(mapping)), ...aboutOf(said) }];
}

function aboutOf(said: (key: string) => string | undefined): Pick<Watchlist, 'about'> {
  const about = Object.fromEntries(
    ABOUT.flatMap((name) => {
      const text = said(name);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
  return Object.keys(about).length > 0 ? { about } : {};
}

const linesToSkip = ({ numberOfLinesToSkip: lines }: Mapping): number =>
  typeof lines === 'number' && Number.isInteger(lines) && lines > 0 ? lines : 0;

function watchlistOf(alias: string, csv: string, searchKey: string | undefined, skipped = 0): Watchlist {
  const [header = [], ...rows] = csvRows(withoutLines(csv, skipped));
  const columns = header.map((name) => name.trim());
  const key = searchKey ?? (columns.includes(SEARCH_KEY) ? SEARCH_KEY : (columns[0] ?? SEARCH_KEY));
  return { alias, searchKey: key, columns, rows };
}

function withoutLines(text: string, count: number): string {
  let start = 0;
  for (let line = 0; line < count; line += 1) {
    const feed = text.indexOf('\n', start);
    if (feed < 0) return '';
    start = feed + 1;
  }
  return text.slice(start);
}
