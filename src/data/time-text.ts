const SECOND = 1_000_000_000n;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const ISO =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,:](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
/** As portals export it: 5/6/2026, 1:41:02.000 PM; 06/05/2026, 13:41:02 where days come before months. */
const EXPORTED = /^(\d{1,2})\/(\d{1,2})\/(\d{4}), (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:\s([AP])M)?$/i;
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
    const [, first, second, year, ...time] = exported;
    // Who writes twelve hours writes the month first.
    const [month, day] = exported[8] === undefined ? [second, first] : [first, second];
    return instant(Number(year), Number(month), Number(day), clock(time), time[3]);
  }
  const epoch = EPOCH.exec(trimmed);
  return epoch ? epochTime(epoch[1] as string, epoch[2]) : undefined;
}

/** Syslog leaves the year out; any leap year keeps order and distance. */
export const YEAR_NOT_TOLD = 2000;

const TIME = String.raw`(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?: ?([AP])M)?`;
const ZONE = String.raw`(?: ?(?:UTC|GMT|Z)?([+-]\d{2}:?\d{2})?)`;
const MONTH = `(${MONTHS.map((month) => `[${month[0]?.toUpperCase()}${month[0]}]${month.slice(1)}`).join('|')})`;

interface TimePattern {
  readonly pattern: RegExp;
  read(match: RegExpExecArray): bigint | undefined;
}

const IN_TEXT: readonly TimePattern[] = [
  {
    pattern: /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[ ]?[+-]\d{2}:?\d{2})?/,
    read: (match) => parseTime(match[0]),
  },
  // Web servers: [13/Apr/2021:10:11:12 +0000]
  {
    pattern: /\b(\d{1,2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?: ([+-]\d{4}))?/,
    read: ([, day, month, year, hour, minute, second, zone]) =>
      instant(Number(year), monthOf(month), Number(day), [hour, minute, second] as string[], undefined, zone),
  },
  // Classic Windows text: 04/13/2021 10:11:12 AM; a month beyond twelve is a day.
  {
    pattern: new RegExp(String.raw`\b(\d{1,2})\/(\d{1,2})\/(\d{4}) ${TIME}`),
    read: ([, first, second, year, ...time]) => {
      const [month, day] = Number(first) > 12 ? [second, first] : [first, second];
      return instant(Number(year), Number(month), Number(day), clock(time), time[3]);
    },
  },
  // 13.04.2021 10:11:12
  {
    pattern: new RegExp(String.raw`\b(\d{1,2})\.(\d{1,2})\.(\d{4}),? ${TIME}`),
    read: ([, day, month, year, ...time]) => instant(Number(year), Number(month), Number(day), clock(time), time[3]),
  },
  { pattern: /\b\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}/, read: (match) => parseTime(match[0]) },
  // CEF's and LEEF's own, Cisco's: May 06 2026 13:41:02.123 UTC
  {
    pattern: new RegExp(String.raw`\b${MONTH} {1,2}(\d{1,2}),? (\d{4}),? ${TIME}${ZONE}`),
    read: ([, month, day, year, ...time]) =>
      instant(Number(year), monthOf(month), Number(day), clock(time), time[3], time[5]),
  },
  // Mail: Wed, 06 May 2026 13:41:02 +0000
  {
    pattern: new RegExp(String.raw`\b(\d{1,2}) ${MONTH} (\d{4}) ${TIME}${ZONE}`),
    read: ([, day, month, year, ...time]) =>
      instant(Number(year), monthOf(month), Number(day), clock(time), time[3], time[5]),
  },
  // C's asctime: Wed May  6 13:41:02 2026
  {
    pattern: new RegExp(String.raw`\b[A-Z][a-z]{2} ${MONTH} {1,2}(\d{1,2}) ${TIME}(?: [A-Z]{3,4})? (\d{4})\b`),
    read: ([, month, day, ...time]) => instant(Number(time[5]), monthOf(month), Number(day), clock(time), time[3]),
  },
  // WMI: 20260506134103.000000
  {
    pattern: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\.(\d{6})\b/,
    read: ([, year, month, day, hour, minute, second, fraction]) =>
      instant(Number(year), Number(month), Number(day), [hour, minute, second] as string[], fraction),
  },
];

/** May 27 09:28:36 host */
const SYSLOG: TimePattern = {
  pattern: new RegExp(String.raw`^(?:\d{1,7} )?(?:<\d{1,3}>)?(?:\d{1,10}: )?[*.]?${MONTH} {1,2}(\d{1,2}) ${TIME}\b`),
  read: ([, month, day, ...time]) => instant(YEAR_NOT_TOLD, monthOf(month), Number(day), clock(time), time[3]),
};

/** auditd's own, `audit(1618300000.123:456)`, wherever it stands. */
const AUDIT = /\baudit\((\d{10})\.(\d{3}):/;

/** Looked for where no other time stands: any number may look like one. */
const EPOCH_IN_TEXT: TimePattern = {
  pattern: /(?:^|[=:"\s[(])(\d{10}|[12]\d{12})(?:\.(\d{1,9}))?\b/,
  read: (match) => epochTime(match[1] as string, match[2]),
};

/** How far into an event Splunk looks for a time (MAX_TIMESTAMP_LOOKAHEAD). */
const LOOKAHEAD = 512;

const LONGEST_TIME = 48;

/** The first time that stands in a text. */
export function timeInText(raw: string): bigint | undefined {
  const head = raw.slice(0, LOOKAHEAD);
  const audit = AUDIT.exec(head);
  if (audit) return epochTime(audit[1] as string, audit[2]);
  const syslog = SYSLOG.pattern.exec(head);
  const withoutYear = syslog ? SYSLOG.read(syslog) : undefined;
  if (syslog && withoutYear !== undefined) return withYearOf(withoutYear, datedTime(head.slice(syslog[0].length)));
  return datedTime(head);
}

const TWO_DAYS = 172_800n * SECOND;

/** The year of a time that stands behind it, when that is about the same moment. */
function withYearOf(time: bigint, other: bigint | undefined): bigint {
  if (other === undefined) return time;
  const date = new Date(Number(time / 1_000_000n));
  const year = new Date(Number(other / 1_000_000n)).getUTCFullYear();
  const moved = BigInt(date.setUTCFullYear(year)) * 1_000_000n + (time % 1_000_000n);
  const distance = moved > other ? moved - other : other - moved;
  return distance < TWO_DAYS ? moved : time;
}

/** The first time that tells its year; an epoch where no other stands. */
function datedTime(text: string): bigint | undefined {
  let head = text;
  let first = Number.POSITIVE_INFINITY;
  let found: bigint | undefined;
  for (const { pattern, read } of IN_TEXT) {
    const match = pattern.exec(head);
    if (!match || match.index >= first) continue;
    const time = read(match);
    if (time === undefined) continue;
    if (match.index === 0) return time;
    [first, found] = [match.index, time];
    // What begins later need not be found.
    head = head.slice(0, first + LONGEST_TIME);
  }
  if (found !== undefined) return found;
  const epoch = EPOCH_IN_TEXT.pattern.exec(head);
  return epoch ? EPOCH_IN_TEXT.read(epoch) : undefined;
}

/** Hours, minutes and seconds of a match of {@link TIME}, whose fifth part is the half of the day. */
function clock([hour = '0', minute = '0', second = '0', , half]: readonly (string | undefined)[]): readonly string[] {
  if (half === undefined) return [hour, minute, second];
  const hours = (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  return [String(hours), minute, second];
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
