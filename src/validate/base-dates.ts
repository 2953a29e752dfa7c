import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../content/kind.ts';
import type { Detection } from '../content/model.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

const DATE = /^\d{4}[-/]\d{2}[-/]\d{2}/;

/** A day, and what the time zones of the earth differ by. */
const RECENT = 36 * 60 * 60 * 1000;

/** The keys that hold the date of the last change, the likeliest first; nothing for Sentinel, whose rules have none. */
const KEYS: Readonly<Partial<Record<Detection['language'], readonly string[]>>> = {
  spl: ['modification_date', 'date'],
  sigma: ['modified', 'date'],
};

/** What has a Sigma rule dated anew, by the specification: the texts and references around it do not. */
const DATED: ReadonlySet<string> = new Set(['title', 'detection', 'correlation', 'logsource', 'level']);

/**
 * Whether the date of the last change went on with the change: that of an ESCU detection with its version, that of a
 * Sigma rule, which has no version, with what it finds.
 */
export function compareDates(
  before: Detection,
  now: Detection,
  built: (detection: Detection) => Readonly<Record<string, unknown>>,
  today: Date | undefined,
): readonly Diagnostic[] {
  const [old, fresh] = [before, now].map(lastChange);
  if (!old || !fresh || !isDated(before, now, built)) return [];
  if (fresh.date > old.date || (fresh.date === old.date && isRecent(old.date, today))) return [];
  const message =
    fresh.date === old.date
      ? `The ${now.language === 'sigma' ? 'rule changed' : 'version was raised'} and its last date is ${old.date} still.`
      : `The date of the last change was ${old.date} and is ${fresh.date}.`;
  const key = now.language === 'sigma' ? 'modified' : fresh.key;
  const hint = `Put the date of the change into "${key}".`;
  return [createDiagnostic('date-not-raised', now.file, now.document.at([fresh.key]), message, { hint })];
}

function isDated(
  before: Detection,
  now: Detection,
  built: (detection: Detection) => Readonly<Record<string, unknown>>,
): boolean {
  const [was, is] = [before, now].map(({ document }) =>
    isMapping(document.value) ? document.value['version'] : undefined,
  );
  const [old, fresh] = [built(before), built(now)];
  if (now.language === 'spl') return Number(is) > Number(was) && !isDeepStrictEqual(old, fresh);
  const deprecated = now.status === 'deprecated' && before.status !== 'deprecated';
  return deprecated || [...DATED].some((key) => !isDeepStrictEqual(old[key], fresh[key]));
}

function lastChange({ language, document }: Detection): { readonly key: string; readonly date: string } | undefined {
  const value = isMapping(document.value) ? document.value : {};
  for (const key of KEYS[language] ?? []) {
    const date = value[key];
    if (typeof date === 'string' && DATE.test(date)) return { key, date: date.slice(0, 10).replace(/\//g, '-') };
  }
  return undefined;
}

const isRecent = (date: string, today: Date | undefined): boolean =>
  today !== undefined && today.getTime() - Date.parse(`${date}T00:00:00Z`) <= RECENT;
