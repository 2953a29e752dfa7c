import type { WindowsEvent } from '../../record.ts';
import { decodeXmlText } from './entities.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Data = WindowsEvent['data'][number];
type Decode = (text: string) => string;

const DATA = "<Data Name='";
const UNNAMED_DATA = '<Data>';
const DATA_END = '</Data>';
const SLASH = 0x2f;
const GREATER = 0x3e;
const EQUALS = 0x3d;

/**
 * The parts of an event that is written as Windows and forwarders write it: `System` with its elements, then `EventData`
 * with named `Data`, nothing else. Undefined for every other form, which `parseWindowsEvent` reads.
 */
export function parseRegularEvent(xml: string): WindowsEvent | undefined {
  const head = startTagEnd(xml);
  if (head === 0) return undefined;
  const decode = xml.includes('&') ? decodeXmlText : asItStands;
  const event: Mutable<WindowsEvent> = {
    provider: '',
    eventId: 0,
    timeCreated: '',
    channel: '',
    computer: '',
    data: [],
  };
  if (!xml.startsWith('<System>', head)) return undefined;
  const system = readSystem(xml, head + '<System>'.length, event, decode);
  if (system < 0) return undefined;
  const data: Data[] = [];
  const end = readEventData(xml, system, data, decode);
  if (end < 0 || !xml.startsWith('</Event>', end) || end + '</Event>'.length !== xml.length) return undefined;
  event.data = data;
  return event;
}

const asItStands = (text: string): string => text;

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
function readSystem(xml: string, from: number, event: Mutable<WindowsEvent>, decode: Decode): number {
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
      const quote = xml.charCodeAt(keyEnd + 1);
      if (xml.charCodeAt(keyEnd) !== EQUALS || (quote !== 0x27 && quote !== 0x22)) return -1;
      const valueEnd = xml.indexOf(quote === 0x27 ? "'" : '"', keyEnd + 2);
      if (valueEnd < 0) return -1;
      if (!setAttribute(event, name, xml, keyStart, keyEnd, valueEnd, decode)) return -1;
      place = valueEnd + 1;
    }
    if (xml.charCodeAt(place) === SLASH) {
      if (xml.charCodeAt(place + 1) !== GREATER) return -1;
      if (!setText(event, name, '')) return -1;
      at = place + 2;
      continue;
    }
    if (xml.charCodeAt(place) !== GREATER) return -1;
    const textEnd = xml.indexOf('<', place + 1);
    const behind = textEnd + 2 + name.length;
    if (textEnd < 0 || !xml.startsWith(name, textEnd + 2) || xml.charCodeAt(textEnd + 1) !== SLASH) return -1;
    if (xml.charCodeAt(behind) !== GREATER) return -1;
    if (!setText(event, name, decode(xml.slice(place + 1, textEnd)))) return -1;
    at = behind + 1;
  }
}

/** False when the event has the attribute already. */
function setAttribute(
  event: Mutable<WindowsEvent>,
  element: string,
  xml: string,
  keyStart: number,
  keyEnd: number,
  valueEnd: number,
  decode: Decode,
): boolean {
  const key = ATTRIBUTES.get(element)?.get(xml.slice(keyStart, keyEnd));
  if (key === undefined) return true;
  if (event[key] !== undefined && event[key] !== '') return false;
  (event as Record<string, unknown>)[key] = decode(xml.slice(keyEnd + 2, valueEnd));
  return true;
}

/** False when the event has had the element already. */
function setText(event: Mutable<WindowsEvent>, element: string, text: string): boolean {
  if (element === 'EventID') {
    if (event.eventId !== 0) return false;
    event.eventId = Number(text);
    return true;
  }
  const key = TEXTS.get(element);
  if (key === undefined) return true;
  if (event[key] !== undefined && event[key] !== '') return false;
  (event as Record<string, unknown>)[key] = text;
  return true;
}

const TEXTS: ReadonlyMap<string, AttributeKey> = new Map<string, AttributeKey>([
  ['Version', 'version'],
  ['Level', 'level'],
  ['Task', 'task'],
  ['Opcode', 'opcode'],
  ['Keywords', 'keywords'],
  ['EventRecordID', 'eventRecordId'],
  ['Channel', 'channel'],
  ['Computer', 'computer'],
]);

type AttributeKey = Exclude<keyof WindowsEvent, 'eventId' | 'data' | 'userData'>;

const ATTRIBUTES: ReadonlyMap<string, ReadonlyMap<string, AttributeKey>> = new Map([
  [
    'Provider',
    new Map<string, AttributeKey>([
      ['Name', 'provider'],
      ['Guid', 'providerGuid'],
    ]),
  ],
  ['EventID', new Map<string, AttributeKey>([['Qualifiers', 'qualifiers']])],
  ['TimeCreated', new Map<string, AttributeKey>([['SystemTime', 'timeCreated']])],
  ['Correlation', new Map<string, AttributeKey>([['ActivityID', 'activityId']])],
  [
    'Execution',
    new Map<string, AttributeKey>([
      ['ProcessID', 'processId'],
      ['ThreadID', 'threadId'],
    ]),
  ],
  ['Security', new Map<string, AttributeKey>([['UserID', 'userSid']])],
]);

/** Reads `<EventData>…</EventData>`; gives the place behind it, -1 for what is written otherwise. */
function readEventData(xml: string, from: number, data: Data[], decode: Decode): number {
  if (xml.startsWith('<EventData/>', from)) return from + '<EventData/>'.length;
  if (!xml.startsWith('<EventData>', from)) return -1;
  let at = from + '<EventData>'.length;
  for (;;) {
    if (xml.startsWith(UNNAMED_DATA, at)) {
      const valueStart = at + UNNAMED_DATA.length;
      const end = xml.indexOf('<', valueStart);
      if (end < 0 || !xml.startsWith(DATA_END, end)) return -1;
      data.push({ value: decode(xml.slice(valueStart, end)) });
      at = end + DATA_END.length;
      continue;
    }
    if (!xml.startsWith(DATA, at)) break;
    const nameStart = at + DATA.length;
    const nameEnd = xml.indexOf("'", nameStart);
    if (nameEnd < 0) return -1;
    const name = decode(xml.slice(nameStart, nameEnd));
    const close = xml.charCodeAt(nameEnd + 1);
    if (close === SLASH && xml.charCodeAt(nameEnd + 2) === GREATER) {
      data.push({ name, value: '' });
      at = nameEnd + 3;
      continue;
    }
    if (close !== GREATER) return -1;
    const valueEnd = xml.indexOf('<', nameEnd + 2);
    if (valueEnd < 0 || !xml.startsWith(DATA_END, valueEnd)) return -1;
    data.push({ name, value: decode(xml.slice(nameEnd + 2, valueEnd)) });
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
