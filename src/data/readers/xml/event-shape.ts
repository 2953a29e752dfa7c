import type { WindowsEvent } from '../../record.ts';
import { decodeXmlText } from './entities.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The parts of an event that `System` tells. */
export type SystemPart = Exclude<keyof WindowsEvent, 'data' | 'userData'>;

/** Instead of a value's number: the event has no such part; the part is an empty element. */
export const ABSENT = -1;
export const EMPTY = -2;

/** Which values of an event are which of its parts; events of one form share it. Values are numbered in their order. */
export interface EventShape {
  readonly system: Readonly<Record<SystemPart, number>>;
  readonly data: readonly { readonly name?: string; readonly at: number }[];
}

export const noSystemParts = (): Record<SystemPart, number> => ({
  provider: ABSENT,
  providerGuid: ABSENT,
  eventId: ABSENT,
  qualifiers: ABSENT,
  version: ABSENT,
  level: ABSENT,
  task: ABSENT,
  opcode: ABSENT,
  keywords: ABSENT,
  timeCreated: ABSENT,
  eventRecordId: ABSENT,
  activityId: ABSENT,
  processId: ABSENT,
  threadId: ABSENT,
  channel: ABSENT,
  computer: ABSENT,
  userSid: ABSENT,
});

/** The values of one event: where they stand in its text. */
export class EventValues {
  readonly #text: string;
  /** Starts and ends; an end is negative where the value has to be decoded. */
  readonly #places: Int32Array;
  /** Where the event's places begin among `places`. */
  readonly #first: number;
  /** The place at which the text begins. */
  readonly #offset: number;
  /** What the text was decoded from, where that was done byte by byte. */
  readonly #bytes: Buffer | undefined;

  constructor(text: string, places: Int32Array, first = 0, offset = 0, bytes?: Buffer) {
    this.#text = text;
    this.#places = places;
    this.#first = first;
    this.#offset = offset;
    this.#bytes = bytes;
  }

  value(at: number): string {
    if (at < 0) return '';
    const start = (this.#places[this.#first + at * 2] as number) - this.#offset;
    const end = this.#places[this.#first + at * 2 + 1] as number;
    if (end >= 0) return this.#text.slice(start, end - this.#offset);
    const stop = -end - this.#offset;
    return decodeXmlText(this.#bytes?.toString('utf8', start, stop) ?? this.#text.slice(start, stop));
  }
}

/** An event out of its values. */
export function eventOf({ system, data }: EventShape, values: EventValues): WindowsEvent {
  const event: Mutable<WindowsEvent> = {
    provider: values.value(system.provider),
    eventId: system.eventId === ABSENT ? 0 : Number(values.value(system.eventId)),
    timeCreated: values.value(system.timeCreated),
    channel: values.value(system.channel),
    computer: values.value(system.computer),
    data: data.map(({ name, at }) => {
      const value = values.value(at);
      return name === undefined ? { value } : { name, value };
    }),
  };
  if (system.providerGuid !== ABSENT) event.providerGuid = values.value(system.providerGuid);
  if (system.qualifiers !== ABSENT) event.qualifiers = values.value(system.qualifiers);
  if (system.version !== ABSENT) event.version = values.value(system.version);
  if (system.level !== ABSENT) event.level = values.value(system.level);
  if (system.task !== ABSENT) event.task = values.value(system.task);
  if (system.opcode !== ABSENT) event.opcode = values.value(system.opcode);
  if (system.keywords !== ABSENT) event.keywords = values.value(system.keywords);
  if (system.eventRecordId !== ABSENT) event.eventRecordId = values.value(system.eventRecordId);
  if (system.activityId !== ABSENT) event.activityId = values.value(system.activityId);
  if (system.processId !== ABSENT) event.processId = values.value(system.processId);
  if (system.threadId !== ABSENT) event.threadId = values.value(system.threadId);
  if (system.userSid !== ABSENT) event.userSid = values.value(system.userSid);
  return event;
}
