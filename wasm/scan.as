/**
 * The inner loops over raw log bytes, in AssemblyScript with SIMD. All memory is laid out by `src/data/scan/`; nothing is
 * allocated here. Build with `npm run build` in this folder.
 *
 * A *needle* is a text with two of its bytes chosen as fingerprint: sixty-four places at a time are compared with both,
 * and only where both agree is the whole text compared. Letters of a needle are lower case and match both cases.
 */

// A needle in memory, 80 bytes: text address, length, offset of fingerprint byte A, offset of fingerprint byte B, then, each
// sixteen times over: what folds byte A, byte A, what folds byte B, byte B.
const NEEDLE: i32 = 80;

import { isLetter } from './bytes';

export {
  capture,
  captureListed,
  encode,
  find,
  hasPlainNames,
  indexMarks,
  indexNames,
  isUndecided,
  nameSpans,
  sortNames,
} from './capture';
export { distinctIdentities, distinctNames, foundHits, indexEvents, scanEntry, scanValues } from './event-index';
export { matchShapes } from './event-shapes';
export { systemTimes } from './times';

const EXCLAMATION: u8 = 0x21;
const SLASH: u8 = 0x2f;

/**
 * `<E>!`, which the search for events compares with. Constants would be put into registers anew at every use; what an
 * exported function may change stays there.
 */
let frame: i32 = 0x213e453c;

export function setFrame(value: i32): void {
  frame = value;
}

/** Results of the last scan. */
let counted: i32 = 0;
let kept: i32 = 0;
let irregular: i32 = 0;

export function countedEvents(): i32 {
  return counted;
}
export function keptEvents(): i32 {
  return kept;
}
export function isIrregular(): i32 {
  return irregular;
}

// @ts-ignore: decorator
@inline
function foldOf(byte: u8): u8 {
  return isLetter(byte) ? 0x20 : 0;
}

