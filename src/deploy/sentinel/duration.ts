/** Seconds of `1h`, `1h30m`, `PT1H`, `P1DT2H`, `1.02:00:00`; undefined for what is no duration. */
export function durationSeconds(text: string): number | undefined {
  const match =
    /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/i.exec(text.trim()) ??
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i.exec(text.trim()) ??
    /^(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  const parts = match?.slice(1);
  if (!parts?.some((part) => part !== undefined)) return undefined;
  const [days, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0)) as [number, number, number, number];
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** A duration in ISO 8601, in one spelling: `PT90M` and `1h30m` are both `PT1H30M`. What is no duration stays as it is. */
export function normalDuration(text: string): string {
  let left = durationSeconds(text);
  if (left === undefined) return text;
  if (left === 0) return 'PT0S';
  const part = (size: number, unit: string): string => {
    const count = Math.floor((left as number) / size);
    left = (left as number) % size;
    return count === 0 ? '' : `${count}${unit}`;
  };
  const days = part(86_400, 'D');
  const time = part(3_600, 'H') + part(60, 'M') + part(1, 'S');
  return `P${days}${time === '' ? '' : `T${time}`}`;
}
