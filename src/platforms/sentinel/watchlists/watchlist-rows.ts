import { Datetime, EPOCH_TICKS } from '../../../languages/kql/values.ts';
import { Batch } from '../../../table/batch.ts';
import { RowBuilder } from '../../../table/rows.ts';
import type { Value } from '../../../table/value.ts';
import type { Watchlist } from './watchlist.ts';

/** The rows of `_GetWatchlist`: an absent watchlist has the column `SearchKey` and no rows. */
export function watchlistBatch(watchlist: Watchlist | undefined): Batch {
  const columns = new Map<string, readonly string[]>([['SearchKey', []]]);
  if (!watchlist) return Batch.fromArrays(columns, 0);
  watchlist.columns.forEach((name, at) => {
    columns.set(
      name,
      watchlist.rows.map((row) => row[at] ?? ''),
    );
  });
  columns.set('SearchKey', columns.get(watchlist.searchKey) ?? watchlist.rows.map(() => ''));
  return Batch.fromArrays(columns, watchlist.rows.length);
}

/** When an item was stored: before any replay. */
const STORED = new Datetime(EPOCH_TICKS);

/** The columns of the table `Watchlist` that a stored item fills. */
export const WATCHLIST_COLUMNS: ReadonlySet<string> = new Set([
  'TimeGenerated',
  '_DTTimestamp',
  'LastUpdatedTimeUTC',
  '_DTItemId',
  '_DTItemType',
  '_DTItemStatus',
  'WatchlistAlias',
  'WatchlistName',
  'SearchKey',
  'WatchlistItem',
]);

/**
 * The rows of the table `Watchlist`, which holds the items of all watchlists as bags.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/watchlist
 */
export function watchlistTableBatch(watchlists: Iterable<Watchlist>): Batch {
  const rows = new RowBuilder([...WATCHLIST_COLUMNS]);
  for (const watchlist of watchlists) {
    const key = watchlist.columns.indexOf(watchlist.searchKey);
    watchlist.rows.forEach((row, at) => {
      const item = Object.create(null) as Record<string, string>;
      watchlist.columns.forEach((name, column) => {
        item[name] = row[column] ?? '';
      });
      const cells: readonly (readonly [string, Value])[] = [
        ['TimeGenerated', STORED],
        ['_DTTimestamp', STORED],
        ['LastUpdatedTimeUTC', STORED],
        ['_DTItemId', `${watchlist.alias}-${at + 1}`],
        ['_DTItemType', 'watchlist-item'],
        ['_DTItemStatus', 'Create'],
        ['WatchlistAlias', watchlist.alias],
        ['WatchlistName', watchlist.alias],
        ['SearchKey', row[key] ?? ''],
        ['WatchlistItem', item],
      ];
      rows.add(cells);
    });
  }
  return rows.build();
}
