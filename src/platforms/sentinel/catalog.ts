import type { EventSource } from '../../data/record.ts';
import type { Catalog, Context, ScanRequest } from '../../plan/context.ts';
import type { Plan } from '../../plan/plan.ts';
import { noGeoDatabase } from '../../languages/kql/functions/place.ts';
import { Batch } from '../../table/batch.ts';
import { WATCHLISTS_SOURCE } from './connectors/plans.ts';
import { type ExternalFiles, type ExternalRequest, externalBatch } from './external/external-rows.ts';
import type { InlineTables } from './environment.ts';
import { inputSource } from './inputs/inputs.ts';
import { JsonFiles } from './inputs/json-files.ts';
import { Records } from './inputs/records.ts';
import { TABLE_RECORDS_SOURCE, TableRecords } from './inputs/table-records.ts';
import { TextRecords } from './inputs/text-records.ts';
import { WindowsEvents } from './inputs/windows-events.ts';
import { GeoDatabase } from '../geo-database.ts';
import type { SentinelKnowledge } from './knowledge.ts';
import type { Report } from './knowledge-files.ts';
import { eventsIn, splitPlace } from './places.ts';
import { recordsAlone } from './tables/records-alone.ts';
import { watchlistBatch, watchlistTableBatch } from './watchlists/watchlist-rows.ts';

export interface SentinelCatalogOptions {
  /** From `connectorPlans`, for the tables that the query reads. */
  readonly plans: ReadonlyMap<string, Plan>;
  readonly inlineTables?: InlineTables;
  /** Local files that stand for the addresses of `externaldata`. */
  readonly external?: ExternalFiles;
  /** An MMDB file, for `geo_info_from_ip_address()`. */
  readonly geoDatabase?: string;
  /** Takes malformed events. */
  readonly report?: Report;
}

const TABLE = 'table:';
/** `geo_info_from_ip_address()`. */
const PLACE = 'sentinel:place';
const WATCHLIST = 'watchlist:';
/** `externaldata`. */
const EXTERNAL = 'external:';

/**
 * The workspace of one replay: tables are views over the connectors that land events in them (or rows given with the
 * run), `sentinel:*` are the inputs of connectors.
 */
export function sentinelCatalog(
  knowledge: SentinelKnowledge,
  events: EventSource,
  options: SentinelCatalogOptions,
): Catalog {
  const report: Report = options.report ?? (() => undefined);
  const inputs = new Map<string | undefined, Inputs>();
  const inputsOf = (place: string | undefined): Inputs => {
    const known = inputs.get(place) ?? openInputs(eventsIn(events, place), report);
    inputs.set(place, known);
    return known;
  };
  let places: GeoDatabase | undefined;
  return {
    view(source) {
      if (!source.startsWith(TABLE)) return undefined;
      const name = source.slice(TABLE.length);
      const { source: table, place } = splitPlace(name);
      const inline = options.inlineTables?.get(recordsAlone(table) ?? table);
      if (!inline) return options.plans.get(name);
      const columns = inline.columns.map((column) => column.name);
      return { op: 'Values', columns, rows: place === undefined ? inline.rows : [] };
    },
    scan(request, context) {
      const { source, place } = splitPlace(request.source);
      const input = inputsOf(place).get(source);
      if (input) return input.scan(request, context);
      if (request.source === WATCHLISTS_SOURCE) {
        return [
          watchlistTableBatch([...knowledge.watchlistAliases()].flatMap((alias) => knowledge.watchlist(alias) ?? [])),
        ];
      }
      if (request.source === PLACE) {
        if (options.geoDatabase === undefined) throw noGeoDatabase();
        places ??= new GeoDatabase(options.geoDatabase);
        const { address } = request.options as { readonly address: string };
        return [Batch.fromArrays(new Map([['place', [places.info(address)]]]), 1)];
      }
      if (request.source.startsWith(EXTERNAL)) {
        const asked = request.options as ExternalRequest;
        return [externalBatch(asked, options.external ?? new Map())];
      }
      if (request.source.startsWith(WATCHLIST)) {
        return [watchlistBatch(knowledge.watchlist(request.source.slice(WATCHLIST.length)))];
      }
      return undefined;
    },
  };
}

/** By the source that a connector's plan scans. */
type Inputs = ReadonlyMap<string, Input>;

interface Input {
  scan(request: ScanRequest, context: Context): Iterable<Batch>;
}

function openInputs(events: EventSource, report: Report): Inputs {
  const json = new JsonFiles(events);
  return new Map<string, Input>([
    [inputSource('windows-events'), new WindowsEvents(events, report)],
    [inputSource('records'), new Records(events, json, report)],
    [inputSource('text-records'), new TextRecords(events, report)],
    [TABLE_RECORDS_SOURCE, new TableRecords(events, json, report)],
  ]);
}
