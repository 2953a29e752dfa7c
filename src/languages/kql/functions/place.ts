import { isIP } from 'node:net';
import { QueryFailure } from '../../../plan/failure.ts';
import type { Value } from '../../../table/value.ts';
import { defineFunction, type KqlFunction, valuesOf } from './define.ts';
import { asText } from './text-argument.ts';

/** Said when there is no database. */
export const noGeoDatabase = (): QueryFailure =>
  new QueryFailure(
    'unsupported-function',
    'The function "geo_info_from_ip_address" needs a geographic database: name an MMDB file in firedrill.yml, knowledge.geo_database.',
  );

/** The place of an address: the source `sentinel:place` gives one row with it. */
export const placeFunctions: readonly KqlFunction[] = [
  defineFunction({
    name: 'geo_info_from_ip_address',
    category: 'IPv4 and IPv6 functions',
    summary: 'A bag with the country, state, city, latitude and longitude of an address, as far as they are known.',
    syntax: 'geo_info_from_ip_address(ip_address)',
    status: 'partial',
    differences:
      'Answers come from the MMDB file that `knowledge.geo_database` names in firedrill.yml; without one the function is unsupported. The service uses the GeoLite2-City data of its day.',
    examples: [{ expression: "geo_info_from_ip_address('no address')", result: null }],
    compile: (site, signature) => {
      const [operand] = valuesOf(site, signature);
      const known = new Map<string, Value>();
      return (row) => {
        const address = asText(operand?.(row) ?? '').trim();
        if (isIP(address) === 0) return null;
        let place = known.get(address);
        if (place === undefined) {
          place = null;
          for (const batch of site.context.execute({ op: 'Scan', source: 'sentinel:place', options: { address } })) {
            for (const at of batch.rows()) place = batch.columns.get('place')?.at(at) ?? null;
          }
          known.set(address, place);
        }
        return place;
      };
    },
  }),
];
