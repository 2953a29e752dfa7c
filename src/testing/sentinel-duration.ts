const SHORT = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/i;
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;
const TIME_SPAN = /^(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

const NANOSECONDS = 1_000_000_000n;

/**
 * A duration of an analytics rule, in nanoseconds: `5m`, `1h10m`, `14d`; `PT1H` as the API writes it; `01:00:00` and
 * `1.00:00:00` as .NET does. Undefined for anything else.
 */
export function parseSentinelDuration(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || /^P(?:T)?$/i.test(trimmed)) return undefined;
  const match = SHORT.exec(trimmed) ?? ISO.exec(trimmed) ?? TIME_SPAN.exec(trimmed);
  if (!match) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => BigInt(part ?? 0)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return (((days * 24n + hours) * 60n + minutes) * 60n + seconds) * NANOSECONDS;
}

const UNITS = [
  ['d', 86_400n],
  ['h', 3_600n],
  ['m', 60n],
  ['s', 1n],
] as const;

/** `1h`, `1d12h`: a duration as rules write it. */
export function printSentinelDuration(nanoseconds: bigint): string {
  let seconds = nanoseconds / NANOSECONDS;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    if (seconds >= size) parts.push(`${seconds / size}${unit}`);
    seconds %= size;
  }
  return parts.length === 0 ? '0s' : parts.join('');
}
