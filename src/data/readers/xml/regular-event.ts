import type { WindowsEvent } from '../../record.ts';
import { decodeXmlText } from './entities.ts';
import { ABSENT, EMPTY, type EventShape, EventValues, eventOf, noSystemParts, type SystemPart } from './event-shape.ts';

const DATA_NAME = '<Data Name=';
const UNNAMED_DATA = '<Data>';
const DATA_END = '</Data>';
const SLASH = 0x2f;
const GREATER = 0x3e;
const EQUALS = 0x3d;
const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;

/** An event taken apart: its form, and starts and ends of its values. */
export interface RegularEvent {
  readonly shape: EventShape;
  readonly places: readonly number[];
}

/**
 * The parts of an event that is written as Windows and forwarders write it: `System` with its elements, then `EventData`
 * with named `Data`, nothing else. Undefined for every other form, which `parseWindowsEvent` reads.
 */
export function parseRegularEvent(xml: string): WindowsEvent | undefined {
  const regular = takeApart(xml);
  return regular && eventOfParts(xml, regular);
}

/** The event that was taken apart. */
export function eventOfParts(xml: string, { shape, places }: RegularEvent): WindowsEvent {
  const decoded = xml.includes('&') ? places.map((place, at) => (at % 2 === 1 ? -place : place)) : places;
  return eventOf(shape, new EventValues(xml, Int32Array.from(decoded)));
}

/** Takes an event apart, unless it is none that {@link parseRegularEvent} reads. */
export function takeApart(xml: string): RegularEvent | undefined {
  const head = startTagEnd(xml);
  if (head === 0 || !xml.startsWith('<System>', head)) return undefined;
  const parts = new Parts();
  const system = readSystem(xml, head + '<System>'.length, parts);
  if (system < 0) return undefined;
  const end = readEventData(xml, system, parts);
  if (end < 0 || !xml.startsWith('</Event>', end) || end + '</Event>'.length !== xml.length) return undefined;
  return { shape: { system: parts.system, data: parts.data }, places: parts.places };
}

class Parts {
  readonly system = noSystemParts();
  readonly data: { readonly name?: string; readonly at: number }[] = [];
  readonly places: number[] = [];

  /** The number of a value that stands there. */
  add(start: number, end: number): number {
    this.places.push(start, end);
    return this.places.length / 2 - 1;
  }

  /** False when the event has had the part already. */
  set(part: SystemPart | undefined, at: number): boolean {
    if (part === undefined) return true;
    if (this.system[part] !== ABSENT) return false;
    this.system[part] = at;
    return true;
  }
}

let lastStartTag = '<Event>';

