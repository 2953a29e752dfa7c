/** The year, month and day that a text begins with, `2024-06-29` or `2024/06/29`. */
export function dateParts(text: unknown): readonly [year: number, month: number, day: number] | undefined {
  const parts = typeof text === 'string' ? /^(\d{4})[-/](\d{2})[-/](\d{2})/.exec(text.trim()) : undefined;
  return parts ? [Number(parts[1]), Number(parts[2]), Number(parts[3])] : undefined;
}

/** The moment at which a day begins; undefined for a day that the calendar does not have. */
export function startOfDay(parts: readonly [number, number, number] | undefined): number | undefined {
  if (!parts) return undefined;
  const [year, month, day] = parts;
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : undefined;
}
