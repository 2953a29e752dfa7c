import { productOf } from '../../data/products/index.ts';
import type { EventDocument } from '../../data/record.ts';
import type { Logsource } from '../../languages/sigma/index.ts';
import { LINUX_SYSMON_CHANNEL, WINDOWS_CATEGORIES, WINDOWS_SERVICES, type WindowsEvents } from './taxonomy.ts';

/**
 * The logsource under which a rule about an event is written: the category of a Windows event, else the service of its
 * channel; the product of a known record; else an application of the given name.
 */
export function logsourceOf(document: EventDocument, application: string): Logsource {
  switch (document.kind) {
    case 'windows': {
      const { channel, eventId, provider } = document.event;
      const product = channel === LINUX_SYSMON_CHANNEL ? 'linux' : 'windows';
      const isIt = ({ channels, providers, eventIds }: WindowsEvents): boolean =>
        (product === 'linux' || channels === undefined || channels.some((name) => same(name, channel))) &&
        (providers === undefined || providers.includes(provider)) &&
        (eventIds === undefined || eventIds.includes(eventId));
      const category = [...WINDOWS_CATEGORIES].find(([, events]) => events.eventIds && isIt(events))?.[0];
      if (category !== undefined) return { product, category };
      const service = [...WINDOWS_SERVICES].find(([, events]) => isIt(events))?.[0];
      return service === undefined ? { product } : { product, service };
    }
    case 'object': {
      const shape = productOf(document.value)?.sigma;
      if (!shape) return { category: 'application', product: application };
      const [category] = shape.categories ?? [];
      if (category !== undefined) return { category };
      return shape.service === undefined
        ? { product: shape.product }
        : { product: shape.product, service: shape.service };
    }
    case 'text':
      if (document.format === 'auditd') return { product: 'linux', service: 'auditd' };
      if (document.format === 'syslog') return { product: 'linux', service: 'syslog' };
      return { category: 'application', product: application };
  }
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();
