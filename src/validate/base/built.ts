import { isDeepStrictEqual } from 'node:util';
import { escuShape, isMapping } from '../../content/kind.ts';
import { riskDefinition } from '../../content/risk.ts';
import { GONE_FROM_TAGS } from '../fix/migrate-escu.ts';
import type { Item, Mapping } from './item.ts';

/** What two states of a piece of content have in common. */
export interface Alike {
  /** What is built of it. */
  readonly built: boolean;
  /** Everything but its version, its dates and its tests, in the same shape. */
  readonly whole: boolean;
}

/** The table of a lookup in either state; undefined where it has none. */
export interface Tables {
  readonly before: (lookup: Item) => string | undefined;
  readonly now: (lookup: Item) => string | undefined;
}

/** What does not reach the workspace: a change of it alone needs no new version. */
const NOT_BUILT: ReadonlySet<string> = new Set([
  ...['id', 'Id', 'version', 'Version', 'FunctionVersion', 'date', 'modification_date', 'modified', 'tests'],
]);

const DATED_PARTS: ReadonlySet<string> = new Set(['Version', 'LastUpdated']);

export function compareBuilt(before: Item, now: Item, tables: Tables): Alike {
  const moved = isAnotherShape(before, now);
  const print = moved ? shapeless : asWritten;
  const quiet = new Set(now.upkeep.quiet);
  const table = now.kind === 'escu-lookup' && !isDeepStrictEqual(rows(tables.before(before)), rows(tables.now(now)));
  const same = (left: ReadonlySet<string>) => !table && isDeepStrictEqual(print(before, left), print(now, left));
  return { built: same(quiet), whole: !moved && same(NONE) };
}

const NONE: ReadonlySet<string> = new Set();

/** The rows of a table, however its lines end. */
const rows = (text: string | undefined): string | undefined => text?.replace(/\r\n/g, '\n').replace(/\n+$/, '');

/** What is deployed, the same for what is the same there: blank ends and the quotes of a number are none. */
export function asWritten({ kind, value }: Item, left: ReadonlySet<string> = NONE): Mapping {
  const said = kind === 'escu-lookup' ? lookupSettings(value) : value;
  return Object.fromEntries(
    Object.entries(said)
      .filter(([name]) => !NOT_BUILT.has(name) && !left.has(name))
      .map(([name, entry]) => [name, normal(kind === 'asim-parser' ? undated(name, entry) : entry)]),
  );
}

/** The header of a parser holds its version and date. */
const undated = (name: string, entry: unknown): unknown =>
  (name === 'Parser' || name === 'Function') && isMapping(entry)
    ? Object.fromEntries(Object.entries(entry).filter(([key]) => !DATED_PARTS.has(key)))
    : entry;

/**
 * A lookup in the words of transforms.conf: earlier files say the same as texts. The name of its file is not among them,
 * for contentctl gives it another one; the rows are compared.
 */
function lookupSettings(value: Mapping): Mapping {
  const { filename: _, collection, lookup_type: type, fields_list: names, fields, match_type: match, ...rest } = value;
  const isStore = type === 'kvstore' || collection !== undefined;
  return {
    ...rest,
    lookup_type: typeof type === 'string' ? type : isStore ? 'kvstore' : 'csv',
    ...((fields ?? names) !== undefined && { fields: listOf(fields ?? names) }),
    ...(match !== undefined && { match_type: listOf(match) }),
    ...(isStore && { collection: collection ?? value['name'] }),
  };
}

const listOf = (entry: unknown): readonly string[] =>
  (Array.isArray(entry) ? entry.map(String) : String(entry ?? '').split(/,(?![^(]*\))/))
    .map((part) => part.trim())
    .filter((part) => part !== '');

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (isMapping(value)) return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, normal(entry)]));
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).replace(/\r\n/g, '\n').trim()
    : (value ?? null);
}

/** Whether an object of ESCU moved on to the keys of another year. */
function isAnotherShape(before: Item, now: Item): boolean {
  if (!now.kind.startsWith('escu-')) return false;
  if (now.kind === 'escu-detection') return escuShape(before.value) !== escuShape(now.value);
  return isMapping(before.value['tags']) !== isMapping(now.value['tags']);
}

/** Keys that say in one shape what others say elsewhere, or what was never built. */
const SHAPED: ReadonlySet<string> = new Set([
  ...['tags', 'rba', 'finding', 'intermediate_findings', 'threat_objects', 'category', 'creation_date', 'manual_test'],
  ...GONE_FROM_TAGS,
]);

/** What content of ESCU says, whatever the year of its shape: the keys of its tags among the others, and who gets which risk. */
function shapeless(item: Item, left: ReadonlySet<string> = NONE): Mapping {
  const tags = isMapping(item.value['tags']) ? item.value['tags'] : {};
  const said = asWritten({ ...item, value: { ...tags, ...item.value } }, left);
  const kept = Object.entries(said).filter(
    ([name, entry]) => !SHAPED.has(name) && entry !== null && !(Array.isArray(entry) && entry.length === 0),
  );
  return { ...Object.fromEntries(kept), ...(item.detection && { risk: riskOf(item) }) };
}

/** Who gets which score with which message; the entity of a finding of 2026 is the first of those of earlier years. */
function riskOf({ detection, value }: Item): unknown {
  const risk = detection && riskDefinition(detection);
  if (!risk) return null;
  const { finding, riskObjects, threatObjects } = risk;
  const entity = escuShape(value) === 'flat' && finding?.entity ? [{ ...finding.entity, message: finding.title }] : [];
  const entities = [...entity, ...riskObjects].map(({ field, type, score, message }) =>
    JSON.stringify([field, type, score, message.trim()]),
  );
  const threats = threatObjects.map(({ field, type }) => JSON.stringify([field, type]));
  return { isFinding: finding !== undefined, entities: entities.sort(), threats: threats.sort() };
}
