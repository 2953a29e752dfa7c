import type { Content } from '../../content/load.ts';
import { compareDiagnostics, createDiagnostic } from '../../diagnostics/create.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { append } from '../../util/append.ts';
import { compareBuilt, type Tables } from './built.ts';
import { compareDates } from './dates.ts';
import { familyOf, type Item, itemsOf, nameKey } from './item.ts';
import { removedInUse, replacedIds, silentlyRemoved } from './removal.ts';
import { compareVersions } from './version.ts';

/** What a comparison knows beside the two states. */
export interface Surroundings {
  /** Content that is missing from the current state, where it lies outside of the paths that are looked at. */
  readonly elsewhere?: (missing: readonly Item[]) => readonly Item[];
  /** Decides whether the date of an earlier change may be that of this one, too. Default: it never may. */
  readonly now?: Date;
  /** The tables of lookups. Default: they are not looked at. */
  readonly tables?: (pairs: readonly (readonly [before: Item, now: Item])[]) => Tables;
}

const NO_TABLES: Tables = { before: () => undefined, now: () => undefined };

/**
 * How content may change: the id never, the version upwards and whenever what is built changes, and nothing goes that
 * was not deprecated before, or that something else still uses.
 */
export function compareWithBase(
  base: Content,
  current: Content,
  { elsewhere = () => [], now: today, tables = () => NO_TABLES }: Surroundings = {},
): readonly Diagnostic[] {
  const [old, fresh] = [itemsOf(base), itemsOf(current)];
  const byId = new Map(fresh.map((item) => [item.id, item]));
  const byName = new Map(fresh.map((item) => [nameKey(item), item]));
  const find = (before: Item): Item | undefined => {
    const known = before.id === '' ? undefined : byId.get(before.id);
    if (known && (familyOf(known) === familyOf(before) || known.kind === 'escu-removed')) return known;
    const named = before.id === '' ? byName.get(nameKey(before)) : undefined;
    return named;
  };
  const pairs = old.flatMap((before) => {
    const now = find(before);
    return now ? [[before, now] as const] : [];
  });
  const diagnostics: Diagnostic[] = [];
  const lookups = tables(pairs.filter(([before, now]) => before.kind === 'escu-lookup' && now.kind === before.kind));
  for (const [before, now] of pairs) {
    if (now.kind === 'escu-removed' || (isSameText(before, now) && now.kind !== 'escu-lookup')) continue;
    const alike = compareBuilt(before, now, lookups);
    append(diagnostics, [...compareVersions(before, now, alike), ...compareDates(before, now, alike, today)]);
  }
  append(diagnostics, goneFrom(current, { old, fresh, found: new Set(pairs.map(([before]) => before)) }, elsewhere));
  return diagnostics.sort(compareDiagnostics);
}

const isSameText = (before: Item, now: Item): boolean =>
  before.source !== undefined && before.source.text === now.source?.text;

interface States {
  readonly old: readonly Item[];
  readonly fresh: readonly Item[];
  /** Those of the old state that are there still. */
  readonly found: ReadonlySet<Item>;
}

/** What is there under its id no more, or under its name, where others know it by that. */
function goneFrom(
  current: Content,
  { old, fresh, found }: States,
  elsewhere: (missing: readonly Item[]) => readonly Item[],
): readonly Diagnostic[] {
  const names = new Set(fresh.map(nameKey));
  const missing = old.filter((before) =>
    before.upkeep.removal === 'unused' ? !names.has(nameKey(before)) : !found.has(before) && before.id !== '',
  );
  const changedIds = old.filter((before) => before.id !== '' && !found.has(before));
  if (missing.length === 0 && changedIds.length === 0) return [];
  const outside = elsewhere([...new Set([...missing, ...changedIds])]);
  const known = new Set([...outside, ...fresh].flatMap((item) => [item.id, ...replacedIds(item)]));
  const outsideNames = new Set(outside.map(nameKey));
  const byFile = new Map(fresh.map((item) => [`${familyOf(item)} ${item.file}`, item]));
  const byName = new Map(fresh.map((item) => [nameKey(item), item]));
  const oldIds = new Set(old.map(({ id }) => id));
  const diagnostics: Diagnostic[] = [];
  const renamed = new Set<Item>();
  for (const before of changedIds) {
    if (known.has(before.id) || isUnreadable(current, before)) continue;
    const successor = byFile.get(`${familyOf(before)} ${before.file}`) ?? byName.get(nameKey(before));
    if (!successor || (successor.id !== '' && oldIds.has(successor.id))) continue;
    renamed.add(before);
    diagnostics.push(idChanged(before, successor));
  }
  for (const before of missing) {
    if (isUnreadable(current, before)) continue;
    if (before.upkeep.removal === 'unused') {
      if (!outsideNames.has(nameKey(before))) append(diagnostics, removedInUse(before, fresh));
    } else if (before.upkeep.removal === 'announced' && !known.has(before.id) && !renamed.has(before)) {
      append(diagnostics, silentlyRemoved(before));
    }
  }
  return diagnostics;
}

function idChanged(before: Item, successor: Item): Diagnostic {
  const is = successor.id === '' ? 'missing' : `"${successor.writtenId}"`;
  const key = Object.hasOwn(successor.value, 'Id') ? 'Id' : 'id';
  return createDiagnostic(
    'id-changed',
    successor.file,
    successor.document.at([key]),
    `The id was "${before.writtenId}" and is ${is}.`,
    { hint: 'Keep the id: deployed rules and findings are known by it.' },
  );
}

/** What a file that cannot be read holds is not gone. */
const isUnreadable = ({ diagnostics, sources }: Content, { file, id, name }: Item): boolean =>
  diagnostics.some(
    (found) =>
      found.severity === 'error' &&
      (found.file === file ||
        sources
          .get(found.file)
          ?.text.toLowerCase()
          .includes(id === '' ? name.toLowerCase() : id)),
  );
