import { changesBetween } from '../fingerprint.ts';
import type { JsonValue, LiveObject, ObjectState, Properties } from '../object.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../retry.ts';
import type { Target } from '../target.ts';
import { SplunkClient, type SplunkEntry } from './client.ts';
import type { SplunkConnection } from './session.ts';
import { normalSetting, printSetting } from './normal-form.ts';
import { LookupContents, type LookupTables, NO_TABLES } from './lookup-contents.ts';
import { ACL_SETTINGS, isOwnSetting, SPLUNK_TYPES, type SplunkObjectType } from './object-types.ts';
import { append } from '../../util/append.ts';

/** Lookups whose rows are read at a time: each is a search, and users have few at once. */
const READ_TOGETHER = 4;

const isAcl = (name: string): boolean => Object.hasOwn(ACL_SETTINGS, name);

/** A search head, or a stack of Splunk Cloud, over its management port. */
export function splunkTarget(
  connection: SplunkConnection,
  retry: RetryPolicy = DEFAULT_RETRY,
  tables: LookupTables = NO_TABLES,
): Target {
  const client = new SplunkClient(connection, retry);
  const contents = new LookupContents(client, retry, tables);
  const complete = (object: LiveObject): LiveObject | Promise<LiveObject> =>
    object.type === 'lookup' ? contents.complete(object) : object;
  const typeOf = (name: string): SplunkObjectType => {
    const type = SPLUNK_TYPES.find((candidate) => candidate.name === name);
    if (!type) throw new Error(`There is no type "${name}" in Splunk.`);
    return type;
  };
  return {
    platform: 'splunk',
    place: `${connection.url.replace(/\/+$/, '')}, app ${connection.app}`,
    types: SPLUNK_TYPES,
    list: async (name) => {
      const type = typeOf(name);
      const entries = await client.list(type.collection);
      const objects: LiveObject[] = [];
      for (let at = 0; at < entries.length; at += READ_TOGETHER) {
        const some = entries.slice(at, at + READ_TOGETHER).map((entry) => complete(liveObject(type, entry)));
        append(objects, await Promise.all(some));
      }
      return objects;
    },
    read: async (name, key) => {
      const type = typeOf(name);
      const entry = await client.read(type.collection, key);
      return entry && complete(liveObject(type, entry));
    },
    write: async (state, live) => {
      await writeObject(client, typeOf(state.type), state, live);
      if (state.type === 'lookup') await contents.write(state, live);
    },
    remove: async (live) => {
      if (live.type === 'lookup') await contents.remove(live);
      await client.remove(typeOf(live.type).collection, live.key);
    },
  };
}

function liveObject(type: SplunkObjectType, { name, content, acl }: SplunkEntry): LiveObject {
  const access: Readonly<Record<string, unknown>> = {
    'acl.owner': acl.owner,
    'acl.sharing': acl.sharing,
    'acl.read': acl.perms?.read,
    'acl.write': acl.perms?.write,
  };
  const properties: Record<string, JsonValue> = {};
  for (const [setting, kind] of Object.entries(type.settings)) {
    const value = isAcl(setting) ? access[setting] : isOwnSetting(setting) ? content[setting] : undefined;
    properties[setting] = normalSetting(kind, value);
  }
  const owner = normalSetting('text', content[type.marker]);
  return {
    type: type.name,
    key: name,
    title: name,
    properties,
    ...(owner !== '' && { owner: String(owner) }),
    rest: restOf(type, content),
    removable: acl.removable !== false,
  };
}

/** Splunk reckons these; they cannot be written. */
const READ_ONLY =
  /^(eai:|next_scheduled_time$|qualifiedSearch$|triggered_alert_count$|embed\.|defer_scheduled_searchable_idxc$)/;
/** Never kept outside of Splunk. */
const SECRET = /password|passwd|secret|token|api_?key|credential/i;

/** What a deleted object needs to come back as it was. Flags `action.x` follow from the list of actions. */
function restOf(type: SplunkObjectType, content: Readonly<Record<string, unknown>>): Properties {
  const rest: Record<string, JsonValue> = {};
  for (const [setting, value] of Object.entries(content)) {
    if (Object.hasOwn(type.settings, setting) || setting === type.marker) continue;
    if (READ_ONLY.test(setting) || SECRET.test(setting) || /^action\.[^.]+$/.test(setting)) continue;
    const text = normalSetting('text', typeof value === 'boolean' ? Number(value) : value);
    if (text !== '') rest[setting] = text;
  }
  return rest;
}

async function writeObject(
  client: SplunkClient,
  type: SplunkObjectType,
  state: ObjectState,
  live: LiveObject | undefined,
): Promise<void> {
  const { collection, marker, settings } = type;
  const changed = changesBetween(live?.properties ?? {}, state.properties).map(({ property }) => property);
  const body: Record<string, string> = {};
  for (const [name, value] of Object.entries(state.rest ?? {})) {
    if (live?.rest?.[name] !== value) body[name] = String(value);
  }
  if (state.rest) {
    // Splunk unsets nothing; an empty setting is as good as none.
    for (const name of Object.keys(live?.rest ?? {})) if (!Object.hasOwn(state.rest, name)) body[name] = '';
  }
  for (const name of changed) {
    const kind = settings[name];
    if (kind && isOwnSetting(name)) body[name] = printSetting(kind, state.properties[name]);
  }
  if (live?.owner !== state.owner) body[marker] = state.owner ?? '';
  if (!live) {
    // An argument that is empty says nothing in a new object.
    const said = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''));
    await client.create(collection, state.key, said);
  } else if (Object.keys(body).length > 0) {
    await client.update(collection, state.key, body);
  }
  if (!changed.some(isAcl)) return;
  const acl = (name: keyof typeof ACL_SETTINGS): string => printSetting(ACL_SETTINGS[name], state.properties[name]);
  await client.setAcl(collection, state.key, {
    owner: acl('acl.owner'),
    sharing: acl('acl.sharing'),
    'perms.read': acl('acl.read'),
    'perms.write': acl('acl.write'),
  });
}
