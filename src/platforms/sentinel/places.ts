import type { EventSource } from '../../data/record.ts';
import type { KqlEnvironment } from '../../languages/kql/environment.ts';

/**
 * Another workspace that queries may name, with its further names; `isReplay` when it is the one that a replay fills.
 * Its tables are sources of their own: `table:SigninLogs@soc-emea`.
 */
export interface MappedPlace {
  readonly name: string;
  readonly also: readonly string[];
  readonly isReplay: boolean;
}

const MARK = '@';

/** What queries may say of other places. */
export function placesOf(mapped: readonly MappedPlace[]): NonNullable<KqlEnvironment['places']> {
  const suffixes = new Map<string, string>();
  for (const { name, also, isReplay } of mapped) {
    for (const known of [name, ...also]) {
      const key = known.toLowerCase();
      if (!suffixes.has(key)) suffixes.set(key, isReplay ? '' : `${MARK}${name}`);
    }
  }
  return { place: (name) => suffixes.get(name.toLowerCase()), names: () => mapped.map(({ name }) => name) };
}

/** A source without the place that it lies in, and the place; undefined for the replay's own. */
export function splitPlace(source: string): { readonly source: string; readonly place: string | undefined } {
  const at = source.indexOf(MARK);
  return at < 0 ? { source, place: undefined } : { source: source.slice(0, at), place: source.slice(at + 1) };
}

/** A source in a place. */
export const inPlace = (source: string, place: string | undefined): string =>
  place === undefined ? source : `${source}${MARK}${place}`;

/** The events of the logs that lie in one place; files keep their numbers. */
export const eventsIn = (events: EventSource, place: string | undefined): EventSource => ({
  files: events.files,
  read: (file, options) => (events.files[file]?.workspace === place ? events.read(file, options) : []),
});
