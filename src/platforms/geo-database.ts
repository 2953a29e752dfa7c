import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Reader } from 'mmdb-lib';
import { QueryFailure } from '../plan/failure.ts';
import { Batch } from '../table/batch.ts';
import type { Value } from '../table/value.ts';

interface Named {
  readonly names?: Readonly<Record<string, string>>;
}

interface Place {
  readonly city?: Named;
  readonly country?: Named;
  readonly continent?: Named;
  readonly subdivisions?: readonly Named[];
  readonly location?: {
    readonly latitude?: number;
    readonly longitude?: number;
    readonly metro_code?: number;
    readonly time_zone?: string;
  };
}

/** Places of addresses, out of a file in the MMDB format. */
export class GeoDatabase {
  readonly #reader: Reader<never>;

  /** @throws QueryFailure when there is no such file, or when it is no MMDB file. */
  constructor(path: string) {
    try {
      this.#reader = new Reader<never>(readFileSync(path));
    } catch (error) {
      throw new QueryFailure(
        'unreadable-file',
        `The geographic database "${path}" cannot be read: ${(error as Error).message}`,
      );
    }
  }

  /** One row with what the database knows of the address, or none. */
  place(address: string, language: string): Batch {
    const found = this.#find(address);
    if (!found) return Batch.fromArrays(new Map(), 0);
    const nameOf = (one: Named | undefined): Value => one?.names?.[language] ?? one?.names?.['en'] ?? null;
    const { location } = found;
    const cells: Readonly<Record<string, Value>> = {
      City: nameOf(found.city),
      Country: nameOf(found.country),
      Region: nameOf(found.subdivisions?.[0]),
      lat: location?.latitude ?? null,
      lon: location?.longitude ?? null,
      Continent: nameOf(found.continent),
      MetroCode: location?.metro_code ?? null,
      Timezone: location?.time_zone ?? null,
    };
    return Batch.fromArrays(new Map(Object.entries(cells).map(([name, value]) => [name, [value]])), 1);
  }

  /** What Kusto says of the address: a bag with the keys that the database knows; null when it knows nothing. */
  info(address: string): Value {
    const found = this.#find(address);
    if (!found) return null;
    const said: Readonly<Record<string, string | number | undefined>> = {
      country: found.country?.names?.['en'],
      state: found.subdivisions?.[0]?.names?.['en'],
      city: found.city?.names?.['en'],
      latitude: found.location?.latitude,
      longitude: found.location?.longitude,
    };
    const known = Object.entries(said).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
    return known.length === 0 ? null : Object.fromEntries(known);
  }

  #find(address: string): Place | null {
    if (isIP(address) === 0) return null;
    try {
      return this.#reader.get(address);
    } catch {
      // An IPv6 address in a database of IPv4 alone.
      return null;
    }
  }
}
