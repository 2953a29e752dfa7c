/**
 * Values cut out of the bytes of many texts at once, and numbered. All memory is laid out by `src/data/scan/captures.ts`.
 */

import { equalBytes, hashOf, isLetter, isWordByte } from './bytes';

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

// A step of a capture, 20 bytes: kind, two operands, then two unused or a repetition's bounds. Tables have 256 bytes: 1 the
// byte belongs to the class, 0 it does not, 2 it begins a character of which the bytes do not tell.
//   0 literal: address, length, whether a word has to begin there
//   1 run: table, least, most, whether it is what is captured
//   2 run of as few bytes as let the steps behind it hold: the same
//   3 run of bytes that are not one byte: that byte, least, most, whether it is what is captured
//   4 run up to the first place where the literal of the next step stands and the steps behind that hold: what `find`
//     compares first (two offsets), unused, whether it is what is captured
//   5 steps that are passed over where the next byte is none of a table: the table, how many steps
//   6 run of as many bytes as let the steps behind it hold: as 1
//   7 as 2, where the class lacks one byte and a literal follows: that byte and, in the bits from 8 and from 16 on, what
//     `find` compares first; least, most, whether it is what is captured
const STEP: i32 = 20;

/** What the steps behind the first literal of a capture captured, and where they end. */
let capturedStart: i32 = 0;
let capturedEnd: i32 = 0;
let followedTo: i32 = 0;
/** A byte stood in the way that its class does not decide about. */
let undecided: i32 = 0;

export function isUndecided(): i32 {
  return undecided;
}

// @ts-ignore: decorator
@inline
function belongs(table: i32, place: i32): bool {
  const member = load<u8>(table + <i32>load<u8>(place));
  if (member == 2) undecided = 1;
  return member == 1;
}

/** Where a byte stands first in `[from, end)`; `end` when nowhere. */
// @ts-ignore: decorator
@inline
function byteAt(from: i32, end: i32, byte: u8): i32 {
  const wanted = i8x16.splat(byte);
  let at = from;
  while (at < end) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (bits != 0) {
      const place = at + ctz(bits);
      return place < end ? place : end;
    }
    at += 16;
  }
  return end;
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
    if (kind == 5) {
      const isThere = place < end && belongs(operand, place);
      if (!isThere) step += load<i32>(step + 8) * STEP;
      continue;
    }
    const begin = place;
    if (kind == 4) {
      const literal = load<i32>(step + STEP + 4);
      const length = load<i32>(step + STEP + 8);
      for (;;) {
        place = find(place, end, literal, length, operand, load<i32>(step + 8));
        if (place >= end) return false;
        if (follow(place + length, end, step + 2 * STEP, lastStep)) break;
        place += 1;
      }
      if (load<i32>(step + 16) != 0) {
        capturedStart = begin;
        capturedEnd = place;
      }
      return true;
    }
    const least = load<i32>(step + 8);
    const most = load<i32>(step + 12);
    const limit = most < end - begin ? begin + most : end;
    if (kind == 7) {
      const literal = load<i32>(step + STEP + 4);
      const length = load<i32>(step + STEP + 8);
      const reach = byteAt(begin, limit, <u8>operand) + length;
      const last = reach < end ? reach : end;
      place = begin + least;
      for (;;) {
        place = find(place, last, literal, length, (operand >> 8) & 0xff, (operand >> 16) & 0xff);
        if (place >= last) return false;
        if (follow(place + length, end, step + 2 * STEP, lastStep)) break;
        place += 1;
      }
      if (load<i32>(step + 16) != 0) {
        capturedStart = begin;
        capturedEnd = place;
      }
      return true;
    }
    if (kind == 3) {
      place = byteAt(begin, limit, <u8>operand);
      if (place - begin < least) return false;
      if (load<i32>(step + 16) != 0) {
        capturedStart = begin;
        capturedEnd = place;
      }
      continue;
    }
    if (kind == 2) {
      for (;;) {
        if (place - begin >= least && follow(place, end, step + STEP, lastStep)) {
          if (load<i32>(step + 16) != 0) {
            capturedStart = begin;
            capturedEnd = place;
          }
          return true;
        }
        if (place >= limit || !belongs(operand, place)) return false;
        place += 1;
      }
    }
    while (place < limit && belongs(operand, place)) place += 1;
    if (place - begin < least) return false;
    if (kind == 6) {
      while (!follow(place, end, step + STEP, lastStep)) {
        place -= 1;
        if (place - begin < least) return false;
      }
      if (load<i32>(step + 16) != 0) {
        capturedStart = begin;
        capturedEnd = place;
      }
      return true;
    }
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
  undecided = 0;
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

