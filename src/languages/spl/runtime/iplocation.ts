import { QueryFailure } from '../../../plan/failure.ts';
import type { TableFunction } from '../../../plan/library.ts';
import { type Column, LazyColumn } from '../../../table/column.ts';
import { concatenate } from '../../../table/concatenate.ts';
import type { Value } from '../../../table/value.ts';
import { FURTHER_FIELDS, type IplocationOptions, PLACE_FIELDS } from '../commands/iplocation.ts';
import { asList, toText } from '../values.ts';
import { columnOf } from './support.ts';

/**
 * The place of an address: the source `splunk:place` gives one row for it, or none.
 *
 * https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0/search-commands/iplocation
 */
export const iplocation: TableFunction = {
  name: 'spl.iplocation',
  preservesOrder: true,
  needsAllInput: false,
  *run(input, { options, context }) {
    const { field, prefix, allFields, language } = options as IplocationOptions;
    const names: readonly string[] = allFields ? [...PLACE_FIELDS, ...FURTHER_FIELDS] : PLACE_FIELDS;
    const places = new Map<string, ReadonlyMap<string, Value>>();
    const placeOf = (address: string): ReadonlyMap<string, Value> => {
      const known = places.get(address);
      if (known) return known;
      const found = concatenate(
        context.execute({ op: 'Scan', source: 'splunk:place', options: { address, language } }),
      );
      const place = new Map(names.map((name) => [name, found.length > 0 ? columnOf(found, name).at(0) : null]));
      places.set(address, place);
      return place;
    };
    for (const batch of input) {
      const addresses = columnOf(batch, field);
      const columns = new Map<string, Column>();
      for (const row of batch.rows()) {
        const [address] = asList(addresses.at(row));
        if (address !== undefined) placeOf(toText(address));
      }
      for (const name of names) {
        const before = columnOf(batch, prefix + name);
        columns.set(
          prefix + name,
          new LazyColumn(batch.baseLength, (row) => {
            const [address] = asList(addresses.at(row));
            return address === undefined ? before.at(row) : (places.get(toText(address))?.get(name) ?? null);
          }),
        );
      }
      yield batch.extend(columns);
    }
  },
};

/** Said when there is no database. */
export const noGeoDatabase = (): QueryFailure =>
  new QueryFailure(
    'unsupported-command',
    '"iplocation" needs a geographic database: name an MMDB file in firedrill.yml, knowledge.geo_database.',
  );
