import type { EventDocument, WindowsEvent } from '../../record.ts';
import { isObject } from './value.ts';
import { append } from '../../../util/append.ts';

type Json = Readonly<Record<string, unknown>>;
type Data = { name?: string; value: string }[];

/** One of the ways in which tools write a Windows event as JSON. */
interface WindowsShape {
  readonly tool: string;
  /** The event; undefined when the record has another shape. */
  read(value: Json): WindowsEvent | undefined;
}

/** A record as a Windows event where it is one, else as it stands. */
export function documentOf(value: Json): EventDocument {
  const event = windowsEventOf(value);
  return event ? { kind: 'windows', event } : { kind: 'object', value };
}

/** Text of a value. An empty element is null in these shapes, so null is the empty text. */
function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (isObject(value))
    return '#text' in value ? text(value['#text']) : 'Value' in value ? text(value['Value']) : JSON.stringify(value);
  return Array.isArray(value) ? value.map(text).join(', ') : String(value);
}

const optional = (value: unknown): string | undefined =>
  value === null || value === undefined || isEmptyObject(value) ? undefined : text(value);

const isEmptyObject = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;

const part = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);

/** An attribute of an element, however the tool writes attributes: `#attributes`, `@Name`, `Name`, `X_attributes`. */
function attribute(parent: Json, element: string, name: string): string | undefined {
  const value = parent[element];
  const found =
    part(part(value, '#attributes'), name) ??
    part(value, `@${name}`) ??
    part(parent[`${element}_attributes`], name) ??
    part(value, name);
  return optional(found);
}

type Optional = { readonly [K in keyof WindowsEvent]?: WindowsEvent[K] | undefined };

/** The event without the parts that the record does not have. */
const eventOf = (
  event: Optional & Pick<WindowsEvent, 'provider' | 'eventId' | 'timeCreated' | 'channel' | 'computer' | 'data'>,
) => Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as unknown as WindowsEvent;

/** `{"Event":{"System":…,"EventData":…}}`: evtx_dump, xmltodict and their kind; Velociraptor has no outer key. */
const xmlLike: WindowsShape = {
  tool: 'evtx_dump, python-evtx, Velociraptor',
  read(value) {
    const event = isObject(value['Event']) ? value['Event'] : value;
    const system = event['System'];
    if (
      !isObject(system) ||
      system['EventID'] === undefined ||
      !('Provider' in system || 'Provider_attributes' in system)
    ) {
      return undefined;
    }
    const userData = event['UserData'];
    return eventOf({
      provider: attribute(system, 'Provider', 'Name') ?? '',
      providerGuid: attribute(system, 'Provider', 'Guid'),
      eventId: Number(text(system['EventID'])),
      qualifiers: attribute(system, 'EventID', 'Qualifiers'),
      version: optional(system['Version']),
      level: optional(system['Level']),
      task: optional(system['Task']),
      opcode: optional(system['Opcode']),
      keywords: optional(system['Keywords']),
      timeCreated: attribute(system, 'TimeCreated', 'SystemTime') ?? '',
      eventRecordId: optional(system['EventRecordID']),
      activityId: attribute(system, 'Correlation', 'ActivityID'),
      processId: attribute(system, 'Execution', 'ProcessID'),
      threadId: attribute(system, 'Execution', 'ThreadID'),
      channel: text(system['Channel']),
      computer: text(system['Computer']),
      userSid: attribute(system, 'Security', 'UserID'),
      data: eventData(event['EventData']),
      userData: isObject(userData) ? leaves(userData, 0) : undefined,
    });
  },
};

/** `EventData` as a map of names, or as `Data` elements with and without names. */
function eventData(given: unknown): Data {
  if (!isObject(given)) return [];
  const data: Data = [];
  for (const [name, value] of Object.entries(given)) {
    if (name === '#attributes' || name.startsWith('@') || name === 'Binary') continue;
    if (name !== 'Data') data.push({ name, value: text(value) });
    else for (const element of Array.isArray(value) ? value : [value]) append(data, dataElement(element));
  }
  return data;
}

function dataElement(element: unknown): Data {
  if (!isObject(element)) return element === null || element === undefined ? [] : [{ value: text(element) }];
  const name = optional(part(element, '@Name') ?? part(element['#attributes'], 'Name') ?? element['Name']);
  if (name !== undefined) return [{ name, value: text(element['#text'] ?? element['text'] ?? element['Value']) }];
  const content = element['#text'];
  return (Array.isArray(content) ? content : [content]).map((value) => ({ value: text(value) }));
}

