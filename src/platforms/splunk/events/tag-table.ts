import type { Value } from '../../../table/value.ts';

/** The values of a field that give a tag. */
export interface TagGiver {
  readonly field: string;
  readonly values: ReadonlySet<string>;
}

const NO_TAGS: readonly string[] = [];

/** What tags.conf says: which values of which fields have which tags. */
export class TagTable {
  /** field → value → tags, in order. */
  readonly #tags = new Map<string, Map<string, readonly string[]>>();
  readonly #givers = new Map<string, readonly TagGiver[]>();

  /** @param pairs `field=value` → tags */
  constructor(pairs: ReadonlyMap<string, readonly string[]>) {
    for (const [pair, tags] of pairs) {
      const equals = pair.indexOf('=');
      if (equals < 0) continue;
      const field = pair.slice(0, equals);
      const values = this.#tags.get(field) ?? new Map<string, readonly string[]>();
      values.set(pair.slice(equals + 1), [...new Set(tags)].sort());
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
    if (!known || value === null) return NO_TAGS;
    if (!Array.isArray(value)) return known.get(String(value)) ?? NO_TAGS;
    return [...new Set(textsOf(value).flatMap((text) => known.get(text) ?? NO_TAGS))].sort();
  }

  /** The tags of all fields. */
  all(tagged: (field: string) => Value): readonly string[] {
    return joinedTags(this.fields.map((field) => this.of(field, tagged(field))));
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

/** Several fields' tags, each once, in order. */
export const joinedTags = (tags: readonly (readonly string[])[]): readonly string[] => [...new Set(tags.flat())].sort();

export function textsOf(value: Value): readonly string[] {
  if (value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
