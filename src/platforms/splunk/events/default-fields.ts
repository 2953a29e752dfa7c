import type { Value } from '../../../table/value.ts';
import type { EventRows } from './event-rows.ts';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const PUNCTUATION_KEPT = 30;

type DefaultField = (rows: EventRows, row: number) => Value;

const dateField =
  (part: (date: Date) => string): DefaultField =>
  (rows, row) => {
    const time = rows.time(row);
    return time === null ? null : part(new Date(time * 1000));
  };

/**
 * Fields that Splunk gives every event besides the metadata.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/manage-knowledge-objects/knowledge-management-manual — Use default fields
 */
export const DEFAULT_FIELDS: Readonly<Record<string, DefaultField>> = {
  linecount: (rows, row) => String(rows.raw(row).split('\n').length),
  punct: (rows, row) => punctuation(rows.raw(row)),
  timestartpos: (rows, row) => timePlace(rows.raw(row))?.start ?? null,
  timeendpos: (rows, row) => timePlace(rows.raw(row))?.end ?? null,
  splunk_server: () => 'firedrill',
  date_hour: dateField((date) => String(date.getUTCHours())),
  date_mday: dateField((date) => String(date.getUTCDate())),
  date_minute: dateField((date) => String(date.getUTCMinutes())),
  date_month: dateField((date) => MONTHS[date.getUTCMonth()] as string),
  date_second: dateField((date) => String(date.getUTCSeconds())),
  date_wday: dateField((date) => DAYS[date.getUTCDay()] as string),
  date_year: dateField((date) => String(date.getUTCFullYear())),
  date_zone: dateField(() => '0'),
};

/** Where the time of an event begins and ends in its text. */
function timePlace(raw: string): { readonly start: string; readonly end: string } | undefined {
  const time =
    /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?|\b\d{10}\.\d{3}\b|\b[A-Z][a-z]{2}\s+\d{1,2} \d{2}:\d{2}:\d{2}/.exec(
      raw,
    );
  return time ? { start: String(time.index), end: String(time.index + time[0].length) } : undefined;
}

/** The first punctuation characters of the first line; white space reads as `_`. */
function punctuation(raw: string): string {
  const line = raw.split('\n', 1)[0] as string;
  return line
    .slice(0, 500)
    .replace(/[A-Za-z0-9]+/g, '')
    .replace(/\s/g, '_')
    .slice(0, PUNCTUATION_KEPT);
}
