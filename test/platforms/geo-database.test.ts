import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GeoDatabase } from '../../src/platforms/geo-database.ts';
import { loadRuntime, runQuery } from '../../src/testing/engine.ts';
import { Workspace } from '../../src/testing/workspace.ts';

type Json = string | number | readonly Json[] | { readonly [key: string]: Json };

/** A value as the MMDB format writes it: whole numbers as 32 bits, others as doubles. */
function encode(value: Json): Buffer {
  const head = (type: number, size: number): Buffer =>
    type < 8 ? Buffer.from([(type << 5) | size]) : Buffer.from([size, type - 7]);
  if (typeof value === 'string') return Buffer.concat([head(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(Number.isInteger(value) ? 4 : 8);
    if (Number.isInteger(value)) bytes.writeUInt32BE(value);
    else bytes.writeDoubleBE(value);
    return Buffer.concat([head(Number.isInteger(value) ? 6 : 3, bytes.length), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(11, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([head(7, entries.length), ...entries.flatMap(([key, one]) => [encode(key), encode(one)])]);
}

/** A database of one node: addresses from 0.0.0.0 to 127.255.255.255 have a place, others none. */
function database(place: Json): Buffer {
  const tree = Buffer.alloc(6);
  tree.writeUIntBE(1 + 16, 0, 3);
  tree.writeUIntBE(1, 3, 3);
  const metadata: Json = {
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1,
    database_type: 'Test',
    description: { en: 'Test' },
    ip_version: 4,
    languages: ['en'],
    node_count: 1,
    record_size: 24,
  };
  return Buffer.concat([
    tree,
    Buffer.alloc(16),
    encode(place),
    Buffer.from([0xab, 0xcd, 0xef]),
    Buffer.from('MaxMind.com'),
    encode(metadata),
  ]);
}

/** A folder with a database. */
function folderWithPlaces(): string {
  const folder = mkdtempSync(join(tmpdir(), 'firedrill-'));
  const file = join(folder, 'places.mmdb');
  writeFileSync(
    file,
    database({
      city: { names: { en: 'Oslo' } },
      country: { names: { en: 'Norway', de: 'Norwegen' } },
      subdivisions: [{ names: { en: 'Oslo County' } }],
      location: { latitude: 59.95, longitude: 10.75, time_zone: 'Europe/Oslo' },
    }),
  );
  return folder;
}

const open = (): GeoDatabase => new GeoDatabase(join(folderWithPlaces(), 'places.mmdb'));

/** The first cell of a KQL query's only row. */
async function printed(expression: string, cwd: string): Promise<unknown> {
  const workspace = Workspace.open({ cwd, cache: false });
  const { query } = await workspace.lowerText('kql', `print ${expression}`);
  if (!query) throw new Error(`${expression} does not bind.`);
  return runQuery(await workspace.job(query, { logs: [], now: 0n }), await loadRuntime('kql')).rows[0]?.[0];
}

describe('a geographic database', () => {
  it('knows the place of an address', () => {
    const place = open().place('100.64.0.1', 'de');
    const cell = (name: string) => place.columns.get(name)?.at(0);
    expect(['City', 'Country', 'Region', 'lat', 'lon', 'Timezone', 'Continent'].map(cell)).toEqual([
      'Oslo',
      'Norwegen',
      'Oslo County',
      59.95,
      10.75,
      'Europe/Oslo',
      null,
    ]);
  });

  it('has no row for what it does not know, nor for what is no address', () => {
    const places = open();
    expect(places.place('192.0.2.1', 'en').length).toBe(0);
    expect(places.place('nowhere', 'en').length).toBe(0);
  });

  it('says which file it cannot read', () => {
    expect(() => new GeoDatabase('/nowhere/places.mmdb')).toThrow('/nowhere/places.mmdb');
  });
});

describe('geo_info_from_ip_address', () => {
  it('answers from the database of the configuration', async () => {
    const folder = folderWithPlaces();
    writeFileSync(join(folder, 'firedrill.yml'), 'knowledge:\n  geo_database: places.mmdb\n');
    expect(await printed("geo_info_from_ip_address('100.64.0.1')", folder)).toEqual({
      country: 'Norway',
      state: 'Oslo County',
      city: 'Oslo',
      latitude: 59.95,
      longitude: 10.75,
    });
    expect(await printed("tostring(geo_info_from_ip_address('198.51.100.7').country)", folder)).toBe('');
  });

  it('is unsupported without one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firedrill-'));
    await expect(printed("geo_info_from_ip_address('192.0.2.1')", folder)).rejects.toMatchObject({
      name: 'unsupported-function',
    });
  });
});
