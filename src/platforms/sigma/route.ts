import { productOf } from '../../data/products/index.ts';
import type { EventDocument, WindowsEvent } from '../../data/record.ts';
import type { Logsource } from '../../languages/sigma/index.ts';
import { LINUX_SYSMON_CHANNEL, WINDOWS_CATEGORIES, WINDOWS_SERVICES, type WindowsEvents } from './taxonomy.ts';

/** Whether records belong to a logsource. */
export interface Route {
  /** False: the taxonomy does not know what the logsource stands for on Windows, so no Windows event belongs to it. */
  readonly known: boolean;
  accepts(document: EventDocument): boolean;
  acceptsWindows(channel: string, eventId: number, provider: string): boolean;
}

/**
 * Windows events belong to a logsource by their channel and event id. JSON records belong to it unless they are known
 * to come from another product, records of the Linux audit system to that alone; other text belongs to every logsource
 * that is not Windows'.
 */
export function routeOf(logsource: Logsource): Route {
  const product = logsource.product?.toLowerCase();
  const windows = product === undefined || product === 'windows' ? windowsTest(logsource) : undefined;
  const linux = product === undefined || product === 'linux' ? linuxTest(logsource) : undefined;
  const acceptsWindows = (channel: string, eventId: number, provider: string): boolean =>
    (channel === LINUX_SYSMON_CHANNEL ? linux : windows)?.(channel.toLowerCase(), eventId, provider) === true;
  return {
    known: product !== 'windows' || windows !== undefined,
    acceptsWindows,
    accepts(document) {
      switch (document.kind) {
        case 'windows': {
          const { channel, eventId, provider } = document.event;
          return acceptsWindows(channel, eventId, provider);
        }
        case 'object':
          return acceptsObject(document.value, logsource, product, windows);
        case 'text':
          return document.format === 'auditd' ? acceptsAudit(logsource, product) : product !== 'windows';
      }
    },
  };
}

/** All logs of Linux, or those of the service. */
const acceptsAudit = ({ category, service }: Logsource, product: string | undefined): boolean =>
  (product === undefined ? service !== undefined : product === 'linux') &&
  (service === undefined || service.toLowerCase() === 'auditd') &&
  category === undefined;

type WindowsTest = (channel: string, eventId: number, provider: string) => boolean;

function windowsTest(logsource: Logsource): WindowsTest | undefined {
  const tests: WindowsTest[] = [];
  for (const [name, table] of [
    [logsource.category, WINDOWS_CATEGORIES],
    [logsource.service, WINDOWS_SERVICES],
  ] as const) {
    if (name === undefined) continue;
    const events = table.get(name.toLowerCase());
    if (!events) return undefined;
    tests.push(testOf(events));
  }
  return (channel, eventId, provider) => tests.every((test) => test(channel, eventId, provider));
}

/** A category means the same event of Sysmon for Linux; other services are no events of Sysmon. */
function linuxTest(logsource: Logsource): WindowsTest | undefined {
  const service = logsource.service?.toLowerCase();
  if (service !== undefined && service !== 'sysmon') return undefined;
  if (logsource.category === undefined) return () => true;
  const ids = WINDOWS_CATEGORIES.get(logsource.category.toLowerCase())?.eventIds;
  return ids && ((_channel, eventId) => ids.includes(eventId));
}

function testOf(events: WindowsEvents): WindowsTest {
  const channels = events.channels && new Set(events.channels.map((name) => name.toLowerCase()));
  const providers = events.providers && new Set(events.providers);
  const ids = events.eventIds && new Set(events.eventIds);
  return (channel, eventId, provider) =>
    (channels === undefined || channels.has(channel)) &&
    (providers === undefined || providers.has(provider)) &&
    (ids === undefined || ids.has(eventId));
}

function acceptsObject(
  value: Readonly<Record<string, unknown>>,
  logsource: Logsource,
  product: string | undefined,
  windows: WindowsTest | undefined,
): boolean {
  const shape = productOf(value)?.sigma;
  if (shape) {
    const sameProduct = product === undefined ? false : shape.product === product;
    const sameService =
      shape.service === undefined || logsource.service === undefined || shape.service === logsource.service;
    const sameCategory = logsource.category !== undefined && shape.categories?.includes(logsource.category) === true;
    return (sameProduct && sameService) || (product === undefined && sameCategory);
  }
  const event = windowsIdentity(value);
  if (!event) return true;
  // A flat record that names its Windows channel or event id is judged by them, as far as it names them.
  if (!windows) return false;
  return windows(event.channel, event.eventId, event.provider);
}

/** Text that is what is left of a Windows event which was cut off: nobody can tell whose logsource it belongs to. */
export const isRemnant = (document: EventDocument, raw: () => string): boolean =>
  document.kind === 'text' && /^\s*<Event[\s>]/.test(raw());

/** A text that is equal for documents which belong to the same logsources. */
export function identityOf(document: EventDocument): string {
  switch (document.kind) {
    case 'windows': {
      const { channel, eventId, provider } = document.event;
      return `windows|${channel}|${eventId}|${provider}`;
    }
    case 'text':
      return document.format === 'auditd' ? 'auditd' : 'text';
    case 'object': {
      const shape = productOf(document.value)?.sigma;
      if (shape) return `product|${shape.product}|${shape.service ?? ''}|${shape.categories?.join() ?? ''}`;
      const event = windowsIdentity(document.value);
      return event ? `flat|${event.channel}|${event.eventId}|${event.provider}` : 'object';
    }
  }
}

/** Channel and event id of a record that has Windows' names for them; undefined when it is none. */
function windowsIdentity(
  value: Readonly<Record<string, unknown>>,
): Pick<WindowsEvent, 'channel' | 'eventId' | 'provider'> | undefined {
  const { Channel: channel, EventID: eventId, Provider_Name: provider } = value;
  if (typeof channel !== 'string' || eventId === undefined) return undefined;
  return { channel: channel.toLowerCase(), eventId: Number(eventId), provider: String(provider ?? '') };
}
