import { QueryFailure } from '../../../../plan/failure.ts';
import type { Value } from '../../../../table/value.ts';
import { bagOf } from '../../dynamic.ts';
import type { KqlFunction } from '../define.ts';
import { geo } from './define.ts';
import { geometryOf, type GeometryType, pair } from './geojson.ts';

/** How deep the parentheses of a type go around its places. */
const TYPES: Readonly<Record<string, readonly [GeometryType, depth: number]>> = {
  POINT: ['Point', 0],
  LINESTRING: ['LineString', 1],
  MULTIPOINT: ['MultiPoint', 1],
  POLYGON: ['Polygon', 2],
  MULTILINESTRING: ['MultiLineString', 2],
  MULTIPOLYGON: ['MultiPolygon', 3],
};

const TOKEN = /\s*([A-Za-z]+|[(),]|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y;
const DEEPEST = 32;

/** @see https://www.ogc.org/standards/sfa */
class WktReader {
  private readonly text: string;
  private at = 0;
  constructor(text: string) {
    this.text = text;
  }

  /** The whole text as one geometry; undefined when it is none. */
  read(): Value | undefined {
    const geometry = this.geometry(0);
    return geometry !== undefined && this.text.slice(this.at).trim() === '' ? geometry : undefined;
  }

  private next(): string | undefined {
    TOKEN.lastIndex = this.at;
    const [, token] = TOKEN.exec(this.text) ?? [];
    if (token !== undefined) this.at = TOKEN.lastIndex;
    return token;
  }

  private take(wanted: string): boolean {
    const start = this.at;
    if (this.next() === wanted) return true;
    this.at = start;
    return false;
  }

  private geometry(depth: number): Value | undefined {
    const word = this.next()?.toUpperCase();
    if (word === undefined || depth > DEEPEST) return undefined;
    if (word === 'GEOMETRYCOLLECTION') {
      const geometries = this.list(() => this.geometry(depth + 1));
      return (
        geometries &&
        bagOf([
          ['type', 'GeometryCollection'],
          ['geometries', geometries],
        ])
      );
    }
    const type = TYPES[word];
    if (!type) return undefined;
    const coordinates =
      word === 'POINT'
        ? this.enclosed()
        : word === 'MULTIPOINT'
          ? this.list(() => this.loosePlace())
          : this.nested(type[1]);
    return coordinates && geometryOf(type[0], coordinates);
  }

  private nested(depth: number): Value[] | undefined {
    return this.list(() => (depth === 1 ? this.place() : this.nested(depth - 1)));
  }

  private list(item: () => Value | undefined): Value[] | undefined {
    if (!this.take('(')) return undefined;
    const items: Value[] = [];
    do {
      const value = item();
      if (value === undefined) return undefined;
      items.push(value);
    } while (this.take(','));
    return this.take(')') ? items : undefined;
  }

  /** `(1 2)` */
  private enclosed(): Value | undefined {
    if (!this.take('(')) return undefined;
    const place = this.place();
    return place !== undefined && this.take(')') ? place : undefined;
  }

  /** The places of a MULTIPOINT stand in parentheses of their own, or not. */
  private loosePlace(): Value | undefined {
    const start = this.at;
    if (this.take('(')) {
      this.at = start;
      return this.enclosed();
    }
    return this.place();
  }

  private place(): Value | undefined {
    const [x, y] = [Number(this.next()), Number(this.next())];
    return Number.isFinite(x) && Number.isFinite(y) ? pair([x, y]) : undefined;
  }
}

export const wktFunctions: readonly KqlFunction[] = [
  geo({
    name: 'geo_from_wkt',
    summary: 'GeoJSON out of well-known text; null when it is invalid.',
    syntax: 'geo_from_wkt(wkt)',
    examples: [
      { expression: 'geo_from_wkt("POINT (1 2)")', result: { type: 'Point', coordinates: [1, 2] } },
      { expression: 'geo_from_wkt("LINESTRING")', result: null },
    ],
    differences: 'EMPTY geometries and places with more than two numbers are not supported.',
    status: 'partial',
    evaluate: (text: Value): Value => {
      if (typeof text !== 'string') return null;
      if (/\b(?:EMPTY|ZM?|M)\b/i.test(text)) {
        throw new QueryFailure('unsupported-option', 'Well-known text with EMPTY, Z or M is not supported.');
      }
      return new WktReader(text).read() ?? null;
    },
  }),
];
