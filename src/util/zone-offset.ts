const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) {
    let format: Intl.DateTimeFormat | undefined;
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
        era: 'short',
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    formats.set(zone, format);
  }
  return formats.get(zone);
}

/** How many seconds a zone is ahead of UTC at a moment (seconds since 1970); undefined when there is no such zone. */
export function zoneOffset(utc: number, zone: string): number | undefined {
  const format = formatOf(zone);
  if (!format) return undefined;
  const parts = new Map(format.formatToParts(new Date(utc * 1000)).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
  const local = new Date(0);
  local.setUTCFullYear(part('year'), part('month') - 1, part('day'));
  local.setUTCHours(part('hour'), part('minute'), part('second'));
  return Math.round(local.getTime() / 1000) - utc;
}
