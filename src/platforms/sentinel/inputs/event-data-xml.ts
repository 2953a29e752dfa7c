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
