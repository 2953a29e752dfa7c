import { isMapping } from '../../content/kind.ts';
import type { ContentKind } from '../../content/model.ts';
import { createDiagnostic } from '../../diagnostics/create.ts';
import { type Diagnostic, FILE_START } from '../../diagnostics/diagnostic.ts';
import type { Item } from './item.ts';

const gone = (before: Item): string =>
  before.writtenId === '' || before.upkeep.removal === 'unused'
    ? `"${before.name}" is gone`
    : `"${before.name}" (${before.writtenId}) is gone`;

/** What has to be announced is gone, and was not. */
export function silentlyRemoved(before: Item): readonly Diagnostic[] {
  if (wasRetired(before)) return [];
  const hint = 'Deprecate it first, so that those who use it learn of it.';
  return [createDiagnostic('silently-removed', before.file, FILE_START, `${gone(before)}.`, { hint })];
}

/** Sentinel has no status: a rule that goes says so in its name, as in `[Deprecated] Rare logon`. */
const wasRetired = ({ kind, value, name }: Item): boolean =>
  /^(deprecated|removed|unsupported)$/i.test(typeof value['status'] === 'string' ? value['status'] : '') ||
  (kind.startsWith('sentinel-') && /^deprecated\b|[[(]deprecated[\])]/i.test(name));

/** What others lean on is gone, and some still do. */
export function removedInUse(before: Item, current: readonly Item[]): readonly Diagnostic[] {
  const isUser = USES[before.kind];
  const [first, ...others] = isUser ? current.filter((item) => isUser(before, item)) : [];
  if (!first) return [];
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return [
    createDiagnostic(
      'silently-removed',
      before.file,
      FILE_START,
      `${gone(before)}, and "${first.name}"${more} still ${others.length === 0 ? 'uses' : 'use'} it.`,
      {
        hint: 'Keep it until nothing names it.',
        related: [
          { message: 'It is used here.', location: { file: first.file, range: first.document.at(['name'], 'value') } },
        ],
      },
    ),
  ];
}

/** Whether an item names one that is gone, by the kind of the latter. */
const USES: Readonly<Partial<Record<ContentKind, (before: Item, item: Item) => boolean>>> = {
  'escu-macro': ({ name }, item) => new RegExp(`\`\\s*${literal(name)}\\s*(?:\\(|\`)`).test(splOf(item)),
  'escu-lookup': ({ name }, item) =>
    new RegExp(`\\b(?:input|output)?lookup\\s+(?:\\w+\\s*=\\s*\\S+\\s+)*"?${literal(name)}"?(?![\\w.-])`).test(
      splOf(item),
    ),
  'escu-data-source': ({ name }, { kind, value }) =>
    (kind === 'escu-detection' || kind === 'escu-baseline') &&
    textsOf(value['data_source'])
      .flatMap((entry) => [entry, ...entry.split(/\s+AND\s+/)])
      .includes(name),
  'escu-schedule': ({ name }, { kind, value }) =>
    (kind === 'escu-detection' || kind === 'escu-baseline') && value['schedule'] === name,
  'asim-parser': ({ name }, item) => isNamedInKql(name, item),
  'sentinel-watchlist': ({ name }, item) =>
    new RegExp(`\\b_(?:GetWatchlist|ASIM_GetWatchlistRaw)\\s*\\(\\s*["']${literal(name)}["']`, 'i').test(kqlOf(item)),
  'sentinel-summary-rule': ({ value }, item) =>
    typeof value['destinationTable'] === 'string' && isNamedInKql(value['destinationTable'], item),
};

/** As the name of a table or function: no member of something, no text, no part of a longer name. */
const isNamedInKql = (name: string, item: Item): boolean =>
  new RegExp(`(?<![\\w."'])${literal(name)}(?![\\w"'])`).test(kqlOf(item).replace(/\/\/[^\n]*/g, ''));

const splOf = ({ kind, value }: Item): string => {
  if (kind === 'escu-detection' || kind === 'escu-baseline') return textOf(value['search']);
  return kind === 'escu-macro' ? textOf(value['definition']) : '';
};

const kqlOf = ({ kind, value }: Item): string => {
  if (kind === 'asim-parser') return textOf(value['ParserQuery'] ?? value['FunctionQuery']);
  return kind.startsWith('sentinel-') ? textOf(value['query']) : '';
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const REPLACES: ReadonlySet<unknown> = new Set(['obsolete', 'obsoletes', 'renamed', 'merged']);

/** The ids of the rules in whose place a Sigma rule says it stands. */
export function replacedIds({ kind, value }: Item): readonly string[] {
  const related = kind.startsWith('sigma-') ? value['related'] : undefined;
  if (!Array.isArray(related)) return [];
  return related
    .filter(isMapping)
    .filter(({ type }) => REPLACES.has(type))
    .flatMap(({ id }) => (typeof id === 'string' ? [id.trim().toLowerCase()] : []));
}
