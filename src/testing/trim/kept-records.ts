import type { EventDocument } from '../../data/record.ts';

export interface Keep {
  /** Events before and after each one that matched. */
  readonly around: number;
  /** For each kind of event that matched: events of the kind that did not. */
  readonly nearMisses: number;
}

/** What two events have in common that a detection may confuse: channel and id of a Windows event, else the keys. */
export function kindOfEvent(document: EventDocument): string {
  switch (document.kind) {
    case 'windows':
      return `${document.event.channel} ${document.event.eventId}`;
    case 'object':
      return Object.keys(document.value).sort().join(' ');
    default:
      return document.format ?? 'text';
  }
}

/**
 * The records to keep, by number from 1: those that matched, their neighbours, and of each kind that matched some that
 * did not, spread over the log.
 */
export function recordsToKeep(
  matched: ReadonlySet<number>,
  kinds: ReadonlyMap<number, string>,
  { around, nearMisses }: Keep,
): ReadonlySet<number> {
  const kept = new Set<number>();
  for (const record of matched) {
    for (let near = record - around; near <= record + around; near += 1) if (kinds.has(near)) kept.add(near);
  }
  const others = new Map<string, number[]>();
  for (const record of matched) others.set(kinds.get(record) ?? '', []);
  for (const [record, kind] of kinds) if (!matched.has(record)) others.get(kind)?.push(record);
  for (const records of others.values()) {
    const count = Math.min(nearMisses, records.length);
    for (let at = 0; at < count; at += 1) kept.add(records[Math.floor((at * records.length) / count)] as number);
  }
  return kept;
}
