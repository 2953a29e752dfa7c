import { deserialize, serialize } from 'node:v8';

/** How a language's own kind of value travels: class instances lose their class when they are serialised. */
export interface ValueCodec {
  readonly tag: string;
  is(value: object): boolean;
  /** To plain data, bigint included. */
  encode(value: object): unknown;
  decode(plain: unknown): object;
}

const TAG = '$value';

/** Plans (and any plain data with values of a language in it) as bytes: for caches and for workers. */
export function encodePlan(plan: unknown, codecs: readonly ValueCodec[]): Uint8Array {
  return serialize(toPlain(plan, codecs));
}

export function decodePlan<T>(bytes: Uint8Array, codecs: readonly ValueCodec[]): T {
  return fromPlain(deserialize(bytes), codecs) as T;
}

function toPlain(value: unknown, codecs: readonly ValueCodec[]): unknown {
  if (value === null || typeof value !== 'object') return value;
  const codec = codecs.find((candidate) => candidate.is(value));
  if (codec) return { [TAG]: codec.tag, plain: codec.encode(value) };
  if (Array.isArray(value)) return value.map((item) => toPlain(item, codecs));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, toPlain(item, codecs)]));
  if (value instanceof Set) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) copy[key] = toPlain(item, codecs);
  return copy;
}

function fromPlain(value: unknown, codecs: readonly ValueCodec[]): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => fromPlain(item, codecs));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, fromPlain(item, codecs)]));
  if (value instanceof Set) return value;
  const record = value as Record<string, unknown>;
  if (Object.hasOwn(record, TAG)) {
    const codec = codecs.find((candidate) => candidate.tag === record[TAG]);
    if (!codec) throw new Error(`Internal error: no codec "${String(record[TAG])}".`);
    return codec.decode(record['plain']);
  }
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(record)) {
    if (key === '__proto__') Object.defineProperty(copy, key, { value: fromPlain(item, codecs), enumerable: true });
    else copy[key] = fromPlain(item, codecs);
  }
  return copy;
}