function leaves(element: Json, depth: number): readonly { name: string; value: string }[] {
  if (depth > 32) return [];
  return Object.entries(element).flatMap(([name, value]) => {
    if (name === '#attributes' || name.startsWith('@') || name === '#text' || name.endsWith('_attributes')) return [];
    const children = isObject(value) && Object.keys(value).some((key) => !/^[#@]/.test(key));
    return children
      ? leaves(value, depth + 1)
      : [{ name, value: isObject(value) ? text(value['#text']) : text(value) }];
  });
}

/** Winlogbeat and Elastic Agent: everything under `winlog`. */
const winlogbeat: WindowsShape = {
  tool: 'Winlogbeat',
  read(value) {
    const { winlog } = Object.hasOwn(value, 'winlog.event_id') ? unflattened(value) : value;
    if (!isObject(winlog) || winlog['event_id'] === undefined || winlog['channel'] === undefined) return undefined;
    const process = winlog['process'];
    return eventOf({
      provider: text(winlog['provider_name']),
      providerGuid: optional(winlog['provider_guid']),
      eventId: Number(text(winlog['event_id'])),
      version: optional(winlog['version']),
      level: optional(part(value['log'], 'level')),
      task: optional(winlog['task']),
      opcode: optional(winlog['opcode']),
      keywords: optional(winlog['keywords']),
      timeCreated: text(value['@timestamp']),
      eventRecordId: optional(winlog['record_id']),
      activityId: optional(winlog['activity_id']),
      processId: optional(part(process, 'pid')),
      threadId: optional(part(part(process, 'thread'), 'id')),
      channel: text(winlog['channel']),
      computer: text(winlog['computer_name'] ?? part(value['host'], 'name')),
      userSid: optional(part(winlog['user'], 'identifier')),
      data: elasticData(winlog['event_data'], winlog['provider_guid'] !== undefined),
      userData: isObject(winlog['user_data']) ? leaves(winlog['user_data'], 0) : undefined,
    });
  },
};

/** Winlogbeat up to 6: the same parts without an outer key, some under other names. */
const winlogbeat6: WindowsShape = {
  tool: 'Winlogbeat 6',
  read(value) {
    const { log_name: channel, event_id: id, source_name: source } = value;
    if (typeof channel !== 'string' || id === undefined || typeof source !== 'string') return undefined;
    return eventOf({
      provider: source,
      providerGuid: optional(value['provider_guid']),
      eventId: Number(text(id)),
      version: optional(value['version']),
      task: optional(value['task']),
      opcode: optional(value['opcode']),
      timeCreated: text(value['@timestamp']),
      eventRecordId: optional(value['record_number']),
      activityId: optional(value['activity_id']),
      processId: optional(value['process_id']),
      threadId: optional(value['thread_id']),
      channel,
      computer: text(value['computer_name']),
      userSid: optional(part(value['user'], 'identifier')),
      data: elasticData(value['event_data'], value['provider_guid'] !== undefined),
      userData: isObject(value['user_data']) ? leaves(value['user_data'], 0) : undefined,
    });
  },
};

/** Data without names is `param1`, `param2` …; a provider with a manifest (it has a GUID) may give its data such names itself. */
const elasticData = (given: unknown, hasManifest: boolean): Data =>
  Object.entries(isObject(given) ? given : {}).map(([name, value]) =>
    !hasManifest && /^param\d+$/.test(name) ? { value: text(value) } : { name, value: text(value) },
  );

/** Windows writes keywords in hexadecimal, what tools take for a number in 64 bits with a sign. */
function keywordsText(value: unknown): string | undefined {
  const written = optional(value);
  return written !== undefined && /^-?\d{1,19}$/.test(written)
    ? `0x${BigInt.asUintN(64, BigInt(written)).toString(16)}`
    : written;
}

/** Keys of NXLog's records that are no data of the event. */
const NXLOG_OWN = new Set(
  `EventTime EventReceivedTime Hostname Keywords EventType SeverityValue Severity EventID SourceName ProviderGuid
   Version Task OpcodeValue Opcode RecordNumber ExecutionProcessID ExecutionThreadID Channel Domain AccountName UserID
   AccountType Message Category SourceModuleName SourceModuleType ActivityID RelatedActivityID ThreadID ProcessID
   @timestamp @version host port tags`
    .trim()
    .split(/\s+/),
);

/** NXLog's `im_msvistalog`: one flat object. Of two `ProcessID`s, Sysmon's `ProcessId` is written otherwise. */
const nxlog: WindowsShape = {
  tool: 'NXLog',
  read(value) {
    const { EventID: id, Channel: channel, SourceName: source } = value;
    if (id === undefined || typeof channel !== 'string' || typeof source !== 'string') return undefined;
    return eventOf({
      provider: source,
      providerGuid: optional(value['ProviderGuid']),
      eventId: Number(text(id)),
      version: optional(value['Version']),
      task: optional(value['Task']),
      opcode: optional(value['OpcodeValue']),
      keywords: keywordsText(value['Keywords']),
      timeCreated: text(value['EventTime'] ?? value['@timestamp']).replace(' ', 'T'),
      eventRecordId: optional(value['RecordNumber']),
      activityId: optional(value['ActivityID']),
      processId: optional(value['ExecutionProcessID']),
      threadId: optional(value['ExecutionThreadID']),
      channel,
      computer: text(value['Hostname']),
      userSid: optional(value['UserID']),
      data: Object.entries(value)
        .filter(([name]) => !NXLOG_OWN.has(name))
        .map(([name, inner]) => ({ name, value: text(inner) })),
    });
  },
};

/** `Get-WinEvent | ConvertTo-Json`: the object's properties. Values have no names; Sysmon's message is one line for each. */
const powershell: WindowsShape = {
  tool: 'PowerShell',
  read(value) {
    const { Id: id, LogName: channel, ProviderName: provider, MachineName: computer } = value;
    if (id === undefined || typeof channel !== 'string' || typeof provider !== 'string') return undefined;
    const properties = Array.isArray(value['Properties']) ? (value['Properties'] as readonly unknown[]) : [];
    const named = provider === SYSMON ? messageData(text(value['Message'])) : [];
    return eventOf({
      provider,
      providerGuid: optional(value['ProviderId']),
      eventId: Number(text(id)),
      qualifiers: optional(value['Qualifiers']),
      version: optional(value['Version']),
      level: optional(value['Level']),
      task: optional(value['Task']),
      opcode: optional(value['Opcode']),
      keywords: keywordsText(value['Keywords']),
      timeCreated: powershellTime(value['TimeCreated']),
      eventRecordId: optional(value['RecordId']),
      activityId: optional(value['ActivityId']),
      processId: optional(value['ProcessId']),
      threadId: optional(value['ThreadId']),
      channel,
      computer: text(computer),
      userSid: optional(value['UserId']),
      data: named.length > 0 ? named : properties.map((property) => ({ value: text(property) })),
    });
  },
};

const SYSMON = 'Microsoft-Windows-Sysmon';

/** `Image: C:\\…` on each line behind the title. */
function messageData(message: string): Data {
  return message.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value: value ?? '' }];
  });
}

