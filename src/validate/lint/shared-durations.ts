const MINUTES = { m: 1, h: 60, d: 1440 } as const;

/** Minutes of a Sentinel duration: `1h`, `1h10m`, `PT1H`, `1.00:00:00`; undefined when it is none. */
export function durationMinutes(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^(\d+[mhd])+$/.test(trimmed)) {
    let sum = 0;
    for (const [, number, unit] of trimmed.matchAll(/(\d+)([mhd])/g)) {
      sum += Number(number) * MINUTES[unit as keyof typeof MINUTES];
    }
    return sum;
  }
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(trimmed);
  const dotNet = /^(?:(\d+)\.)?(\d\d):(\d\d):(\d\d)$/.exec(trimmed);
  const parts = (iso ?? dotNet)?.slice(1).map((part) => Number(part ?? 0));
  if (!parts) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return days * MINUTES.d + hours * MINUTES.h + minutes + seconds / 60;
}
