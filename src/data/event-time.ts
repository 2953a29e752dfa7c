import type { RecordBatch } from './record.ts';
import { parseTime, timeInText } from './time-text.ts';

/** Keys that carry the time of an event, the most telling first. */
const TIME_KEYS = [
  '@timestamp',
  'eventTime',
  'TimeCreated',
  'SystemTime',
  'CreationTime',
  'activityDateTime',
  'createdDateTime',
  'TimeGenerated',
  'Timestamp',
  'EventTime',
  'timestamp',
  'event_timestamp',
  'published',
  'requestReceivedTimestamp',
  'UtcTime',
  'eventTimestamp',
  'created_at',
  'datetime',
  'time',
  'ts',
  '_time',
  'date',
];

/** When a record happened, in nanoseconds since 1970; undefined when nothing in it tells. */
export function recordTime(batch: RecordBatch, index: number): bigint | undefined {
  const stated = batch.timeText?.(index);
  if (stated !== undefined) return parseTime(stated);
  const document = batch.document(index);
  switch (document.kind) {
    case 'windows':
      return parseTime(document.event.timeCreated);
    case 'object':
      return objectTime(document.value);
    case 'text':
      return rawTime(batch.raw(index));
  }
}

/** The time of an event by its text alone, as an indexer sees it. */
export function rawTime(raw: string): bigint | undefined {
  const systemTime = /SystemTime=(['"])(.*?)\1/.exec(raw);
  if (systemTime) return parseTime(systemTime[2] as string);
  if (/^\s*[[{]/.test(raw)) {
    for (const key of TIME_KEYS) {
      const at = raw.indexOf(`"${key}"`);
      const value = at < 0 ? undefined : /^\s*:\s*(?:"([^"]*)"|(\d+(?:\.\d+)?))/.exec(raw.slice(at + key.length + 2));
      const time = value && parseTime(value[1] ?? value[2] ?? '');
      if (time !== undefined && time !== null) return time;
    }
  }
  return timeInText(raw);
}

function objectTime(value: Readonly<Record<string, unknown>>): bigint | undefined {
  for (const key of TIME_KEYS) {
    const found = Object.hasOwn(value, key) ? value[key] : undefined;
    const time = typeof found === 'string' || typeof found === 'number' ? parseTime(String(found)) : undefined;
    if (time !== undefined) return time;
  }
  const [event] = ['Event', 'winlog', 'System'].map((key) => (Object.hasOwn(value, key) ? value[key] : undefined));
  return typeof event === 'object' && event !== null ? nestedTime(event as Record<string, unknown>) : undefined;
}

/** `Event.System.TimeCreated.#attributes.SystemTime`, as EVTX tools write it. */
function nestedTime(event: Readonly<Record<string, unknown>>): bigint | undefined {
  const match = /"SystemTime":"([^"]+)"/.exec(JSON.stringify(event));
  return match ? parseTime(match[1] as string) : undefined;
}
