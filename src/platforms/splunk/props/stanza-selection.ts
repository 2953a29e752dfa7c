import type { Settings, Stanzas } from '../conf/conf-file.ts';
import { isLiteralPattern, stanzaPattern } from './stanza-pattern.ts';

/** What props.conf decides by. */
export interface EventKind {
  readonly source: string;
  readonly sourcetype: string;
  readonly host: string;
}

interface Candidate {
  readonly name: string;
  readonly settings: Settings;
  readonly rank: number;
}

const KINDS = ['source::', 'host::'] as const;

/** The stanzas of a props.conf, ready to be asked which settings hold for an event. */
export class PropsStanzas {
  readonly #patterns: readonly {
    name: string;
    kind: string;
    matches: (value: string) => boolean;
    settings: Settings;
  }[];
  readonly #sourcetypes: Stanzas;
  readonly #folded = new Map<string, string>();

  constructor(stanzas: Stanzas) {
    const patterns = [];
    const sourcetypes = new Map<string, Settings>();
    for (const [name, settings] of stanzas) {
      const [, folds = '', bare = name] = /^(\(\?i\))?(.*)$/s.exec(name) ?? [];
      const kind = KINDS.find((prefix) => bare.startsWith(prefix));
      if (kind) {
        const matches = stanzaPattern(folds + bare.slice(kind.length), kind === 'host::');
        patterns.push({ name, kind, matches, settings });
      } else if (name.startsWith('(?')) {
        patterns.push({ name, kind: 'sourcetype', matches: sourcetypePattern(name), settings });
      } else {
        sourcetypes.set(name, settings);
        if (!this.#folded.has(name.toLowerCase())) this.#folded.set(name.toLowerCase(), name);
      }
    }
    this.#patterns = patterns;
    this.#sourcetypes = sourcetypes;
  }

  /** Whether any stanza has a setting of a name. */
  hasSetting(matches: (key: string) => boolean): boolean {
    const all = [...this.#sourcetypes.values(), ...this.#patterns.map(({ settings }) => settings)];
    return all.some((settings) => [...settings.keys()].some(matches));
  }

  /** The sourcetype's own stanza. Replayed data spells `XmlWinEventLog` in any case, so case decides only between two. */
  sourcetype(name: string): Settings | undefined {
    return this.#sourcetypes.get(name) ?? this.#sourcetypes.get(this.#folded.get(name.toLowerCase()) ?? '');
  }

  /** The sourcetype that searches see: `rename` gives another name at search time. */
  renamed(sourcetype: string): string {
    const target = this.sourcetype(sourcetype)?.get('rename');
    return target === undefined || target === '' ? sourcetype : target;
  }

  /**
   * All settings that hold for an event, merged one by one: source:: beats host:: beats sourcetype; `priority` decides
   * between stanzas of one kind, then literal ones come first, then ASCII order.
   */
  settingsFor({ source, sourcetype, host }: EventKind): Settings {
    const values: Readonly<Record<string, string>> = { 'source::': source, 'host::': host, sourcetype };
    const candidates: Candidate[] = this.#patterns
      .filter(({ kind, matches }) => matches(values[kind] as string))
      .map(({ name, kind, settings }) => ({ name, settings, rank: rankOf(kind) }));
    const own = this.sourcetype(sourcetype);
    if (own) candidates.push({ name: sourcetype, settings: own, rank: rankOf('sourcetype') });
    candidates.sort(
      (left, right) =>
        left.rank - right.rank ||
        priorityOf(right) - priorityOf(left) ||
        (left.name < right.name ? -1 : left.name > right.name ? 1 : 0),
    );
    const merged = new Map<string, string>();
    for (const { settings } of candidates) {
      for (const [key, value] of settings) if (!merged.has(key)) merged.set(key, value);
    }
    return merged;
  }
}

const rankOf = (kind: string): number => (kind === 'source::' ? 0 : kind === 'host::' ? 1 : 2);

/** Literal stanzas have 100, patterns 0, unless `priority` says otherwise. */
function priorityOf({ name, settings, rank }: Candidate): number {
  const set = Number(settings.get('priority') ?? Number.NaN);
  if (!Number.isNaN(set)) return set;
  return rank === 2 || isLiteralPattern(name) ? 100 : 0;
}

/** `[(?::){0}prefix:*]`: the known way to write a sourcetype stanza that is a pattern. */
function sourcetypePattern(name: string): (value: string) => boolean {
  const rest = name.replace(/^\(\?::\)\{0\}/, '');
  return rest === name ? () => false : stanzaPattern(rest, false);
}
