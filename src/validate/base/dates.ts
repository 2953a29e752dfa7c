import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../../content/kind.ts';
import { createDiagnostic } from '../../diagnostics/create.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Alike, asWritten } from './built.ts';
import type { Item } from './item.ts';
import { compareNumbers, versionOf } from './version.ts';

/** A day, and what the time zones of the earth differ by. */
const RECENT = 36 * 60 * 60 * 1000;

/** What has a Sigma rule dated anew, by the specification: the texts and references around it do not. */
const DATED = ['title', 'detection', 'correlation', 'filter', 'logsource', 'level'];

/**
 * Whether the date of the last change went on with the change: with the version where there is one; that of a Sigma rule
 * with what it finds; that of a lookup, a parser, a macro with what is built of it.
 */
export function compareDates(before: Item, now: Item, alike: Alike, today: Date | undefined): readonly Diagnostic[] {
  const [old, fresh] = [lastChange(before), lastChange(now)];
  if (!old || !fresh) return [];
  const change = changeOf(before, now, alike);
  if (change === undefined) return [];
  if (fresh.date > old.date || (fresh.date === old.date && isRecent(old.date, today))) return [];
  const message =
    fresh.date === old.date
      ? `${change} and its last date is ${fresh.text} still.`
      : `The date of the last change was ${old.text} and is ${fresh.text}.`;
  const key = now.kind.startsWith('sigma-') ? 'modified' : fresh.path.at(-1);
  const hint = `Put the date of the change into "${key}".`;
  return [createDiagnostic('date-not-raised', now.file, now.document.at(fresh.path), message, { hint })];
}

/** What happened that has a date go on; undefined when nothing did. */
function changeOf(before: Item, now: Item, { built }: Alike): string | undefined {
  if (now.kind.startsWith('sigma-')) {
    const [old, fresh] = [asWritten(before), asWritten(now)];
    const deprecated = fresh['status'] === 'deprecated' && old['status'] !== 'deprecated';
    const changed = deprecated || DATED.some((key) => !isDeepStrictEqual(old[key], fresh[key]));
    return changed ? `The ${now.kind === 'sigma-filter' ? 'filter' : 'rule'} changed` : undefined;
  }
  if (built) return undefined;
  const [old, fresh] = [versionOf(before), versionOf(now)];
  if (!old || !fresh) return 'The content changed';
  return compareNumbers(fresh.numbers, old.numbers) > 0 ? 'The version was raised' : undefined;
}

interface Written {
  readonly path: readonly string[];
  readonly text: string;
  /** As ISO 8601 has it. */
  readonly date: string;
}

function lastChange({ upkeep, value }: Item): Written | undefined {
  for (const path of upkeep.dates) {
    let entry: unknown = value;
    for (const step of path) entry = isMapping(entry) ? entry[step] : undefined;
    const text = typeof entry === 'string' ? entry.trim() : '';
    const date = isoDate(text);
    if (date !== undefined) return { path, date, text };
  }
  return undefined;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `2024-06-29`, `2024/06/29`, and `Jun 29, 2024`, as parsers have it. */
function isoDate(text: string): string | undefined {
  const numbers = /^(\d{4})[-/](\d{2})[-/](\d{2})/.exec(text);
  if (numbers) return numbers.slice(1).join('-');
  const words = /^([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})$/.exec(text);
  const month = MONTHS.indexOf((words?.[1] ?? '').toLowerCase());
  if (!words || month < 0) return undefined;
  return `${words[3]}-${String(month + 1).padStart(2, '0')}-${String(words[2]).padStart(2, '0')}`;
}

const isRecent = (date: string, today: Date | undefined): boolean =>
  today !== undefined && today.getTime() - Date.parse(`${date}T00:00:00Z`) <= RECENT;