/** PowerShell 5 writes `/Date(1778074862123)/`, 7 ISO 8601. `Select-Object` may make an object of a time. */
function powershellTime(value: unknown): string {
  const written = text(part(value, 'value') ?? part(value, 'DateTime') ?? value);
  const [, milliseconds] = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(written) ?? [];
  return milliseconds === undefined ? written : new Date(Number(milliseconds)).toISOString();
}

/** EvtxECmd: columns of its own, and the event's data as JSON text in `Payload`. */
const evtxecmd: WindowsShape = {
  tool: 'EvtxECmd',
  read(value) {
    const { EventId: id, Channel: channel, Payload: payload } = value;
    if (id === undefined || typeof channel !== 'string' || typeof payload !== 'string') return undefined;
    const content = payloadOf(payload);
    return eventOf({
      provider: text(value['Provider']),
      eventId: Number(text(id)),
      level: optional(value['Level']),
      keywords: optional(value['Keywords']),
      timeCreated: text(value['TimeCreated']),
      eventRecordId: optional(value['EventRecordId'] ?? value['RecordNumber']),
      processId: optional(value['ProcessId']),
      threadId: optional(value['ThreadId']),
      channel,
      computer: text(value['Computer']),
      userSid: optional(value['UserId']),
      data: eventData(content['EventData']),
      userData: isObject(content['UserData']) ? leaves(content['UserData'], 0) : undefined,
    });
  },
};

function payloadOf(payload: string): Json {
  try {
    const content: unknown = JSON.parse(payload);
    return isObject(content) ? content : {};
  } catch {
    // A cut payload holds no data that could be trusted; the event's own columns still count.
    return {};
  }
}

/** `{"winlog.event_id": 1}` as `{"winlog": {"event_id": 1}}`. */
function unflattened(value: Json): Json {
  const result: Record<string, unknown> = Object.create(null);
  for (const [name, inner] of Object.entries(value)) {
    const keys = name.split('.');
    const last = keys.pop() as string;
    let at = result;
    for (const key of keys) {
      if (!isObject(at[key])) at[key] = Object.create(null) as Json;
      at = at[key] as Record<string, unknown>;
    }
    at[last] = inner;
  }
  return result;
}

/** What stands around the event: Elasticsearch's hit, a hit of Chainsaw's hunt. */
const wrapped: WindowsShape = {
  tool: 'Elasticsearch, Chainsaw',
  read(value) {
    const inner = part(value, '_source') ?? part(part(value, 'document'), 'data');
    return isObject(inner) ? windowsEventOf(inner) : undefined;
  },
};

const SHAPES: readonly WindowsShape[] = [xmlLike, winlogbeat, winlogbeat6, nxlog, evtxecmd, powershell, wrapped];

function windowsEventOf(value: Json): WindowsEvent | undefined {
  for (const shape of SHAPES) {
    const event = shape.read(value);
    if (event) return event;
  }
  return undefined;
}
