import type { EventSource, WindowsEvent } from '../../../data/record.ts';
import type { Value } from '../../../table/value.ts';
import { once } from '../../../util/once.ts';
import { eventDataBag } from './event-data.ts';
import type { EventSurroundings } from './windows-event-columns.ts';

const SYSMON = 'Microsoft-Windows-Sysmon';
const PROCESS_CREATE = 1;
const DNS_QUERY = 22;

interface Seen {
  readonly creations: ReadonlyMap<string, Value>;
  readonly names: ReadonlyMap<string, string>;
}

/** What other Sysmon events of the logs say about an event's process. Read once, when a query first asks. */
export function sysmonSurroundings(source: EventSource): EventSurroundings {
  const seen = once(() => readSurroundings(source));
  return {
    processCreation: (guid) => seen().creations.get(guid.toLowerCase()) ?? null,
    resolvedName: (guid, address) => seen().names.get(nameKey(guid, address)) ?? '',
  };
}

function readSurroundings(source: EventSource): Seen {
  const creations = new Map<string, Value>();
  const names = new Map<string, string>();
  for (const event of sysmonEvents(source)) {
    const data = eventDataBag(event);
    const guid = data['ProcessGuid'];
    if (typeof guid !== 'string') continue;
    if (event.eventId === PROCESS_CREATE) creations.set(guid.toLowerCase(), data);
    else if (event.eventId === DNS_QUERY) {
      const { QueryName: name, QueryResults: results } = data;
      if (typeof name !== 'string' || typeof results !== 'string') continue;
      for (const address of addressesIn(results)) names.set(nameKey(guid, address), name);
    }
  }
  return { creations, names };
}

/** Records that hold neither text are skipped unparsed; malformed ones are reported by the scan itself. */
function* sysmonEvents(source: EventSource): Iterable<WindowsEvent> {
  const options = { batchSize: 1024, needles: [['ParentProcessGuid', 'QueryResults']], report: () => undefined };
  for (let file = 0; file < source.files.length; file += 1) {
    for (const records of source.read(file, options)) {
      for (let index = 0; index < records.length; index += 1) {
        const document = records.document(index);
        if (document.kind === 'windows' && document.event.provider === SYSMON) yield document.event;
      }
    }
  }
}

const nameKey = (guid: string, address: string): string => `${guid.toLowerCase()} ${plainAddress(address)}`;

/** `type:  5 edge.example.com;::ffff:192.0.2.1;` lists aliases and addresses. */
const addressesIn = (results: string): readonly string[] =>
  results.split(';').filter((result) => result !== '' && !result.startsWith('type:'));

/** Sysmon writes IPv4 addresses of DNS answers in their IPv6 form. */
const plainAddress = (address: string): string =>
  address
    .trim()
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '');
