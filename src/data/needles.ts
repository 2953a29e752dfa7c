/**
 * Finds texts in bytes without regard to ASCII case. Bytes are viewed as Latin-1, whose lower case keeps every length;
 * needles with letters beyond ASCII are left out by {@link searchable}, for their case does not map byte by byte.
 */
export class NeedleSearch {
  /** One text of each group must occur. The first group has the longest texts: it leads the search. */
  readonly #groups: readonly (readonly string[])[];
  readonly #folds: boolean;

  constructor(groups: readonly (readonly string[])[]) {
    const lowered = groups.map((group) => group.map((text) => text.toLowerCase()));
    this.#groups = lowered.sort((left, right) => shortest(right) - shortest(left));
    this.#folds = lowered.some((group) => group.some((text) => /[a-z]/.test(text)));
  }

  /** Undefined when every record has to be read. */
  static of(needles: readonly (readonly string[])[] | undefined): NeedleSearch | undefined {
    const groups = (needles ?? []).filter((group) => group.length > 0 && group.every(searchable));
    return groups.length === 0 ? undefined : new NeedleSearch(groups);
  }

  /** A cursor over one run of bytes; ask for records in ascending order. */
  over(bytes: Buffer): (start: number, end: number) => boolean {
    const latin1 = bytes.toString('latin1');
    const text = this.#folds ? latin1.toLowerCase() : latin1;
    const [lead, ...others] = this.#groups;
    const next = (lead ?? []).map((needle) => position(text, needle, 0));
    return (start, end) => {
      let found = false;
      for (let index = 0; index < next.length; index += 1) {
        const needle = (lead as readonly string[])[index] as string;
        if ((next[index] as number) < start) next[index] = position(text, needle, start);
        if ((next[index] as number) + needle.length <= end) found = true;
      }
      if (!found) return false;
      return others.every((group) =>
        group.some((needle) => {
          const at = text.slice(start, end).indexOf(needle);
          return at >= 0;
        }),
      );
    };
  }
}

const searchable = (text: string): boolean => text !== '' && /^[\x20-\x7e]+$/.test(text);

const shortest = (group: readonly string[]): number => Math.min(...group.map((text) => text.length));

function position(text: string, needle: string, from: number): number {
  const at = text.indexOf(needle, from);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}
