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
const PUNCTUATION_WITHIN = 500;
const LETTER_OR_DIGIT = /[A-Za-z0-9]/;
const SPACE = /\s/;

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
  linecount: (rows, row) => String(lines(rows.raw(row))),
  punct: (rows, row) => punctuation(rows.raw(row)),
  timestartpos: (rows, row) => rows.timePlace(row)?.start ?? null,
  timeendpos: (rows, row) => rows.timePlace(row)?.end ?? null,
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

/** The first punctuation characters of the first line; white space reads as `_`. */
function punctuation(raw: string): string {
  let kept = '';
  for (let at = 0; at < raw.length && at < PUNCTUATION_WITHIN; at += 1) {
    const character = raw[at] as string;
    if (character === '\n' || kept.length === PUNCTUATION_KEPT) break;
    if (!LETTER_OR_DIGIT.test(character)) kept += SPACE.test(character) ? '_' : character;
  }
  return kept;
}

function lines(raw: string): number {
  let count = 1;
  for (let at = raw.indexOf('\n'); at >= 0; at = raw.indexOf('\n', at + 1)) count += 1;
  return count;
}
