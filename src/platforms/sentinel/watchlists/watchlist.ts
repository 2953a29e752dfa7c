import { basename, extname } from 'node:path';
import { csvRows } from '../../../util/csv.ts';
import { type KnowledgeFile, knowledgeDiagnostic, parseMapping, type Report } from '../knowledge-files.ts';

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

/**
 * Reads `watchlists/<alias>.csv` (its search key is the column `SearchKey`, else the first), or a watchlist as
 * Azure-Sentinel's solutions carry it: an ARM template with `watchlistAlias`, `itemsSearchKey` and `rawContent`.
 *
 * @see https://learn.microsoft.com/azure/sentinel/watchlists
 */
export function parseWatchlist(file: KnowledgeFile, report: Report): Watchlist | undefined {
  if (extname(file.file).toLowerCase() === '.csv') {
    return watchlistOf(basename(file.file, extname(file.file)), file.text, undefined);
  }
  const mapping = parseMapping(file, report);
  if (!mapping) return undefined;
  const properties = propertiesOf(mapping);
  const { watchlistAlias, itemsSearchKey, rawContent } = properties ?? {};
  if (typeof rawContent !== 'string' || typeof itemsSearchKey !== 'string') {
    const message = 'A watchlist template has "rawContent" and "itemsSearchKey".';
    report(knowledgeDiagnostic('schema-missing-key', file.file, message));
    return undefined;
  }
  const alias = typeof watchlistAlias === 'string' ? watchlistAlias : basename(file.file, extname(file.file));
  const about = Object.fromEntries(
    ABOUT.flatMap((name) => (typeof properties?.[name] === 'string' ? [[name, properties[name]] as const] : [])),
  );
  return { ...watchlistOf(alias, rawContent, itemsSearchKey), ...(Object.keys(about).length > 0 && { about }) };
}

function watchlistOf(alias: string, csv: string, searchKey: string | undefined): Watchlist {
  const [header = [], ...rows] = csvRows(csv);
  const columns = header.map((name) => name.trim());
  const key = searchKey ?? (columns.includes(SEARCH_KEY) ? SEARCH_KEY : (columns[0] ?? SEARCH_KEY));
  return { alias, searchKey: key, columns, rows };
}

interface WatchlistProperties extends Readonly<Partial<Record<(typeof ABOUT)[number], unknown>>> {
  readonly watchlistAlias?: unknown;
  readonly itemsSearchKey?: unknown;
  readonly rawContent?: unknown;
}

/** The properties of the first watchlist among a template's resources. */
function propertiesOf(mapping: Readonly<Record<string, unknown>>): WatchlistProperties | undefined {
  const resources = Object.hasOwn(mapping, 'resources') ? mapping['resources'] : [];
  for (const resource of Array.isArray(resources) ? (resources as readonly unknown[]) : []) {
    const properties = (resource as { readonly properties?: unknown } | null)?.properties;
    if (typeof properties === 'object' && properties !== null && 'rawContent' in properties) return properties;
  }
  return undefined;
}