/** The place behind the `<Event …>` that is no empty element, mostly spelled as in the event before; 0 for what is none. */
function startTagEnd(xml: string): number {
  if (xml.startsWith(lastStartTag)) return lastStartTag.length;
  const end = xml.indexOf('>') + 1;
  if (!xml.startsWith('<Event') || xml.charCodeAt(end - 2) === SLASH) return 0;
  const tag = xml.slice(0, end);
  if (!/^<Event(?:\s+[\w:]+=(?:'[^'<>]*'|"[^"<>]*"))*\s*>$/.test(tag)) return 0;
  lastStartTag = tag;
  return end;
}

/** Reads the elements of `System`; gives the place behind it, -1 for what is written otherwise. */
function readSystem(xml: string, from: number, parts: Parts): number {
  let at = from;
  for (;;) {
    if (xml.startsWith('</System>', at)) return at + '</System>'.length;
    if (xml.charCodeAt(at) !== 0x3c) return -1;
    let nameEnd = at + 1;
    while (isNameCharacter(xml.charCodeAt(nameEnd))) nameEnd += 1;
    if (nameEnd === at + 1) return -1;
    const name = xml.slice(at + 1, nameEnd);
    let place = nameEnd;
    while (xml.charCodeAt(place) === 0x20) {
      const keyStart = place + 1;
      let keyEnd = keyStart;
      while (isNameCharacter(xml.charCodeAt(keyEnd))) keyEnd += 1;
      if (keyEnd === keyStart) {
        place = keyStart;
        break;
      }
      if (xml.charCodeAt(keyEnd) !== EQUALS) return -1;
      const valueEnd = quotedEnd(xml, keyEnd + 1);
      if (valueEnd < 0) return -1;
      const part = ATTRIBUTES.get(name)?.get(xml.slice(keyStart, keyEnd));
      if (!parts.set(part, parts.add(keyEnd + 2, valueEnd))) return -1;
      place = valueEnd + 1;
    }
    if (xml.charCodeAt(place) === SLASH) {
      if (xml.charCodeAt(place + 1) !== GREATER) return -1;
      if (!parts.set(TEXTS.get(name), EMPTY)) return -1;
      at = place + 2;
      continue;
    }
    if (xml.charCodeAt(place) !== GREATER) return -1;
    const textEnd = xml.indexOf('<', place + 1);
    const behind = textEnd + 2 + name.length;
    if (textEnd < 0 || !xml.startsWith(name, textEnd + 2) || xml.charCodeAt(textEnd + 1) !== SLASH) return -1;
    if (xml.charCodeAt(behind) !== GREATER) return -1;
    if (!parts.set(TEXTS.get(name), parts.add(place + 1, textEnd))) return -1;
    at = behind + 1;
  }
}

/** Where the quoted text ends that begins with the quotation mark at a place; -1 for none. */
function quotedEnd(xml: string, at: number): number {
  const quote = xml.charCodeAt(at);
  if (quote === QUOTE) return xml.indexOf("'", at + 1);
  return quote === DOUBLE_QUOTE ? xml.indexOf('"', at + 1) : -1;
}

const TEXTS: ReadonlyMap<string, SystemPart> = new Map<string, SystemPart>([
  ['EventID', 'eventId'],
  ['Version', 'version'],
  ['Level', 'level'],
  ['Task', 'task'],
  ['Opcode', 'opcode'],
  ['Keywords', 'keywords'],
  ['EventRecordID', 'eventRecordId'],
  ['Channel', 'channel'],
  ['Computer', 'computer'],
]);

const ATTRIBUTES: ReadonlyMap<string, ReadonlyMap<string, SystemPart>> = new Map([
  [
    'Provider',
    new Map<string, SystemPart>([
      ['Name', 'provider'],
      ['Guid', 'providerGuid'],
    ]),
  ],
  ['EventID', new Map<string, SystemPart>([['Qualifiers', 'qualifiers']])],
  ['TimeCreated', new Map<string, SystemPart>([['SystemTime', 'timeCreated']])],
  ['Correlation', new Map<string, SystemPart>([['ActivityID', 'activityId']])],
  [
    'Execution',
    new Map<string, SystemPart>([
      ['ProcessID', 'processId'],
      ['ThreadID', 'threadId'],
    ]),
  ],
  [
    'Security',
    new Map<string, SystemPart>([
      ['UserID', 'userSid'],
      // Sysmon for Linux writes it so.
      ['UserId', 'userSid'],
    ]),
  ],
]);

/** Reads `<EventData>…</EventData>`; gives the place behind it, -1 for what is written otherwise. */
function readEventData(xml: string, from: number, parts: Parts): number {
  if (xml.startsWith('<EventData/>', from)) return from + '<EventData/>'.length;
  if (!xml.startsWith('<EventData>', from)) return -1;
  let at = from + '<EventData>'.length;
  for (;;) {
    let name: { readonly name?: string } = {};
    let close = at + UNNAMED_DATA.length - 1;
    if (xml.startsWith(DATA_NAME, at)) {
      const nameStart = at + DATA_NAME.length + 1;
      const nameEnd = quotedEnd(xml, nameStart - 1);
      if (nameEnd < 0) return -1;
      name = { name: decodeXmlText(xml.slice(nameStart, nameEnd)) };
      close = nameEnd + 1;
    } else if (!xml.startsWith(UNNAMED_DATA, at)) break;
    if (xml.charCodeAt(close) === SLASH && xml.charCodeAt(close + 1) === GREATER) {
      parts.data.push({ ...name, at: EMPTY });
      at = close + 2;
      continue;
    }
    if (xml.charCodeAt(close) !== GREATER) return -1;
    const valueEnd = xml.indexOf('<', close + 1);
    if (valueEnd < 0 || !xml.startsWith(DATA_END, valueEnd)) return -1;
    parts.data.push({ ...name, at: parts.add(close + 1, valueEnd) });
    at = valueEnd + DATA_END.length;
  }
  return xml.startsWith('</EventData>', at) ? at + '</EventData>'.length : -1;
}

/** Letters, digits and `_`: a name with a namespace is none of these. */
function isNameCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
  );
}
