import type { WindowsEvent } from '../../record.ts';
import { textIn } from './render.ts';
import type { XmlElement } from './tree.ts';

const EMPTY: XmlElement = { name: '', attributes: [], children: [], selfClosing: true };

/** The parts of an `<Event>` element. */
export function windowsEventOf(root: XmlElement): WindowsEvent {
  const system = childOf(root, 'System') ?? EMPTY;
  const part = (name: string): XmlElement => childOf(system, name) ?? EMPTY;
  const text = (name: string): string | undefined => {
    const element = childOf(system, name);
    return element && textIn(element.children);
  };
  const optional: [keyof WindowsEvent, string | undefined][] = [
    ['providerGuid', attributeOf(part('Provider'), 'Guid')],
    ['qualifiers', attributeOf(part('EventID'), 'Qualifiers')],
    ['version', text('Version')],
    ['level', text('Level')],
    ['task', text('Task')],
    ['opcode', text('Opcode')],
    ['keywords', text('Keywords')],
    ['eventRecordId', text('EventRecordID')],
    ['activityId', attributeOf(part('Correlation'), 'ActivityID')],
    ['processId', attributeOf(part('Execution'), 'ProcessID')],
    ['threadId', attributeOf(part('Execution'), 'ThreadID')],
    ['userSid', attributeOf(part('Security'), 'UserID')],
  ];
  const userData = childOf(root, 'UserData');
  return {
    provider: attributeOf(part('Provider'), 'Name') ?? '',
    eventId: Number(text('EventID') ?? 0),
    timeCreated: attributeOf(part('TimeCreated'), 'SystemTime') ?? '',
    channel: text('Channel') ?? '',
    computer: text('Computer') ?? '',
    data: dataOf(childOf(root, 'EventData')),
    ...(userData && { userData: leavesOf(userData) }),
    ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)),
  };
}

function dataOf(eventData: XmlElement | undefined): WindowsEvent['data'] {
  const data: { name?: string; value: string }[] = [];
  for (const child of eventData?.children ?? []) {
    if (typeof child === 'string' || localName(child.name) !== 'Data') continue;
    const name = attributeOf(child, 'Name');
    const value = textIn(child.children);
    data.push(name === undefined ? { value } : { name, value });
  }
  return data;
}

function leavesOf(element: XmlElement): readonly { name: string; value: string }[] {
  const leaves: { name: string; value: string }[] = [];
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    if (child.children.some((part) => typeof part !== 'string')) leaves.push(...leavesOf(child));
    else leaves.push({ name: localName(child.name), value: textIn(child.children) });
  }
  return leaves;
}

function childOf(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) {
    if (typeof child !== 'string' && localName(child.name) === name) return child;
  }
  return undefined;
}

const attributeOf = (element: XmlElement, name: string): string | undefined =>
  element.attributes.find(([key]) => key === name)?.[1];

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
