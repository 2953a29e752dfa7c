import { referenceEntries } from '../../reference/entries.ts';
import type { ReferenceEntry } from '../../reference/entry.ts';
import type { KnownWord, Language } from './details.ts';

type Place = 'command' | 'aggregation' | 'function' | 'word';

/** The reference of a language by where in a query a word stands. */
export class Vocabulary {
  readonly #words = new Map<string, KnownWord>();

  constructor(language: Language) {
    for (const entry of referenceEntries(language)) {
      const { kind, name, summary, syntax, reference } = entry;
      const word = { name: spelling(entry), kind, summary, syntax, reference };
      for (const place of placesOf(kind)) {
        for (const spelled of new Set([spelling(entry), name, ...entry.aliases])) {
          const key = `${place} ${spelled}`;
          if (!this.#words.has(key)) this.#words.set(key, word);
        }
      }
    }
  }

  find(place: Place, name: string): KnownWord | undefined {
    return this.#words.get(`${place} ${name}`);
  }
}

function placesOf(kind: string): readonly Place[] {
  switch (kind) {
    case 'command':
    case 'operator':
      return ['command'];
    case 'scalar operator':
    case 'modifier':
      return ['word'];
    case 'statistical function':
    case 'aggregation':
      return ['aggregation'];
    default:
      return ['function'];
  }
}

/** Entries of operators are named in words (`equals-ci`); a query writes what their syntax shows (`=~`). */
function spelling({ kind, name, syntax }: ReferenceEntry): string {
  if (kind !== 'scalar operator') return name;
  return /^\S+ (\S+) /.exec(syntax)?.[1] ?? name;
}