/** Whether bytes are letters, digits or `_`. */
// @ts-ignore: decorator
@inline
function wordBytes(bytes: v128): v128 {
  const folded = v128.or(bytes, i8x16.splat(0x20));
  const letters = i8x16.lt_u(i8x16.sub(folded, i8x16.splat(0x61)), i8x16.splat(26));
  const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
  return v128.or(v128.or(letters, digits), i8x16.eq(bytes, i8x16.splat(0x5f)));
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

// A place, 8 bytes: the number of its text, its address.
const PLACE: i32 = 8;

/** Like `capture`, where the first literal stands at one of the places from `list` to `listEnd`, in the order of texts. */
export function captureListed(
  texts: i32,
  list: i32,
  listEnd: i32,
  steps: i32,
  stepCount: i32,
  out: i32,
  empty: i32,
): void {
  undecided = 0;
  const first = load<i32>(steps + 4);
  const length = load<i32>(steps + 8);
  const head = length >= 8 ? 8 : length;
  const mask: u64 = head == 8 ? ~(<u64>0) : (<u64>1 << (<u64>head * 8)) - 1;
  const start = load<u64>(first) & mask;
  const lastStep = steps + stepCount * STEP;
  let done = -1;
  let passed = 0;
  for (let at = list; at < listEnd; at += PLACE) {
    const index = load<i32>(at);
    const place = load<i32>(at + 4);
    if (index == done || place < passed || (load<u64>(place) & mask) != start) continue;
    const entry = out + index * 8;
    if (load<i32>(entry) != 0) continue;
    const end = load<i32>(texts + index * 8 + 4);
    if (place + length > end || !equalBytes(place, first, length)) continue;
    if (!follow(place + length, end, steps + STEP, lastStep)) continue;
    if (empty == 1 && capturedEnd == capturedStart) {
      passed = followedTo;
      continue;
    }
    if (empty == 0 || capturedEnd > capturedStart) {
      store<i32>(entry, capturedStart);
      store<i32>(entry + 4, capturedEnd);
    }
    done = index;
  }
}

/** To which of 256 groups a mark belongs, by the four bytes behind its `<`. */
// @ts-ignore: decorator
@inline
function groupOf(place: i32): i32 {
  return <i32>((load<u32>(place + 1) * 0x9e3779b1) >> 24);
}

/**
 * Writes where a `<` stands with no `/` behind it, to `marks` as places in groups by what follows (see `groupOf`), to
 * `firsts` (257) where the places of each group begin, counted in places. `scratch` has as much room as `marks`. Returns how
 * many there are; nothing is written to `marks` when they are more than `room`.
 */
export function indexMarks(texts: i32, count: i32, scratch: i32, marks: i32, firsts: i32, room: i32): i32 {
  memory.fill(firsts, 0, 257 * 4);
  const less = i8x16.splat(0x3c);
  const slash = i8x16.splat(0x2f);
  let written = 0;
  for (let index = 0; index < count; index += 1) {
    const end = load<i32>(texts + index * 8 + 4);
    for (let at = load<i32>(texts + index * 8); at < end; at += 16) {
      let bits = i8x16.bitmask(
        v128.andnot(i8x16.eq(v128.load(at), less), i8x16.eq(v128.load(at, 1), slash)),
      );
      for (; bits != 0; bits &= bits - 1) {
        const place = at + ctz(bits);
        if (place >= end) break;
        if (written < room) {
          store<i32>(scratch + written * PLACE, index);
          store<i32>(scratch + written * PLACE + 4, place);
        }
        const group = firsts + groupOf(place) * 4;
        store<i32>(group, load<i32>(group) + 1);
        written += 1;
      }
    }
  }
  if (written <= room) spread(scratch, written, marks, firsts, 256);
  return written;
}

/** Sorts places into groups whose sizes stand in `firsts`, and turns the sizes into where each group begins. */
function spread(scratch: i32, count: i32, sorted: i32, firsts: i32, groups: i32): void {
  let next = 0;
  for (let group = 0; group <= groups; group += 1) {
    const size = load<i32>(firsts + group * 4);
    store<i32>(firsts + group * 4, next);
    next += size;
  }
  for (let at = scratch; at < scratch + count * PLACE; at += PLACE) {
    const group = firsts + groupOf(load<i32>(at + 4)) * 4;
    const target = sorted + load<i32>(group) * PLACE;
    store<i64>(target, load<i64>(at));
    store<i32>(group, load<i32>(group) + 1);
  }
  // Each group's beginning has moved to its end, which is where the next begins.
  for (let group = groups; group > 0; group -= 1) store<i32>(firsts + group * 4, load<i32>(firsts + group * 4 - 4));
  store<i32>(firsts, 0);
}

/**
 * Sorts the places that `indexNames` found by their names: to `sorted` as places, to `firsts` (one more than names, which
 * are numbered from 1 in `codes` as `encode` does) where those of each name begin.
 */
export function sortNames(
  places: i32,
  textFirsts: i32,
  count: i32,
  codes: i32,
  names: i32,
  sorted: i32,
  firsts: i32,
): void {
  memory.fill(firsts, 0, (names + 1) * 4);
  const total = load<i32>(textFirsts + count * 4);
  for (let at = 0; at < total; at += 1) {
    const group = firsts + (load<i32>(codes + at * 4) - 1) * 4;
    store<i32>(group, load<i32>(group) + 1);
  }
  let next = 0;
  for (let name = 0; name <= names; name += 1) {
    const size = load<i32>(firsts + name * 4);
    store<i32>(firsts + name * 4, next);
    next += size;
  }
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    const stop = load<i32>(textFirsts + index * 4 + 4);
    for (; at < stop; at += 1) {
      const group = firsts + (load<i32>(codes + at * 4) - 1) * 4;
      const target = sorted + load<i32>(group) * PLACE;
      store<i32>(target, index);
      store<i32>(target + 4, load<i32>(places + at * 4));
      store<i32>(group, load<i32>(group) + 1);
    }
  }
  for (let name = names; name > 0; name -= 1) store<i32>(firsts + name * 4, load<i32>(firsts + name * 4 - 4));
  store<i32>(firsts, 0);
}

