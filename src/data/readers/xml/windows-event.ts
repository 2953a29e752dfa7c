import type { WindowsEvent } from '../../record.ts';
import { parseRegularEvent } from './regular-event.ts';
import { type Tag, XmlTags } from './tags.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Leaf = { readonly name: string; readonly value: string };

const TEXT_PARTS: Readonly<Record<string, keyof WindowsEvent>> = {
  Version: 'version',
  Level: 'level',
  Task: 'task',
  Opcode: 'opcode',
  Keywords: 'keywords',
  EventRecordID: 'eventRecordId',
};

/**
 * The parts of an `<Event>`, entities resolved. One pass over the tags; undefined when tags do not pair up or there is
 * no `System` element.
 */
export function parseWindowsEvent(xml: string): WindowsEvent | undefined {
  return parseRegularEvent(xml) ?? parseAnyEvent(xml);
}

/** Reads every form of event; {@link parseRegularEvent} is the short way for the usual one. */
export function parseAnyEvent(xml: string): WindowsEvent | undefined {
  const tags = new XmlTags(xml);
  const event: Mutable<WindowsEvent> = {
    provider: '',
    eventId: 0,
    timeCreated: '',
    channel: '',
    computer: '',
    data: [],
  };
  const data: { name?: string; value: string }[] = [];
  let userData: Leaf[] | undefined;
  let sawSystem = false;
  const open: string[] = [];
  for (let tag = tags.next(); tag; tag = tags.next()) {
    if (tag.closes) {
      if (open.pop() !== tag.name) return undefined;
      continue;
    }
    const depth = open.length;
    const section = open[1];
    if (depth === 1 && tag.name === 'System') sawSystem = true;
    if (depth === 1 && tag.name === 'UserData') userData = [];
    if (depth === 2 && section === 'System') readSystem(event, tag, tags);
    else if (depth === 2 && section === 'EventData' && tag.name === 'Data') {
      const name = tags.attribute(tag, 'Name');
      const value = tags.text(tag);
      data.push(name === undefined ? { value } : { name, value });
    } else if (depth >= 2 && section === 'UserData' && userData && tags.isLeaf(tag)) {
      userData.push({ name: tag.name, value: tags.text(tag) });
    }
    if (!tag.empty) open.push(tag.name);
  }
  if (open.length > 0 || tags.broken || !sawSystem) return undefined;
  event.data = data;
  if (userData) event.userData = userData;
  return event;
}

function readSystem(event: Mutable<WindowsEvent>, tag: Tag, tags: XmlTags): void {
  const attribute = (key: keyof WindowsEvent, name: string): void => {
    const value = tags.attribute(tag, name);
    if (value !== undefined) Object.assign(event, { [key]: value });
  };
  switch (tag.name) {
    case 'Provider':
      attribute('provider', 'Name');
      attribute('providerGuid', 'Guid');
      return;
    case 'EventID':
      event.eventId = Number(tags.text(tag));
      attribute('qualifiers', 'Qualifiers');
      return;
    case 'TimeCreated':
      attribute('timeCreated', 'SystemTime');
      return;
    case 'Channel':
      event.channel = tags.text(tag);
      return;
    case 'Computer':
      event.computer = tags.text(tag);
      return;
    case 'Correlation':
      attribute('activityId', 'ActivityID');
      return;
    case 'Execution':
      attribute('processId', 'ProcessID');
      attribute('threadId', 'ThreadID');
      return;
    case 'Security':
      // Sysmon for Linux writes `UserId`.
      attribute('userSid', 'UserId');
      attribute('userSid', 'UserID');
      return;
    default: {
      const key = Object.hasOwn(TEXT_PARTS, tag.name) ? TEXT_PARTS[tag.name] : undefined;
      if (key) Object.assign(event, { [key]: tags.text(tag) });
    }
  }
}
