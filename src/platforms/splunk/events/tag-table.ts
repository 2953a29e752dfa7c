import type { Value } from '../../../table/value.ts';

/** The values of a field that give a tag. */
export interface TagGiver {
  readonly field: string;
  readonly values: ReadonlySet<string>;
}

/** What tags.conf says: which values of which fields have which tags. */
export class TagTable {
  /** field → value → tags. */
  readonly #tags = new Map<string, Map<string, readonly string[]>>();
  readonly #givers = new Map<string, readonly TagGiver[]>();

  /** @param pairs `field=value` → tags */
  constructor(pairs: ReadonlyMap<string, readonly string[]>) {
    for (const [pair, tags] of pairs) {
      const equals = pair.indexOf('=');
      if (equals < 0) continue;
      const field = pair.slice(0, equals);
      const values = this.#tags.get(field) ?? new Map<string, readonly string[]>();
      values.set(pair.slice(equals + 1), tags);
      this.#tags.set(field, values);
    }
  }

  /** The fields that have tags. */
  get fields(): readonly string[] {
    return [...this.#tags.keys()];
  }

  has(field: string): boolean {
    return this.#tags.has(field);
  }

  /** The tags of a field with this value or these values. */
  of(field: string, value: Value): readonly string[] {
    const known = this.#tags.get(field);
    return known ? [...new Set(textsOf(value).flatMap((text) => known.get(text) ?? []))].sort() : [];
  }

  /** The tags of all fields. */
  all(tagged: (field: string, at: number) => Value): readonly string[] {
    const found = new Set<string>();
    for (const [at, field] of this.fields.entries())
      for (const tag of this.of(field, tagged(field, at))) found.add(tag);
    return [...found].sort();
  }

  /** What gives a tag, whose name is in small letters. */
  givers(tag: string): readonly TagGiver[] {
    let givers = this.#givers.get(tag);
    if (!givers) {
      givers = [...this.#tags].flatMap(([field, values]) => {
        const giving = [...values].filter(([, tags]) => tags.some((name) => name.toLowerCase() === tag));
        return giving.length > 0 ? [{ field, values: new Set(giving.map(([value]) => value)) }] : [];
      });
      this.#givers.set(tag, givers);
    }
    return givers;
  }
}

export function textsOf(value: Value): readonly string[] {
  if (value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
