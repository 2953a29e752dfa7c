const SECOND = 1_000_000_000n;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const ISO =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,:](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
/** As portals export it: 5/6/2026, 1:41:02.000 PM. */
const EXPORTED = /^(\d{1,2})\/(\d{1,2})\/(\d{4}), (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))? ([AP])M$/i;
const EPOCH = /^(\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.(\d{1,9}))?$/;

/** A time as logs write it (ISO 8601 and close to it, an export's, or an epoch), in nanoseconds since 1970. Without a zone: UTC. */
export function parseTime(text: string): bigint | undefined {
  const trimmed = text.trim();
  const iso = ISO.exec(trimmed);
  if (iso) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction, zone] = iso;
    return instant(Number(year), Number(month), Number(day), [hour, minute, second], fraction, zone);
  }
  const exported = EXPORTED.exec(trimmed);
  if (exported) {
    const [, month, day, year, hour, minute = '0', second = '0', fraction, half] = exported;
    const hours = (Number(hour) % 12) + (half?.toUpperCase() === 'P' ? 12 : 0);
    return instant(Number(year), Number(month), Number(day), [String(hours), minute, second], fraction);
  }
  const epoch = EPOCH.exec(trimmed);
  return epoch ? epochTime(epoch[1] as string, epoch[2]) : undefined;
}

/** Syslog leaves the year out; any leap year keeps order and distance. */
const YEAR_NOT_TOLD = 2000;

const IN_TEXT: readonly { readonly pattern: RegExp; read(match: RegExpExecArray): bigint | undefined }[] = [
  {
    pattern: /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[ ]?[+-]\d{2}:?\d{2})?/,
    read: (match) => parseTime(match[0]),
  },
  // auditd: audit(1618300000.123:456)
  { pattern: /\baudit\((\d{10})\.(\d{3}):/, read: (match) => epochTime(match[1] as string, match[2]) },
  // Web servers: [13/Apr/2021:10:11:12 +0000]
  {
    pattern: /\b(\d{1,2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?: ([+-]\d{4}))?/,
    read: ([, day, month, year, hour, minute, second, zone]) =>
      instant(Number(year), monthOf(month), Number(day), [hour, minute, second] as string[], undefined, zone),
  },
  // Classic Windows text: 04/13/2021 10:11:12 AM
  {
    pattern: /\b(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?: ([AP])M)?/,
    read: ([, month, day, year, hour, minute, second, fraction, half]) => {
      const hours = half ? (Number(hour) % 12) + (half === 'P' ? 12 : 0) : Number(hour);
      return instant(Number(year), Number(month), Number(day), [String(hours), minute, second] as string[], fraction);
    },
  },
  { pattern: /\b\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}/, read: (match) => parseTime(match[0]) },
  // Syslog: May 27 09:28:36 host
  {
    pattern: /^(?:<\d{1,3}>)?([A-Z][a-z]{2})\s+(\d{1,2}) (\d{2}):(\d{2}):(\d{2})\b/,
    read: ([, month, day, hour, minute, second]) =>
      instant(YEAR_NOT_TOLD, monthOf(month), Number(day), [hour, minute, second] as string[]),
  },
  { pattern: /(?:^|[=:"\s[(])(\d{10})(?:\.(\d{1,9}))?\b/, read: (match) => epochTime(match[1] as string, match[2]) },
];

/** How far into an event Splunk looks for a time (MAX_TIMESTAMP_LOOKAHEAD). */
const LOOKAHEAD = 512;

/** The first time that stands in a text. */
export function timeInText(raw: string): bigint | undefined {
  const head = raw.slice(0, LOOKAHEAD);
  for (const { pattern, read } of IN_TEXT) {
    const match = pattern.exec(head);
    const time = match ? read(match) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}

const monthOf = (name: string | undefined): number => MONTHS.indexOf((name ?? '').toLowerCase()) + 1;

function instant(
  year: number,
  month: number,
  day: number,
  [hour = '0', minute = '0', second = '0']: readonly string[],
  fraction = '',
  zone = 'Z',
): bigint | undefined {
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= 31 && Number(hour) <= 24 && Number(minute) <= 59;
  if (!valid) return undefined;
  const milliseconds = Date.UTC(year, month - 1, day, Number(hour), Number(minute), Number(second));
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const offset = sign ? (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60) : 0;
  return (BigInt(milliseconds / 1000) - BigInt(offset)) * SECOND + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** Seconds, milliseconds, microseconds or nanoseconds, told by the number of digits. */
function epochTime(whole: string, fraction = ''): bigint {
  const nanoseconds = BigInt(whole.padEnd(whole.length <= 10 ? whole.length : 19, '0'));
  return whole.length <= 10
    ? nanoseconds * SECOND + BigInt(fraction.padEnd(9, '0').slice(0, 9))
    : BigInt(whole) * 10n ** BigInt(whole.length <= 13 ? 6 : whole.length <= 16 ? 3 : 0);
}
