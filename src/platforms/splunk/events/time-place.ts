/** Where a text begins and ends, as the fields of events say it. */
export interface TimePlace {
  readonly start: string;
  readonly end: string;
}

/** Where the time of an event begins and ends in its text. */
export function timePlaceIn(raw: string): TimePlace | undefined {
  const time =
    /\d{4}-\d{2}-\d{2}[T \t]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?|\b\d{10}\.\d{3}\b|\b[A-Z][a-z]{2}\s+\d{1,2} \d{2}:\d{2}:\d{2}|\b\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2}(?: [AP]M\b)?/.exec(
      raw,
    );
  return time ? placeOf(time.index, time.index + time[0].length) : undefined;
}

const known = new Map<number, TimePlace>();
const MOST_KNOWN = 4096;
const ENDS = 1 << 16;

/** The place of a time: events of one kind have few. */
export function placeOf(start: number, end: number): TimePlace {
  const key = start * ENDS + end;
  let place = end < ENDS ? known.get(key) : undefined;
  if (!place) {
    place = { start: String(start), end: String(end) };
    if (end < ENDS && known.size < MOST_KNOWN) known.set(key, place);
  }
  return place;
}
