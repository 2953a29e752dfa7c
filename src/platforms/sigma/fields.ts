import type { EventDocument, WindowsEvent } from '../../data/record.ts';
import { PRESENT_NULL } from '../../languages/sigma/cell.ts';
import type { Value } from '../../table/value.ts';

/** The fields of one event under Sigma's names. */
export interface Fields {
  get(name: string): Value;
  names(): Iterable<string>;
}

export function fieldsOf(document: EventDocument): Fields {
  switch (document.kind) {
    case 'windows':
      return new WindowsFields(document.event);
    case 'object':
      return objectFields(document.value);
    case 'text':
      return objectFields(document.value ?? {});
  }
}

/**
 * Fields of a Windows event. What most rules ask for stands in its data once and under its own name: that is found without
 * a map of all fields.
 */
class WindowsFields implements Fields {
  readonly #event: WindowsEvent;
  #all: ReadonlyMap<string, Value> | undefined;

  constructor(event: WindowsEvent) {
    this.#event = event;
  }

  get(name: string): Value {
    if (this.#all) return this.#all.get(name) ?? null;
    if (FIXED.has(name)) return fixedField(this.#event, name);
    const found = SYSTEM_NAMES.has(name) ? undefined : this.#alone(name);
    return found === undefined ? (this.#map().get(name) ?? null) : found;
  }

  names(): Iterable<string> {
    return this.#map().keys();
  }

  /** Undefined where it takes more than the entry of this name. */
  #alone(name: string): string | null | undefined {
    if (this.#event.userData) return undefined;
    let found: string | null = null;
    for (const entry of this.#event.data) {
      if (entry.name === undefined || entry.name.includes(' ')) return undefined;
      if (entry.name !== name) continue;
      if (found !== null) return undefined;
      found = entry.value;
    }
    return found;
  }

  #map(): ReadonlyMap<string, Value> {
    this.#all ??= windowsFields(this.#event);
    return this.#all;
  }
}

/** One of the fields that data cannot hide. */
export function fixedField(
  event: Pick<WindowsEvent, 'eventId' | 'channel' | 'provider' | 'computer'>,
  name: string,
): Value {
  switch (name) {
    case 'EventID':
      return String(event.eventId);
    case 'Channel':
      return event.channel;
    case 'Provider_Name':
      return event.provider;
    default:
      return event.computer;
  }
}

const withoutBlanks = (name: string): string => (name.includes(' ') ? name.replace(/ /g, '') : name);

/**
 * `System` under the names that SigmaHQ uses, then what `EventData` and `UserData` hold. Names with blanks are there
 * without them too (`Source Name`, `SourceName`); data without a name is `Data`. A name of `EventData` hides one of
 * `System`, but for the four that tell events apart.
 */
export function windowsFields(event: WindowsEvent): Map<string, Value> {
  const fields = new Map<string, Value>([
    ['EventID', String(event.eventId)],
    ['Channel', event.channel],
    ['Provider_Name', event.provider],
    ['Computer', event.computer],
  ]);
  const add = (name: string, value: string): void => {
    const before = fields.get(name);
    if (before === undefined) fields.set(name, value);
    else if (Array.isArray(before)) before.push(value);
    else if (!FIXED.has(name)) fields.set(name, [before, value]);
  };
  for (const { name, value } of event.data) {
    add(name ?? 'Data', value);
    if (name?.includes(' ')) add(withoutBlanks(name), value);
  }
  for (const { name, value } of event.userData ?? []) add(name, value);
  for (const [name, value] of systemFields(event))
    if (value !== undefined && !fields.has(name)) fields.set(name, value);
  return fields;
}

const FIXED: ReadonlySet<string> = new Set(['EventID', 'Channel', 'Provider_Name', 'Computer']);

/** Names that do not stand in the data alone. */
export const SYSTEM_NAMES: ReadonlySet<string> = new Set([
  ...FIXED,
  'Provider_Guid',
  'EventID_Qualifiers',
  'Version',
  'Level',
  'Task',
  'Opcode',
  'Keywords',
  'TimeCreated_SystemTime',
  'EventRecordID',
  'Correlation_ActivityID',
  'Execution_ProcessID',
  'Execution_ThreadID',
  'Security_UserID',
]);

const systemFields = (event: WindowsEvent): readonly (readonly [string, string | undefined])[] => [
  ['Provider_Guid', event.providerGuid],
  ['EventID_Qualifiers', event.qualifiers],
  ['Version', event.version],
  ['Level', event.level],
  ['Task', event.task],
  ['Opcode', event.opcode],
  ['Keywords', event.keywords],
  ['TimeCreated_SystemTime', event.timeCreated],
  ['EventRecordID', event.eventRecordId],
  ['Correlation_ActivityID', event.activityId],
  ['Execution_ProcessID', event.processId],
  ['Execution_ThreadID', event.threadId],
  ['Security_UserID', event.userSid],
];

/** A JSON record: keys as they stand, nested ones joined by dots, lists of objects read through. */
export function objectFields(value: Readonly<Record<string, unknown>>): Fields {
  return { get: (name) => cellOf(lookUp(value, name, 0)), names: () => leafNames(value, '', 0) };
}

const ABSENT: unique symbol = Symbol('absent');
const DEPTH_LIMIT = 32;

/** The value at a dotted name. A key may hold dots itself (`id.orig_h`), and the longest such key is tried first. */
function lookUp(value: unknown, name: string, depth: number): unknown {
  if (depth > DEPTH_LIMIT) return ABSENT;
  if (Array.isArray(value)) {
    const found = value.map((element) => lookUp(element, name, depth + 1)).filter((element) => element !== ABSENT);
    return found.length === 0 ? ABSENT : found.flat();
  }
  if (typeof value !== 'object' || value === null) return ABSENT;
  if (Object.hasOwn(value, name)) return (value as Readonly<Record<string, unknown>>)[name];
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const key = name.slice(0, dot);
    if (!Object.hasOwn(value, key)) continue;
    const found = lookUp((value as Readonly<Record<string, unknown>>)[key], name.slice(dot + 1), depth + 1);
    if (found !== ABSENT) return found;
  }
  return ABSENT;
}

function cellOf(found: unknown): Value {
  if (found === ABSENT || found === undefined) return null;
  return found === null ? PRESENT_NULL : (found as Value);
}

function* leafNames(value: Readonly<Record<string, unknown>>, prefix: string, depth: number): Iterable<string> {
  for (const [key, inner] of Object.entries(value)) {
    const name = prefix + key;
    const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    if (!isObject || depth > DEPTH_LIMIT) yield name;
    else yield* leafNames(inner as Readonly<Record<string, unknown>>, `${name}.`, depth + 1);
  }
}
