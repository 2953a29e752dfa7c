import type { WindowsEvent } from '../../../data/record.ts';

const EVENT_NAMESPACE = 'http://schemas.microsoft.com/win/2004/08/events/event';
/** The agent's id in Azure Monitor; a replay has no agent. */
const NO_AGENT = '00000000-0000-0000-0000-000000000000';

/** The event's data as an XML element: double quotes, entities escaped. `SecurityEvent.EventData` is this text. */
export function eventDataXml(event: WindowsEvent): string {
  if (event.userData) return `<UserData xmlns="${EVENT_NAMESPACE}">${userDataXml(event.userData)}</UserData>`;
  const data = event.data.map(({ name, value }) => {
    const attribute = name === undefined ? '' : ` Name="${escapeAttribute(name)}"`;
    return `<Data${attribute}>${escapeText(value)}</Data>`;
  });
  return `<EventData xmlns="${EVENT_NAMESPACE}">${data.join('')}</EventData>`;
}

/**
 * The element inside the agent's wrapper: `Event.EventData` is this text.
 *
 * @example
 * <DataItem type="System.XmlData" time="…" sourceHealthServiceId="…"><EventData xmlns="…"><Data Name="Image">…
 */
export function eventDataItem(event: WindowsEvent): string {
  const time = escapeAttribute(event.timeCreated);
  const start = `<DataItem type="System.XmlData" time="${time}" sourceHealthServiceId="${NO_AGENT}">`;
  return `${start}${eventDataXml(event)}</DataItem>`;
}

/** The whole event as XML on one line, the way Sysmon for Linux writes it to syslog. */
export function eventXml(event: WindowsEvent): string {
  const element = (name: string, value: string | number | undefined): string =>
    value === undefined || value === '' ? '' : `<${name}>${escapeText(String(value))}</${name}>`;
  const attributes = (values: Readonly<Record<string, string | undefined>>): string =>
    Object.entries(values)
      .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escapeAttribute(value)}"`]))
      .join('');
  const system = [
    `<Provider${attributes({ Name: event.provider, Guid: event.providerGuid })}/>`,
    element('EventID', event.eventId),
    element('Version', event.version),
    element('Level', event.level),
    element('Task', event.task),
    element('Opcode', event.opcode),
    element('Keywords', event.keywords),
    `<TimeCreated${attributes({ SystemTime: event.timeCreated })}/>`,
    element('EventRecordID', event.eventRecordId),
    `<Correlation${attributes({ ActivityID: event.activityId })}/>`,
    `<Execution${attributes({ ProcessID: event.processId, ThreadID: event.threadId })}/>`,
    element('Channel', event.channel),
    element('Computer', event.computer),
    `<Security${attributes({ UserId: event.userSid })}/>`,
  ].join('');
  return `<Event><System>${system}</System>${eventDataXml(event).replace(` xmlns="${EVENT_NAMESPACE}"`, '')}</Event>`;
}

/** `Event.ParameterXml`: the values alone, in order. */
export function parameterXml(event: WindowsEvent): string {
  const values = [...event.data, ...(event.userData ?? [])];
  return values.map(({ value }) => `<Param>${escapeText(value)}</Param>`).join('');
}

function userDataXml(elements: NonNullable<WindowsEvent['userData']>): string {
  return elements.map(({ name, value }) => `<${name}>${escapeText(value)}</${name}>`).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Windows escapes these three in text and leaves quotes and line breaks as they are. */
const escapeText = (text: string): string =>
  /[&<>]/.test(text) ? text.replace(/[&<>]/g, (character) => ENTITIES[character] as string) : text;

const escapeAttribute = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string);
