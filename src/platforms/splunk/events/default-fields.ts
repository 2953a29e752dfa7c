import { type Codes, constantCodes, mappedCodes, RowTexts } from '../../../table/codes.ts';
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
const SPACE = /\s/;
const LINE_FEED = 0x0a;
const ASCII = 0x80;

/** A field that Splunk gives every event besides the metadata. */
export interface DefaultField {
  at(rows: EventRows, row: number): Value;
  /** The same for all rows. */
  codes(rows: EventRows): Codes;
}

const dateField = (part: (date: Date) => string): DefaultField => {
  const at = (time: number | null): Value => (time === null ? null : part(new Date(time * 1000)));
  return {
    at: (rows, row) => at(rows.times.time(row)),
    codes: (rows) => mappedCodes(rows.times.secondCodes(), (time) => at(time as number | null)),
  };
};

/** A field that every event has: nothing is computed before a value is read. */
const everyEvent = (at: (raw: string) => string): DefaultField => ({
  at: (rows, row) => at(rows.raw(row)),
  codes: (rows) => new RowTexts(rows.length, (row) => at(rows.raw(row))),
});

const placeField = (end: 'start' | 'end'): DefaultField => {
  const at = (rows: EventRows, row: number): Value => rows.times.place(row)?.[end] ?? null;
  return { at, codes: ({ times }) => times.placeCodes(end) };
};

/** @see https://help.splunk.com/en/splunk-enterprise/manage-knowledge-objects/knowledge-management-manual — Use default fields */
export const DEFAULT_FIELDS: Readonly<Record<string, DefaultField>> = {
  linecount: everyEvent((raw) => String(lines(raw))),
  punct: everyEvent(punctuation),
  timestartpos: placeField('start'),
  timeendpos: placeField('end'),
  splunk_server: { at: () => 'firedrill', codes: ({ length }) => constantCodes(length, 'firedrill') },
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
  const end = Math.min(raw.length, PUNCTUATION_WITHIN);
  let kept = '';
  for (let at = 0; at < end && kept.length < PUNCTUATION_KEPT; at += 1) {
    const code = raw.charCodeAt(at);
    if (code === LINE_FEED) break;
    if (code < ASCII) kept += PUNCTUATION[code];
    else kept += SPACE.test(raw[at] as string) ? '_' : raw[at];
  }
  return kept;
}

/** What each character of ASCII leaves. */
const PUNCTUATION = Array.from({ length: ASCII }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[A-Za-z0-9]/.test(character) ? '' : SPACE.test(character) ? '_' : character;
});

function lines(raw: string): number {
  let count = 1;
  for (let at = raw.indexOf('\n'); at >= 0; at = raw.indexOf('\n', at + 1)) count += 1;
  return count;
}
