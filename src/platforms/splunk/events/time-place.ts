/** Where a text begins and ends, as the fields of events say it. */
export interface TimePlace {
  readonly start: string;
  readonly end: string;
}

/** Where the time of an event begins and ends in its text. */
export function timePlaceIn(raw: string): TimePlace | undefined {
  const time =
    /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?|\b\d{10}\.\d{3}\b|\b[A-Z][a-z]{2}\s+\d{1,2} \d{2}:\d{2}:\d{2}/.exec(
      raw,
    );
  return time ? { start: String(time.index), end: String(time.index + time[0].length) } : undefined;
}
