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

export { distinctIdentities, distinctNames, foundHits, indexEvents, scanEntry, scanValues } from './event-index';

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
function isLetter(byte: u8): bool {
  return byte >= 0x61 && byte <= 0x7a;
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
function equalBytes(left: i32, right: i32, length: i32): bool {
  let index = 0;
  for (; index + 8 <= length; index += 8) {
    if (load<u64>(left + index) != load<u64>(right + index)) return false;
  }
  for (; index < length; index += 1) {
    if (load<u8>(left + index) != load<u8>(right + index)) return false;
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

/** Where a needle (see above; as written, with case) stands in `[from, end)`; `end` when nowhere. */
export function find(from: i32, end: i32, text: i32, length: i32, offsetA: i32, offsetB: i32): i32 {
  const a = i8x16.splat(load<u8>(text + offsetA));
  const b = i8x16.splat(load<u8>(text + offsetB));
  const last = end - length;
  let at = from;
  while (at <= last) {
    let bits = i8x16.bitmask(
      v128.and(i8x16.eq(v128.load(at + offsetA), a), i8x16.eq(v128.load(at + offsetB), b)),
    );
    while (bits != 0) {
      const place = at + ctz(bits);
      if (place > last) return end;
      if (equalBytes(place, text, length)) return place;
      bits &= bits - 1;
    }
    at += 16;
  }
  return end;
}

// A step of a capture, 20 bytes: kind, two operands, then two unused or a repetition's bounds.
//   0 literal: address, length, whether a word has to begin there
//   1 run: address of a table of 256 bytes (non-zero: belongs to the class), least, most, whether it is what is captured
//   2 run of as few bytes as let the steps behind it hold: the same
const STEP: i32 = 20;

/** What the steps behind the first literal of a capture captured, and where they end. */
let capturedStart: i32 = 0;
let capturedEnd: i32 = 0;
let followedTo: i32 = 0;

// @ts-ignore: decorator
@inline
function isWordByte(byte: u8): bool {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte == 0x5f;
}

/** Whether the steps from `pointer` to `lastStep` hold from `from` on. */
function follow(from: i32, end: i32, pointer: i32, lastStep: i32): bool {
  let place = from;
  for (let step = pointer; step < lastStep; step += STEP) {
    const kind = load<i32>(step);
    const operand = load<i32>(step + 4);
    if (kind == 0) {
      const length = load<i32>(step + 8);
      if (place + length > end || !equalBytes(place, operand, length)) return false;
      if (load<i32>(step + 12) != 0 && isWordByte(load<u8>(place - 1))) return false;
      place += length;
      continue;
    }
    const least = load<i32>(step + 8);
    const most = load<i32>(step + 12);
    const begin = place;
    const limit = most < end - begin ? begin + most : end;
    if (kind == 2) {
      for (;;) {
        if (place - begin >= least && follow(place, end, step + STEP, lastStep)) {
          if (load<i32>(step + 16) != 0) {
            capturedStart = begin;
            capturedEnd = place;
          }
          return true;
        }
        if (place >= limit || load<u8>(operand + <i32>load<u8>(place)) == 0) return false;
        place += 1;
      }
    }
    while (place < limit && load<u8>(operand + <i32>load<u8>(place)) != 0) place += 1;
    if (place - begin < least) return false;
    if (load<i32>(step + 16) != 0) {
      capturedStart = begin;
      capturedEnd = place;
    }
  }
  followedTo = place;
  return true;
}

/**
 * For each of `count` texts (pairs of start and end at `texts`) the first place where a capture matches: its first
 * literal is searched for, the steps behind it must follow. Writes start and end of what was captured to `out`, twice
 * zero where nothing matches. With `missing` only texts without a value in `out` are tried.
 * What becomes of an empty value says `empty`: 0 it is a value, 1 a later match is looked for, 2 there is no value.
 */
export function capture(
  texts: i32,
  count: i32,
  steps: i32,
  stepCount: i32,
  offsetA: i32,
  offsetB: i32,
  out: i32,
  missing: i32,
  empty: i32,
): void {
  const first = load<i32>(steps + 4);
  const firstLength = load<i32>(steps + 8);
  for (let index = 0; index < count; index += 1) {
    const entry = out + index * 8;
    if (missing != 0 && load<i32>(entry) != 0) continue;
    store<i64>(entry, 0);
    const from = load<i32>(texts + index * 8);
    const end = load<i32>(texts + index * 8 + 4);
    let at = find(from, end, first, firstLength, offsetA, offsetB);
    while (at < end) {
      const holds = follow(at + firstLength, end, steps + STEP, steps + stepCount * STEP);
      if (holds && (empty == 0 || capturedEnd > capturedStart)) {
        store<i32>(entry, capturedStart);
        store<i32>(entry + 4, capturedEnd);
        break;
      }
      if (holds && empty == 2) break;
      at = find(holds ? followedTo : at + 1, end, first, firstLength, offsetA, offsetB);
    }
  }
}

/**
 * Writes, for each of `count` texts, the places behind each `opening` in it: to `places` one after another, to `firsts`
 * (one more than texts) where the places of each text begin. Returns how many places there are; what does not fit into
 * `room` is counted and not written. Says in `hasPlainNames` whether each place begins with a letter, goes on with
 * letters, digits and `_`, and comes to the byte `stop`.
 */
export function indexNames(
  texts: i32,
  count: i32,
  opening: i32,
  length: i32,
  offsetA: i32,
  offsetB: i32,
  stop: i32,
  places: i32,
  firsts: i32,
  room: i32,
): i32 {
  let written = 0;
  plain = 1;
  for (let index = 0; index < count; index += 1) {
    store<i32>(firsts + index * 4, written);
    const end = load<i32>(texts + index * 8 + 4);
    let at = find(load<i32>(texts + index * 8), end, opening, length, offsetA, offsetB);
    while (at < end) {
      let place = at + length;
      if (written < room) store<i32>(places + written * 4, place);
      written += 1;
      if (!isLetter(load<u8>(place) | 0x20)) plain = 0;
      place = wordEnd(place);
      if (place >= end || <i32>load<u8>(place) != stop) plain = 0;
      at = find(at + length, end, opening, length, offsetA, offsetB);
    }
  }
  store<i32>(firsts + count * 4, written);
  return written;
}

/** Where the letters, digits and `_` from a place on end. */
// @ts-ignore: decorator
@inline
function wordEnd(from: i32): i32 {
  let place = from;
  let rest = ~i8x16.bitmask(wordBytes(v128.load(place))) & 0xffff;
  while (rest == 0) {
    place += 16;
    rest = ~i8x16.bitmask(wordBytes(v128.load(place))) & 0xffff;
  }
  return place + ctz(rest);
}

/** Writes to `out` where the names at the places that `indexNames` found begin and end; all are plain ones. */
export function nameSpans(places: i32, count: i32, out: i32): void {
  for (let index = 0; index < count; index += 1) {
    const place = load<i32>(places + index * 4);
    store<i32>(out + index * 8, place);
    store<i32>(out + index * 8 + 4, wordEnd(place));
  }
}

let plain: i32 = 0;

export function hasPlainNames(): i32 {
  return plain;
}

/** Like `capture`, where the first literal stands behind one of the places that `indexNames` found. */
export function captureNamed(
  texts: i32,
  count: i32,
  steps: i32,
  stepCount: i32,
  places: i32,
  firsts: i32,
  out: i32,
  missing: i32,
  empty: i32,
): void {
  const name = load<i32>(steps + 4);
  const length = load<i32>(steps + 8);
  const head = length >= 8 ? 8 : length;
  const mask: u64 = head == 8 ? ~(<u64>0) : (<u64>1 << (<u64>head * 8)) - 1;
  const start = load<u64>(name) & mask;
  let next = load<i32>(firsts);
  for (let index = 0; index < count; index += 1) {
    let at = next;
    next = load<i32>(firsts + index * 4 + 4);
    const entry = out + index * 8;
    if (missing != 0 && load<i32>(entry) != 0) continue;
    store<i64>(entry, 0);
    const end = load<i32>(texts + index * 8 + 4);
    for (; at < next; at += 1) {
      const place = load<i32>(places + at * 4);
      if ((load<u64>(place) & mask) != start || place + length > end || !equalBytes(place, name, length)) continue;
      const holds = follow(place + length, end, steps + STEP, steps + stepCount * STEP);
      if (!holds || (empty == 1 && capturedEnd == capturedStart)) continue;
      if (empty == 0 || capturedEnd > capturedStart) {
        store<i32>(entry, capturedStart);
        store<i32>(entry + 4, capturedEnd);
      }
      break;
    }
  }
}

// @ts-ignore: decorator
@inline
function hashOf(start: i32, end: i32): u32 {
  let hash: u64 = 0x9e3779b97f4a7c15 ^ <u64>(end - start);
  let at = start;
  for (; at + 8 <= end; at += 8) {
    hash = (hash ^ load<u64>(at)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  let rest: u64 = 0;
  for (; at < end; at += 1) rest = (rest << 8) | <u64>load<u8>(at);
  hash = (hash ^ rest) * 0xc4ceb9fe1a85ec53;
  return <u32>(hash ^ (hash >> 32));
}

/**
 * Numbers the distinct texts among `count` spans (pairs of start and end; a start of zero is no text): writes to `codes`
 * 0 for no text, else the number from 1, and the spans of the distinct ones to `distinct`. `table` has `slots` (a power
 * of two, more than twice `count`) zeroed places of 4 bytes. Returns how many there are.
 */
export function encode(spans: i32, count: i32, codes: i32, distinct: i32, table: i32, slots: i32): i32 {
  let numbers = 0;
  const mask = slots - 1;
  for (let index = 0; index < count; index += 1) {
    const start = load<i32>(spans + index * 8);
    if (start == 0) {
      store<i32>(codes + index * 4, 0);
      continue;
    }
    const end = load<i32>(spans + index * 8 + 4);
    const length = end - start;
    let slot = <i32>hashOf(start, end) & mask;
    for (;;) {
      const number = load<i32>(table + slot * 4);
      if (number == 0) {
        store<i32>(distinct + numbers * 8, start);
        store<i32>(distinct + numbers * 8 + 4, end);
        numbers += 1;
        store<i32>(table + slot * 4, numbers);
        store<i32>(codes + index * 4, numbers);
        break;
      }
      const known = distinct + (number - 1) * 8;
      const knownStart = load<i32>(known);
      if (load<i32>(known + 4) - knownStart == length && equalBytes(knownStart, start, length)) {
        store<i32>(codes + index * 4, number);
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return numbers;
}

/** Whether bytes are letters, digits or `_`. */
// @ts-ignore: decorator
@inline
function wordBytes(bytes: v128): v128 {
  const folded = v128.or(bytes, i8x16.splat(0x20));
  const letters = i8x16.lt_u(i8x16.sub(folded, i8x16.splat(0x61)), i8x16.splat(26));
  const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
  return v128.or(v128.or(letters, digits), i8x16.eq(bytes, i8x16.splat(0x5f)));
}