/**
 * Numbers the texts among `count` spans (pairs of start and end; a start of zero is no text): writes to `codes` 0 for no
 * text, else the number from 1, and the spans of the numbered ones to `distinct`. `table` has `slots` (a power of two, more
 * than twice `count`) zeroed places of 4 bytes. Returns how many there are. Equal texts have one number; with `mayRepeat`
 * they may have several, when hardly any two of the first texts were equal.
 */
export function encode(
  spans: i32,
  count: i32,
  codes: i32,
  distinct: i32,
  table: i32,
  slots: i32,
  mayRepeat: i32,
): i32 {
  let numbers = 0;
  let seen = 0;
  const mask = slots - 1;
  for (let index = 0; index < count; index += 1) {
    const start = load<i32>(spans + index * 8);
    if (start == 0) {
      store<i32>(codes + index * 4, 0);
      continue;
    }
    const end = load<i32>(spans + index * 8 + 4);
    seen += 1;
    if (mayRepeat != 0 && seen > SEEN && numbers * 16 > seen * 15) {
      store<i32>(distinct + numbers * 8, start);
      store<i32>(distinct + numbers * 8 + 4, end);
      numbers += 1;
      store<i32>(codes + index * 4, numbers);
      continue;
    }
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

/** As many texts are compared before it is decided whether equal ones are worth looking for. */
const SEEN: i32 = 96;
