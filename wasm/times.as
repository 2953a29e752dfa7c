/** The times that Windows events tell, read for many at once. `src/data/scan/times.ts` lays out the memory. */

import { find } from './capture';

const COLON: u8 = 0x3a;
const DASH: u8 = 0x2d;
const LETTER_T: u8 = 0x54;
const LETTER_Z: u8 = 0x5a;
const POINT: u8 = 0x2e;

/** A row of the result: microseconds since 1970, where the time begins and ends in its text. */
const ROW: i32 = 16;
/** What is told elsewhere. */
const UNKNOWN: i64 = i64.MIN_VALUE;

// @ts-ignore: decorator
@inline
function isDigit(byte: u8): bool {
  return <u8>(byte - 0x30) < 10;
}

/** The number that two digits make; above 99 when they are none. */
// @ts-ignore: decorator
@inline
function two(at: i32): i32 {
  const tens = load<u8>(at);
  const ones = load<u8>(at + 1);
  return isDigit(tens) && isDigit(ones) ? <i32>(tens - 0x30) * 10 + <i32>(ones - 0x30) : 1000;
}

/** Days from 1970 to a date of the Gregorian calendar. */
function daysTo(year: i32, month: i32, day: i32): i32 {
  const shifted = month <= 2 ? year - 1 : year;
  const era = shifted / 400;
  const yearOfEra = shifted - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

/** Where the time `2026-05-06T08:00:00.026489143Z` behind `at` ended, and what it is. */
let timeEnd: i32 = 0;

/** Microseconds since 1970; `UNKNOWN` for a time that is written otherwise, before 1970, or with a leap second. */
function timeAt(at: i32): i64 {
  const century = two(at);
  const years = two(at + 2);
  const month = two(at + 5);
  const day = two(at + 8);
  const hour = two(at + 11);
  const minute = two(at + 14);
  const second = two(at + 17);
  const isWritten =
    load<u8>(at + 4) == DASH &&
    load<u8>(at + 7) == DASH &&
    load<u8>(at + 10) == LETTER_T &&
    load<u8>(at + 13) == COLON &&
    load<u8>(at + 16) == COLON;
  if (!isWritten || century < 20 || century > 99 || years > 99) return UNKNOWN;
  if (month < 1 || month > 12 || day < 1 || day > 31) return UNKNOWN;
  if (hour > 23 || minute > 59 || second > 59) return UNKNOWN;
  let micros: i64 = 0;
  let place = at + 19;
  if (load<u8>(place) == POINT) {
    place += 1;
    const first = place;
    let unit: i64 = 100000;
    for (; isDigit(load<u8>(place)) && place - first < 9; place += 1) {
      micros += <i64>(load<u8>(place) - 0x30) * unit;
      unit /= 10;
    }
    if (place == first) return UNKNOWN;
  }
  if (load<u8>(place) != LETTER_Z) return UNKNOWN;
  timeEnd = place + 1;
  const days = <i64>daysTo(century * 100 + years, month, day);
  return (days * 86400 + <i64>(hour * 3600 + minute * 60 + second)) * 1000000 + micros;
}

/** Whether no other time can stand in a text of ASCII: nowhere is a `:` or a `.` between two digits. */
function hasNoTime(from: i32, end: i32): bool {
  const colon = i8x16.splat(COLON);
  const point = i8x16.splat(POINT);
  const zero = i8x16.splat(0x30);
  const ten = i8x16.splat(10);
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const between = v128.or(i8x16.eq(bytes, colon), i8x16.eq(bytes, point));
    const before = i8x16.lt_u(i8x16.sub(v128.load(at - 1), zero), ten);
    const behind = i8x16.lt_u(i8x16.sub(v128.load(at + 1), zero), ten);
    // The highest bit of a byte says that it is beyond ASCII.
    let bits = i8x16.bitmask(v128.or(v128.and(v128.and(before, between), behind), bytes));
    if (end - at < 16) bits &= (1 << (end - at)) - 1;
    if (bits != 0) return false;
  }
  return true;
}

/**
 * For each of `count` texts (pairs of start and end) the time behind the first `SystemTime=` (at `name`) and its quote: to
 * `out` microseconds since 1970, or the least number where it is not told so; then, counted from the text's start, where it begins and
 * ends, -1 twice unless it is certain that it is the first time in the text.
 */
export function systemTimes(
  texts: i32,
  count: i32,
  name: i32,
  length: i32,
  offsetA: i32,
  offsetB: i32,
  out: i32,
): void {
  for (let index = 0; index < count; index += 1) {
    const start = load<i32>(texts + index * 8);
    const end = load<i32>(texts + index * 8 + 4);
    const row = out + index * ROW;
    store<i64>(row, UNKNOWN);
    store<i64>(row + 8, -1);
    const place = find(start, end, name, length, offsetA, offsetB);
    const at = place + length + 1;
    if (at + 32 >= end) continue;
    const time = timeAt(at);
    if (time == UNKNOWN || load<u8>(timeEnd) != load<u8>(at - 1)) continue;
    store<i64>(row, time);
    if (isDigit(load<u8>(at - 1)) || !hasNoTime(start, at)) continue;
    store<i32>(row + 8, at - start);
    store<i32>(row + 12, timeEnd - start);
  }
}
