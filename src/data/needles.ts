import { smallest } from '../util/append.ts';

/** Each text is looked for by itself: beyond so many, reading every record costs less. */
const MOST_TEXTS = 64;

/**
 * Finds texts in bytes without regard to ASCII case. Bytes are viewed as Latin-1, whose lower case keeps every length;
 * needles with letters beyond ASCII are left out by {@link searchable}, for their case does not map byte by byte.
 */
export class NeedleSearch {
  /** One text of each group must occur. The first group has the longest texts: it leads the search. */
  readonly #groups: readonly (readonly string[])[];
  readonly #folds: boolean;

  /** `groups` in lower case. */
  private constructor(groups: readonly (readonly string[])[]) {
    const lowered = groups.map(fewest);
    this.#groups = lowered.sort((left, right) => shortest(right) - shortest(left));
    this.#folds = lowered.some((group) => group.some((text) => /[a-z]/.test(text)));
  }

  /** Undefined when every record has to be read. */
  static of(needles: readonly (readonly string[])[] | undefined): NeedleSearch | undefined {
    const groups = (needles ?? [])
      .map((group) => [...new Set(group.map((text) => text.toLowerCase()))])
      .filter((group) => group.length > 0 && group.length <= MOST_TEXTS && group.every(searchable));
    return groups.length === 0 ? undefined : new NeedleSearch(groups);
  }

  /** In lower case. */
  get groups(): readonly (readonly string[])[] {
    return this.#groups;
  }

  /** The search without one of its groups; undefined when nothing is left. */
  without(group: readonly string[]): NeedleSearch | undefined {
    const others = this.#groups.filter((other) => other !== group);
    return others.length > 0 ? new NeedleSearch(others) : undefined;
  }

  /** A cursor over one run of bytes; ask for records in ascending order. */
  over(bytes: Buffer): (start: number, end: number) => boolean {
    const { find, slice } = this.#folds ? inLowerCase(bytes) : inBytes(bytes);
    const [lead = [], ...others] = this.#groups;
    const next = lead.map((needle) => find(needle, 0));
    return (start, end) => {
      let found = false;
      for (let index = 0; index < next.length; index += 1) {
        const needle = lead[index] as string;
        if ((next[index] as number) < start) next[index] = find(needle, start);
        if ((next[index] as number) + needle.length <= end) found = true;
      }
      if (!found) return false;
      return others.every((group) => group.some((needle) => slice(start, end).includes(needle)));
    };
  }
}

/** Without a text that holds another one. */
const fewest = (group: readonly string[]): readonly string[] =>
  group.filter((text) => !group.some((other) => other !== text && text.includes(other)));

const searchable = (text: string): boolean => text !== '' && /^[\x20-\x7e]+$/.test(text);

const shortest = (group: readonly string[]): number => smallest(group.map((text) => text.length));

interface Searchable {
  /** Where a needle stands from a place on; infinity when nowhere. */
  find(needle: string, from: number): number;
  slice(start: number, end: number): { includes(needle: string): boolean };
}

function inLowerCase(bytes: Buffer): Searchable {
  const text = bytes.toString('latin1').toLowerCase();
  return {
    find: (needle, from) => place(text.indexOf(needle, from)),
    slice: (start, end) => text.slice(start, end),
  };
}

/** Needles without letters have no case. */
const inBytes = (bytes: Buffer): Searchable => ({
  find: (needle, from) => place(bytes.indexOf(needle, from, 'latin1')),
  slice: (start, end) => bytes.subarray(start, end),
});

const place = (at: number): number => (at < 0 ? Number.POSITIVE_INFINITY : at);