/** Whether a needle's text stands at `at`, without regard to case. */
function standsAt(at: i32, text: i32, length: i32): bool {
  for (let index = 0; index < length; index += 1) {
    const wanted = load<u8>(text + index);
    if ((load<u8>(at + index) | foldOf(wanted)) != wanted) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function isEventName(at: i32): bool {
  // `<Eve` and `nt`
  return load<u32>(at) == 0x6576453c && load<u16>(at + 4) == 0x746e;
}

// @ts-ignore: decorator
@inline
function isNameEnd(byte: u8): bool {
  return byte == 0x20 || byte == 0x3e || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

/** Whether a needle stands in `[from, end)`. */
function holds(from: i32, end: i32, needle: i32): bool {
  const text = load<i32>(needle);
  const length = load<i32>(needle + 4);
  const last = end - length;
  const foldA = v128.load(needle, 16);
  const a = v128.load(needle, 32);
  const foldB = v128.load(needle, 48);
  const b = v128.load(needle, 64);
  const offsetB = load<i32>(needle + 12) - load<i32>(needle + 8);
  let at = from;
  let atA = from + load<i32>(needle + 8);
  while (at <= last) {
    const atB = atA + offsetB;
    const first = fingerprints(v128.load(atA), v128.load(atB), foldA, a, foldB, b);
    const second = fingerprints(v128.load(atA, 16), v128.load(atB, 16), foldA, a, foldB, b);
    const third = fingerprints(v128.load(atA, 32), v128.load(atB, 32), foldA, a, foldB, b);
    const fourth = fingerprints(v128.load(atA, 48), v128.load(atB, 48), foldA, a, foldB, b);
    if (v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) {
      let bits =
        <u64>i8x16.bitmask(first) |
        (<u64>i8x16.bitmask(second) << 16) |
        (<u64>i8x16.bitmask(third) << 32) |
        (<u64>i8x16.bitmask(fourth) << 48);
      do {
        const place = at + <i32>ctz(bits);
        if (place > last) return false;
        if (standsAt(place, text, length)) return true;
        bits &= bits - 1;
      } while (bits != 0);
    }
    at += 64;
    atA += 64;
  }
  return false;
}

// @ts-ignore: decorator
@inline
function fingerprints(bytesA: v128, bytesB: v128, foldA: v128, a: v128, foldB: v128, b: v128): v128 {
  return v128.and(i8x16.eq(v128.or(bytesA, foldA), a), i8x16.eq(v128.or(bytesB, foldB), b));
}

/** Whether one of the needles stands in `[from, end)`. */
function holdsAny(from: i32, end: i32, needles: i32, lastNeedle: i32): bool {
  for (let needle = needles; needle < lastNeedle; needle += NEEDLE) {
    if (holds(from, end, needle)) return true;
  }
  return false;
}

/**
 * Writes to `kept` the numbers (from 0) of the texts, among `count` pairs of start and end, that hold one of the needles;
 * returns how many. The bytes behind a text may be read, as far as the longest needle and 16 more.
 */
export function textsWithNeedle(texts: i32, count: i32, needles: i32, needleCount: i32, kept: i32): i32 {
  const lastNeedle = needles + needleCount * NEEDLE;
  for (let needle = needles; needle < lastNeedle; needle += NEEDLE) spreadFingerprint(needle);
  let found = 0;
  for (let index = 0; index < count; index += 1) {
    if (!holdsAny(load<i32>(texts + index * 8), load<i32>(texts + index * 8 + 4), needles, lastNeedle)) continue;
    store<i32>(kept + found * 4, index);
    found += 1;
  }
  return found;
}

/**
 * Where an event may begin or end among sixteen places (`<E` or `/E`, and what may end a name six bytes on), and where
 * something begins with `<!`.
 */
// @ts-ignore: decorator
@inline
function marks(here: v128, next: v128, sixth: v128, less: v128, upperE: v128, greater: v128, exclamation: v128): v128 {
  const isEvent = v128.and(i8x16.eq(next, upperE), i8x16.le_u(sixth, greater));
  const isTag = v128.or(i8x16.eq(here, less), i8x16.eq(here, i8x16.splat(SLASH)));
  return v128.and(isTag, v128.or(isEvent, i8x16.eq(next, exclamation)));
}

/** `</Event>` */
const END_TAG: u64 = 0x3e746e6576452f3c;

/**
 * Splits `[from, end)` into events, which begin with `<Event` and the byte `spelling`; `from` is the start of one.
 * Events that hold one of the needles (all events when there are none) are written to `table` as triples of ordinal
 * (from 0), start and end, at most `room` of them. Returns where the first event begins that was not finished.
 *
 * Stops, and says so in `isIrregular`, where anything but white space stands between two events, one begins before the
 * other has ended, one ends twice, the name is spelled otherwise, or something begins with `<!`. The 128 bytes behind `end` may be read.
 */
export function splitEvents(
  from: i32,
  end: i32,
  spelling: i32,
  needles: i32,
  needleCount: i32,
  table: i32,
  room: i32,
): i32 {
  counted = 0;
  kept = 0;
  irregular = 0;
  const lastNeedle = needles + needleCount * NEEDLE;
  for (let needle = needles; needle < lastNeedle; needle += NEEDLE) spreadFingerprint(needle);
  const less = i8x16.splat(<u8>frame);
  const upperE = i8x16.splat(<u8>(frame >> 8));
  const greater = i8x16.splat(<u8>(frame >> 16));
  const exclamation = i8x16.splat(<u8>(frame >> 24));
  let start = from;
  let closed = false;
  let at = from + 1;
  while (at < end) {
    const first = marks(v128.load(at), v128.load(at, 1), v128.load(at, 6), less, upperE, greater, exclamation);
    const second = marks(v128.load(at, 16), v128.load(at, 17), v128.load(at, 22), less, upperE, greater, exclamation);
    const third = marks(v128.load(at, 32), v128.load(at, 33), v128.load(at, 38), less, upperE, greater, exclamation);
    const fourth = marks(v128.load(at, 48), v128.load(at, 49), v128.load(at, 54), less, upperE, greater, exclamation);
    if (!v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) {
      at += 64;
      continue;
    }
    let bits =
      <u64>i8x16.bitmask(first) |
      (<u64>i8x16.bitmask(second) << 16) |
      (<u64>i8x16.bitmask(third) << 32) |
      (<u64>i8x16.bitmask(fourth) << 48);
    do {
      const place = at + <i32>ctz(bits);
      bits &= bits - 1;
      if (place + 6 >= end) return start;
      if (load<u8>(place) == SLASH) {
        if (load<u64>(place - 1) != END_TAG) continue;
        if (closed) {
          irregular = 1;
          return start;
        }
        closed = true;
        continue;
      }
      if (load<u8>(place + 1) == EXCLAMATION) {
        irregular = 1;
        return start;
      }
      if (!isEventName(place)) continue;
      const nameEnd = load<u8>(place + 6);
      if (!isNameEnd(nameEnd)) continue;
      let stop = place;
      while (stop > start && load<u8>(stop - 1) <= 0x20) stop -= 1;
      if (<i32>nameEnd != spelling || stop - start < 15 || load<u64>(stop - 8) != END_TAG) {
        irregular = 1;
        return start;
      }
      if (needleCount == 0 || holdsAny(start, stop, needles, lastNeedle)) {
        if (kept == room) return start;
        const entry = table + kept * 12;
        store<i32>(entry, counted);
        store<i32>(entry + 4, start);
        store<i32>(entry + 8, stop);
        kept += 1;
      }
      counted += 1;
      start = place;
      closed = false;
    } while (bits != 0);
    at += 64;
  }
  return start;
}

/** Writes what sixteen places are compared with at once behind a needle's first integers. */
function spreadFingerprint(needle: i32): void {
  const text = load<i32>(needle);
  const byteA = load<u8>(text + load<i32>(needle + 8));
  const byteB = load<u8>(text + load<i32>(needle + 12));
  v128.store(needle, i8x16.splat(foldOf(byteA)), 16);
  v128.store(needle, i8x16.splat(byteA), 32);
  v128.store(needle, i8x16.splat(foldOf(byteB)), 48);
  v128.store(needle, i8x16.splat(byteB), 64);
}
