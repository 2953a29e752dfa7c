import { zoneOffset } from '../../util/zone-offset.ts';
import { addTicks, TICKS_PER_HOUR, TICKS_PER_SECOND } from './calendar.ts';
import { type Datetime, EPOCH_TICKS } from './values.ts';

/** How far a zone is ahead of UTC at a moment, in ticks; undefined when there is no such zone. */
function offsetAt(utc: Datetime, zone: string): bigint | undefined {
  const offset = zoneOffset(Number((utc.ticks - EPOCH_TICKS) / TICKS_PER_SECOND), zone);
  return offset === undefined ? undefined : BigInt(offset) * TICKS_PER_SECOND;
}

/** The local time of a zone at a moment; null when there is no such zone. */
export function utcToLocal(utc: Datetime, zone: string): Datetime | null {
  const offset = offsetAt(utc, zone);
  return offset === undefined ? null : addTicks(utc, offset);
}

/**
 * The moment of a local time. A time that the clocks skip is taken at the offset after the change, one that they show
 * twice at the offset before it.
 */
export function localToUtc(local: Datetime, zone: string): Datetime | null {
  const before = addTicks(local, -24n * TICKS_PER_HOUR);
  const after = addTicks(local, 24n * TICKS_PER_HOUR);
  const offsets = [before, after].map((moment) => moment && offsetAt(moment, zone));
  for (const offset of offsets) {
    if (typeof offset !== 'bigint') continue;
    const utc = addTicks(local, -offset);
    if (utc && offsetAt(utc, zone) === offset) return utc;
  }
  const [, last] = offsets;
  return typeof last === 'bigint' ? addTicks(local, -last) : null;
}
