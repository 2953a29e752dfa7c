import type { WindowsEvent } from '../../../data/record.ts';
import { Datetime } from '../../../languages/kql/values.ts';
import type { Value } from '../../../table/value.ts';
import { eventDataBag } from './event-data.ts';
import { eventDataItem, eventDataXml, eventXml, parameterXml } from './event-data-xml.ts';
import { eventMessage } from './event-message.ts';
import { ticksOfIsoTime } from './iso-time.ts';

/** What a column may ask beyond its own event. */
export interface EventSurroundings {
  /** The `EventData` of the Sysmon event 1 that created the process, if the logs hold it. */
  processCreation(processGuid: string): Value;
  /** The name that the process had asked DNS for when it got the address (Sysmon event 22); empty when it had not. */
  resolvedName(processGuid: string, address: string): string;
}

export interface WindowsEventColumn {
  readonly name: string;
  readonly type: string;
  /** Whether the values stand in the record's text as they are, so that a search for one may skip other records. */
  readonly verbatim: boolean;
  value(event: WindowsEvent, surroundings: EventSurroundings): Value;
}

const text = (name: string, value: (event: WindowsEvent) => string | undefined, verbatim = false) =>
  ({ name, type: 'string', verbatim, value: (event) => value(event) ?? '' }) satisfies WindowsEventColumn;

const int = (name: string, value: (event: WindowsEvent) => string | number | undefined) =>
  ({ name, type: 'int', verbatim: false, value: (event) => integer(value(event)) }) satisfies WindowsEventColumn;

/** Decimal as in EVTX; a manifest's hexadecimal (`0x0`) too. */
function integer(written: string | number | undefined): number | null {
  if (written === undefined || written === '') return null;
  const number = Number(written);
  return Number.isInteger(number) ? number : null;
}

/**
 * `source` of a connector whose input is `windows-events`: the parts of `System` under their names in the event schema,
 * `EventData` decoded (a bag of texts), and the forms in which Azure Monitor's tables hold it.
 *
 * @see https://learn.microsoft.com/windows/win32/wes/eventschema-systempropertiestype-complextype
 */
export const WINDOWS_EVENT_COLUMNS: readonly WindowsEventColumn[] = [
  text('Provider', (event) => event.provider, true),
  text('ProviderGuid', (event) => event.providerGuid),
  int('EventID', (event) => event.eventId),
  int('Version', (event) => event.version),
  int('Level', (event) => event.level),
  int('Task', (event) => event.task),
  text('Opcode', (event) => event.opcode),
  text('Keywords', (event) => event.keywords),
  {
    name: 'TimeCreated',
    type: 'datetime',
    verbatim: false,
    value: (event) => {
      const ticks = ticksOfIsoTime(event.timeCreated);
      return ticks === undefined ? null : new Datetime(ticks);
    },
  },
  text('EventRecordId', (event) => event.eventRecordId),
  text('ActivityId', (event) => event.activityId),
  int('ProcessId', (event) => event.processId),
  int('ThreadId', (event) => event.threadId),
  text('Channel', (event) => event.channel, true),
  text('Computer', (event) => event.computer, true),
  text('UserSid', (event) => event.userSid),
  { name: 'EventData', type: 'dynamic', verbatim: true, value: (event) => eventDataBag(event) },
  text('EventDataXml', eventDataXml),
  text('EventDataItem', eventDataItem),
  text('EventXml', eventXml),
  text('ParameterXml', parameterXml),
  text('Message', eventMessage),
  {
    name: 'ProcessCreation',
    type: 'dynamic',
    verbatim: false,
    value: (event, surroundings) => {
      const guid = processGuidOf(event);
      return guid === undefined ? null : surroundings.processCreation(guid);
    },
  },
  {
    name: 'ParentProcessCreation',
    type: 'dynamic',
    verbatim: false,
    value: (event, surroundings) => {
      const guid = dataOf(event, 'ParentProcessGuid');
      return guid === undefined ? null : surroundings.processCreation(guid);
    },
  },
  {
    name: 'ResolvedName',
    type: 'string',
    verbatim: false,
    value: (event, surroundings) => {
      const guid = processGuidOf(event);
      const address = dataOf(event, 'DestinationIp');
      return guid === undefined || address === undefined ? '' : surroundings.resolvedName(guid, address);
    },
  },
];

const dataOf = (event: WindowsEvent, name: string): string | undefined =>
  event.data.find((data) => data.name === name)?.value;

/** The acting process: `SourceProcessGUID` where one process does something to another (Sysmon 8 and 10). */
const processGuidOf = (event: WindowsEvent): string | undefined =>
  dataOf(event, 'ProcessGuid') ?? dataOf(event, 'SourceProcessGuid') ?? dataOf(event, 'SourceProcessGUID');
