/**
 * Renders the records of an EVTX chunk as XML text, in AssemblyScript with SIMD. Memory is laid out by
 * `src/data/readers/evtx/`. Templates are compiled once per chunk into operations over the record's values; whatever is
 * written in an unusual way is irregular: the record that holds it is left to the reader in TypeScript.
 *
 * The format: MS-EVEN6 2.2.12. Tokens are named in `src/data/readers/evtx/binary-xml.ts`.
 */

// The work area: programs by the offset of their template, the offsets in use, values, operations, literals.
const PROGRAMS: i32 = 0;
const USED: i32 = 0x40000;
const MOST_TEMPLATES: i32 = 1024;
const VALUES: i32 = USED + MOST_TEMPLATES * 4;
const VALUE: i32 = 12;
const MOST_VALUES: i32 = 16384;
const OPERATIONS: i32 = VALUES + MOST_VALUES * VALUE;
const OPERATIONS_END: i32 = OPERATIONS + 0x40000;
const LITERALS: i32 = OPERATIONS_END + 64;
const LITERALS_END: i32 = LITERALS + 0x80000;
/** Bytes of the work area. */
const WORK: i32 = LITERALS_END + 64;

export function workSize(): i32 {
  return WORK;
}

const RECORD_HEADER: i32 = 24;
const SMALLEST_RECORD: i32 = 28;
const TEMPLATE_HEADER: i32 = 24;
const DEEPEST_ELEMENT: i32 = 48;
const DEEPEST_VALUE: i32 = 8;
/** Operations of one record; beyond this its values are nested to do harm. */
const MOST_STEPS: i32 = 100_000;
const NO_DEPENDENCY: i32 = 0xffff;
const IRREGULAR: i32 = -1;

// A program: the end of its template's definition, whether it is one element, then operations.
const PROGRAM_HEADER: i32 = 8;
// Operations, each of a number and operands of 4 bytes.
const END: i32 = 0;
/** address, length */
const LITERAL: i32 = 1;
/** index */
const TEXT_VALUE: i32 = 2;
/** index */
const ATTRIBUTE_VALUE: i32 = 3;
/** index, address of the operation that follows when the value is null */
const UNLESS_NULL: i32 = 4;
/** index, address and length of the start tag before it (0 when it holds values), length of the end tag behind it */
const LISTED_VALUE: i32 = 5;

const STRING: u8 = 0x01;
const NESTED: u8 = 0x21;
const ARRAY: u8 = 0x80;

let chunk: i32 = 0;
let chunkEnd: i32 = 0;
let work: i32 = 0;
let templates: i32 = 0;
let operations: i32 = 0;
let literals: i32 = 0;
/** Where the literal begins that no operation names yet. */
let literalStart: i32 = 0;
let cursor: i32 = 0;
let bound: i32 = 0;
let values: i32 = 0;
let out: i32 = 0;
let outEnd: i32 = 0;
let overflowed: bool = false;
let steps: i32 = 0;

/** Results of the last call. */
let rendered: i32 = 0;
let full: bool = false;
let last: i32 = 0;

export function renderedRecords(): i32 {
  return rendered;
}
/** The record was left for want of room. */
export function isFull(): i32 {
  return full ? 1 : 0;
}
/** Where the last record that was rendered begins in its chunk. */
export function lastRecord(): i32 {
  return last;
}

/** The work area of the chunks that follow; nobody else writes to it meanwhile. */
export function openLog(area: i32): void {
  work = area;
  templates = 0;
  memory.fill(area + PROGRAMS, 0, USED - PROGRAMS);
}

/** The bytes of the next chunk; the templates of the one before are forgotten. */
export function openChunk(at: i32, length: i32): void {
  for (let index = 0; index < templates; index += 1) {
    store<i32>(work + PROGRAMS + load<i32>(work + USED + index * 4) * 4, 0);
  }
  templates = 0;
  chunk = at;
  chunkEnd = at + length;
  operations = work + OPERATIONS;
  literals = work + LITERALS;
}

/**
 * Renders the records that begin at `[from, limit)` of the chunk, one behind another, as text from `target` on; writes
 * start and end of each to `spans`. Stops in front of what is no whole and regular record, and where `room` records or
 * `targetEnd` are reached (128 bytes behind it may be written). Returns the place in the chunk that comes next.
 */
export function renderRecords(from: i32, limit: i32, target: i32, targetEnd: i32, spans: i32, room: i32): i32 {
  rendered = 0;
  full = false;
  out = target;
  outEnd = targetEnd;
  let at = from;
  while (at < limit) {
    if (rendered == room) {
      full = true;
      return at;
    }
    const place = chunk + at;
    if (place + SMALLEST_RECORD > chunkEnd || load<u32>(place) != 0x2a2a) return at;
    const size = load<i32>(place + 4);
    if (size < SMALLEST_RECORD || size > chunkEnd - place || load<i32>(place + size - 4) != size) return at;
    const start = out;
    overflowed = false;
    steps = 0;
    values = work + VALUES;
    if (!fragment(place + RECORD_HEADER, place + size - 4, 0)) {
      out = start;
      full = overflowed;
      return at;
    }
    store<i32>(spans + rendered * 8, start);
    store<i32>(spans + rendered * 8 + 4, out);
    rendered += 1;
    last = at;
    at += size;
  }
  return at;
}

/** Binary XML at `[start, end)`: one instance of a template, or elements as exported logs have them. */
function fragment(start: i32, end: i32, depth: i32): bool {
  let at = start + 14;
  if (depth > DEEPEST_VALUE || at + 4 > end || (load<u8>(start) & 0xbf) != 0x0f) return false;
  const token = load<u8>(start + 4) & 0xbf;
  if (token == 0x01) return plainElements(start + 4, end, depth);
  if (token != 0x0c) return false;
  const offset = load<i32>(start + 10);
  const program = programOf(offset);
  if (program == IRREGULAR || (depth == 0 && load<i32>(program + 4) == 0)) return false;
  if (chunk + offset == at) {
    at = load<i32>(program);
    if (at + 4 > end) return false;
  }
  const count = load<i32>(at);
  at += 4;
  if (count < 0 || count > MOST_VALUES || at + count * 4 > end) return false;
  const own = values;
  if (own + count * VALUE > work + OPERATIONS) return false;
  values = own + count * VALUE;
  let place = at + count * 4;
  for (let entry = own; entry < values; entry += VALUE) {
    const size = <i32>load<u16>(at);
    store<i32>(entry, <i32>load<u8>(at + 2));
    store<i32>(entry + 4, place);
    store<i32>(entry + 8, size);
    at += 4;
    place += size;
    if (place > end) return false;
  }
  if (place < end) {
    const next = load<u8>(place) & 0xbf;
    if (next != 0x00 && next != 0x04) return false;
  }
  let operation = program + PROGRAM_HEADER;
  // Windows has the root depend on the event's data; an event without them is one all the same.
  if (depth == 0 && load<i32>(operation) == UNLESS_NULL) operation += 12;
  if (!execute(operation, own, count, depth)) return false;
  values = own;
  return true;
}

/** Elements without a template are compiled for this once. */
function plainElements(start: i32, end: i32, depth: i32): bool {
  const program = operations;
  const text = literals;
  const known = templates;
  if (!compile(start, end, false) || (depth == 0 && !isOneElement())) return false;
  const rendered = execute(program, values, 0, depth);
  // Templates that were met meanwhile stand behind it and stay.
  if (templates == known) {
    operations = program;
    literals = text;
  }
  return rendered;
}

function execute(program: i32, own: i32, count: i32, depth: i32): bool {
  let at = program;
  let skipped = 0;
  while (true) {
    steps += 1;
    if (steps > MOST_STEPS) return false;
    const operation = load<i32>(at);
    if (operation == LITERAL) {
      const length = load<i32>(at + 8) - skipped;
      if (!literal(load<i32>(at + 4) + skipped, length)) return false;
      skipped = 0;
      at += 12;
      continue;
    }
    if (operation == END) return true;
    const index = load<i32>(at + 4);
    const value = own + index * VALUE;
    const present = index < count;
    if (operation == TEXT_VALUE) {
      if (present && !text(value, false, depth)) return false;
      at += 8;
    } else if (operation == ATTRIBUTE_VALUE) {
      if (present && !text(value, true, depth)) return false;
      at += 8;
    } else if (operation == UNLESS_NULL) {
      at = present && !isNull(value) ? at + 12 : load<i32>(at + 8);
    } else {
      if (present && (<u8>load<i32>(value) & ARRAY) != 0) {
        const head = load<i32>(at + 8);
        const closing = load<i32>(at + 16);
        if (head == 0 || <u8>load<i32>(value) != (ARRAY | STRING)) return false;
        // What follows is a literal that begins with the end tag.
        const items = listed(value, head, load<i32>(at + 12), load<i32>(at + 24), closing);
        if (items < 0) return false;
        if (items == 0) {
          out -= load<i32>(at + 12);
          skipped = closing;
        }
      } else if (present && !text(value, false, depth)) return false;
      at += 20;
    }
  }
}

function isNull(value: i32): bool {
  const type = <u8>load<i32>(value);
  return type == 0 || (load<i32>(value + 8) == 0 && type != STRING);
}

/** The texts of a list, with an end tag and a start tag between any two; how many there are, -1 for want of room. */
function listed(value: i32, head: i32, headLength: i32, closing: i32, closingLength: i32): i32 {
  const start = load<i32>(value + 4);
  const end = start + (load<i32>(value + 8) & ~1);
  if (start == end) return 0;
  // The terminator of the last one.
  const stop = load<u16>(end - 2) == 0 ? end - 2 : end;
  let items = 0;
  let from = start;
  while (true) {
    let to = from;
    while (to < stop && load<u16>(to) != 0) to += 2;
    steps += 1;
    if (items > 0 && !(literal(closing, closingLength) && literal(head, headLength))) return -1;
    if (!wide(from, to, false)) return -1;
    items += 1;
    if (to >= stop) return items;
    from = to + 2;
  }
}

// Writing ------------------------------------------------------------------------------------------------------------

// @ts-ignore: decorator
@inline
function hasRoom(size: i32): bool {
  if (out + size <= outEnd) return true;
  overflowed = true;
  return false;
}

// @ts-ignore: decorator
@inline
function literal(address: i32, length: i32): bool {
  if (!hasRoom(length)) return false;
  for (let at = 0; at < length; at += 16) v128.store(out + at, v128.load(address + at));
  out += length;
  return true;
}

// @ts-ignore: decorator
@inline
function put(byte: i32): void {
  store<u8>(out, <u8>byte);
  out += 1;
}

/** A value as text; false for types and sizes that are left to others, and for want of room. */
function text(value: i32, attribute: bool, depth: i32): bool {
  const type = load<i32>(value);
  const at = load<i32>(value + 4);
  const size = load<i32>(value + 8);
  if (type == <i32>STRING) {
    let end = at + (size & ~1);
    while (end > at && load<u16>(end - 2) == 0) end -= 2;
    return wide(at, end, attribute);
  }
  if (type == 0 || size == 0) return type != <i32>NESTED || type == 0;
  // The longest of the texts with a fixed size takes 38 bytes.
  if (!hasRoom(64)) return false;
  switch (type) {
    case 0x02:
      return ansi(at, size, attribute);
    case 0x03:
      if (size != 1) return false;
      signed(<i64>load<i8>(at));
      return true;
    case 0x04:
      if (size != 1) return false;
      unsigned(<u64>load<u8>(at));
      return true;
    case 0x05:
      if (size != 2) return false;
      signed(<i64>load<i16>(at));
      return true;
    case 0x06:
      if (size != 2) return false;
      unsigned(<u64>load<u16>(at));
      return true;
    case 0x07:
      if (size != 4) return false;
      signed(<i64>load<i32>(at));
      return true;
    case 0x08:
      if (size != 4) return false;
      unsigned(<u64>load<u32>(at));
      return true;
    case 0x09:
      if (size != 8) return false;
      signed(load<i64>(at));
      return true;
    case 0x0a:
      if (size != 8) return false;
      unsigned(load<u64>(at));
      return true;
    case 0x0d:
      if (size != 4) return false;
      // `true`, `false`
      if (load<u32>(at) != 0) {
        store<u32>(out, 0x65757274);
        out += 4;
      } else {
        store<u32>(out, 0x736c6166);
        store<u8>(out, 0x65, 4);
        out += 5;
      }
      return true;
    case 0x0e:
      return hexadecimal(at, size);
    case 0x0f:
      if (size != 16) return false;
      guid(at);
      return true;
    case 0x10:
    case 0x20:
      if (size == 8) mask(load<u64>(at));
      else if (size == 4) mask(<u64>load<u32>(at));
      else return false;
      return true;
    case 0x11:
      return size == 8 && fileTime(load<u64>(at));
    case 0x12:
      return size == 16 && systemTime(at);
    case 0x13:
      return identifier(at, size);
    case 0x14:
      if (size != 4) return false;
      mask(<u64>load<u32>(at));
      return true;
    case 0x15:
      if (size != 8) return false;
      mask(load<u64>(at));
      return true;
    case 0x21:
      return !attribute && fragment(at, at + size, depth + 1);
    default:
      return false;
  }
}

/** UTF-16 as escaped UTF-8. */
function wide(from: i32, end: i32, attribute: bool): bool {
  // One unit takes six bytes at most: `&apos;`.
  if (!hasRoom((end - from) * 3)) return false;
  let at = from;
  const quote = attribute ? i8x16.splat(0x27) : i8x16.splat(0x3c);
  while (at < end) {
    const units = v128.load(at);
    const bytes = i8x16.narrow_i16x8_u(units, units);
    const special = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x26)), i8x16.eq(bytes, i8x16.splat(0x3c))),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x3e)), i8x16.eq(bytes, quote)),
    );
    // Narrowing keeps what is beyond ASCII at 0x80 or more, or makes 0 of what counts as negative.
    const beyond = v128.and(units, i16x8.splat(<i16>0xff80));
    const left = end - at >= 16 ? 8 : (end - at) >> 1;
    const lanes = (i8x16.bitmask(special) & 0xff) | i16x8.bitmask(i16x8.ne(beyond, i16x8.splat(0)));
    const clean = ctz(lanes | (1 << left));
    v128.store64_lane(out, bytes, 0);
    out += clean;
    at += clean * 2;
    if (clean == left) continue;
    const unit = <i32>load<u16>(at);
    at += 2;
    if (unit < 0x80) escaped(unit);
    else if (unit < 0x800) {
      put(0xc0 | (unit >> 6));
      put(0x80 | (unit & 0x3f));
    } else {
      let code = unit;
      if (unit >= 0xd800 && unit < 0xe000) {
        const next = at < end ? <i32>load<u16>(at) : 0;
        if (unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
          at += 2;
          code = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
          put(0xf0 | (code >> 18));
          put(0x80 | ((code >> 12) & 0x3f));
          put(0x80 | ((code >> 6) & 0x3f));
          put(0x80 | (code & 0x3f));
          continue;
        }
        code = 0xfffd;
      }
      put(0xe0 | (code >> 12));
      put(0x80 | ((code >> 6) & 0x3f));
      put(0x80 | (code & 0x3f));
    }
  }
  return true;
}

/** One of `&`, `<`, `>`, `'` as its entity. */
function escaped(character: i32): void {
  if (character == 0x26) {
    store<u32>(out, 0x706d6126); // &amp
    out += 4;
  } else if (character == 0x27) {
    store<u32>(out, 0x6f706126); // &apo
    store<u8>(out, 0x73, 4);
    out += 5;
  } else {
    store<u32>(out, character == 0x3c ? 0x00746c26 : 0x00746726); // &lt, &gt
    out += 3;
  }
  put(0x3b);
}

/** One byte a character, as in Latin-1. */
function ansi(from: i32, size: i32, attribute: bool): bool {
  if (!hasRoom(size * 6)) return false;
  let end = from + size;
  while (end > from && load<u8>(end - 1) == 0) end -= 1;
  for (let at = from; at < end; at += 1) {
    const byte = <i32>load<u8>(at);
    if (byte == 0x26 || byte == 0x3c || byte == 0x3e || (attribute && byte == 0x27)) escaped(byte);
    else if (byte < 0x80) put(byte);
    else {
      put(0xc0 | (byte >> 6));
      put(0x80 | (byte & 0x3f));
    }
  }
  return true;
}

function unsigned(value: u64): void {
  if (value <= 0xffff_ffff) {
    const short = <u32>value;
    let width = 1;
    for (let rest = short / 10; rest != 0; rest /= 10) width += 1;
    let rest = short;
    for (let at = width - 1; at >= 0; at -= 1) {
      store<u8>(out + at, 0x30 + <u8>(rest % 10));
      rest /= 10;
    }
    out += width;
    return;
  }
  let digits = 1;
  for (let rest = value / 10; rest != 0; rest /= 10) digits += 1;
  let rest = value;
  for (let at = digits - 1; at >= 0; at -= 1) {
    store<u8>(out + at, 0x30 + <u8>(rest % 10));
    rest /= 10;
  }
  out += digits;
}

function signed(value: i64): void {
  if (value >= 0) {
    unsigned(<u64>value);
    return;
  }
  put(0x2d);
  unsigned(<u64>0 - <u64>value);
}

/** `0x` and hexadecimal digits in lower case. */
function mask(value: u64): void {
  put(0x30);
  put(0x78);
  let digits = 1;
  while (digits < 16 && value >> (<u64>digits * 4) != 0) digits += 1;
  for (let at = digits - 1; at >= 0; at -= 1) {
    const digit = <i32>((value >> (<u64>at * 4)) & 15);
    put(digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
}

// @ts-ignore: decorator
@inline
function upperDigit(digit: i32): i32 {
  return digit < 10 ? 0x30 + digit : 0x37 + digit;
}

// @ts-ignore: decorator
@inline
function hexadecimalByte(byte: i32): void {
  put(upperDigit(byte >> 4));
  put(upperDigit(byte & 15));
}

function hexadecimal(from: i32, size: i32): bool {
  if (!hasRoom(size * 2)) return false;
  for (let at = 0; at < size; at += 1) hexadecimalByte(<i32>load<u8>(from + at));
  return true;
}

function guid(at: i32): void {
  put(0x7b);
  for (let index = 3; index >= 0; index -= 1) hexadecimalByte(<i32>load<u8>(at + index));
  put(0x2d);
  hexadecimalByte(<i32>load<u8>(at + 5));
  hexadecimalByte(<i32>load<u8>(at + 4));
  put(0x2d);
  hexadecimalByte(<i32>load<u8>(at + 7));
  hexadecimalByte(<i32>load<u8>(at + 6));
  put(0x2d);
  for (let index = 8; index < 16; index += 1) {
    if (index == 10) put(0x2d);
    hexadecimalByte(<i32>load<u8>(at + index));
  }
  put(0x7d);
}

/** A number with leading zeros. */
function padded(value: i32, digits: i32): void {
  let rest = value;
  for (let at = digits - 1; at >= 0; at -= 1) {
    store<u8>(out + at, 0x30 + <u8>(rest % 10));
    rest /= 10;
  }
  out += digits;
}

const TICKS_PER_DAY: u64 = 864_000_000_000;
/** Days from 0000-03-01 to 1601-01-01. */
const DAYS_TO_1601: i32 = 584_694;

/** UTC with nine decimals, the last two 0; years of five digits are left to others. */
function fileTime(ticks: u64): bool {
  const day = ticks / TICKS_PER_DAY;
  if (day > 3_067_000) return false;
  calendarDay(<i32>day + DAYS_TO_1601);
  const rest = ticks % TICKS_PER_DAY;
  const seconds = <i32>(rest / 10_000_000);
  put(0x54);
  padded(seconds / 3600, 2);
  put(0x3a);
  padded((seconds / 60) % 60, 2);
  put(0x3a);
  padded(seconds % 60, 2);
  put(0x2e);
  padded(<i32>(rest % 10_000_000), 7);
  put(0x30);
  put(0x30);
  put(0x5a);
  return true;
}

/** The date of a day counted from 0000-03-01; years begin in March, so that the leap day is the last one. */
function calendarDay(days: i32): void {
  const era = days / 146_097;
  const dayOfEra = days - era * 146_097;
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const monthFromMarch = (5 * dayOfYear + 2) / 153;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  padded(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
  put(0x2d);
  padded(month, 2);
  put(0x2d);
  padded(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2);
}

/** Year, month, day of week, day, hour, minute, second, millisecond. */
function systemTime(at: i32): bool {
  if (load<u16>(at) > 9999 || load<u16>(at + 14) > 999) return false;
  for (let index = 2; index < 14; index += 2) if (load<u16>(at + index) > 99) return false;
  padded(<i32>load<u16>(at), 4);
  put(0x2d);
  padded(<i32>load<u16>(at + 2), 2);
  put(0x2d);
  padded(<i32>load<u16>(at + 6), 2);
  put(0x54);
  padded(<i32>load<u16>(at + 8), 2);
  put(0x3a);
  padded(<i32>load<u16>(at + 10), 2);
  put(0x3a);
  padded(<i32>load<u16>(at + 12), 2);
  put(0x2e);
  padded(<i32>load<u16>(at + 14), 3);
  put(0x5a);
  return true;
}

/** A security identifier, `S-1-5-…`. */
function identifier(at: i32, size: i32): bool {
  if (size < 8) return false;
  const count = <i32>load<u8>(at + 1);
  if (8 + count * 4 > size || !hasRoom(40 + count * 11)) return false;
  put(0x53);
  put(0x2d);
  unsigned(<u64>load<u8>(at));
  put(0x2d);
  let authority: u64 = 0;
  for (let index = 2; index < 8; index += 1) authority = (authority << 8) | <u64>load<u8>(at + index);
  unsigned(authority);
  for (let index = 0; index < count; index += 1) {
    put(0x2d);
    unsigned(<u64>load<u32>(at + 8 + index * 4));
  }
  return true;
}

// Compiling ----------------------------------------------------------------------------------------------------------

/** The program of the template at an offset of the chunk. */
function programOf(offset: i32): i32 {
  if (offset < 0 || offset > chunkEnd - chunk - TEMPLATE_HEADER) return IRREGULAR;
  const slot = work + PROGRAMS + offset * 4;
  const known = load<i32>(slot);
  if (known != 0) return known;
  if (templates == MOST_TEMPLATES) return IRREGULAR;
  const program = define(chunk + offset);
  store<i32>(slot, program);
  store<i32>(work + USED + templates * 4, offset);
  templates += 1;
  return program;
}

function define(definition: i32): i32 {
  const start = definition + TEMPLATE_HEADER;
  const size = load<i32>(definition + 20);
  if (size < 0 || size > chunkEnd - start) return IRREGULAR;
  const program = operations;
  if (program + PROGRAM_HEADER > work + OPERATIONS_END) return IRREGULAR;
  operations += PROGRAM_HEADER;
  if (!compile(start, start + size, true)) {
    operations = program;
    return IRREGULAR;
  }
  store<i32>(program, start + size);
  store<i32>(program + 4, isOneElement() ? 1 : 0);
  return program;
}

/** Writes the operations of binary XML at `[start, end)`; only elements of templates name what they depend on. */
function compile(start: i32, end: i32, inTemplate: bool): bool {
  const operation = operations;
  const text = literals;
  cursor = start;
  bound = end;
  literalStart = literals;
  dependencies = inTemplate;
  elements = 0;
  others = false;
  if (content(0) && closeLiteral() && emit(END, 0, 0, 4)) return true;
  operations = operation;
  literals = text;
  return false;
}

let dependencies: bool = false;
/** What stands at the top of what was compiled last. */
let elements: i32 = 0;
let others: bool = false;

function isOneElement(): bool {
  return elements == 1 && !others;
}

/** Nodes up to an end tag, the end of the stream or of the definition. */
function content(depth: i32): bool {
  if (depth > DEEPEST_ELEMENT) return false;
  while (cursor < bound) {
    const token = load<u8>(cursor);
    const kind = token & 0xbf;
    cursor += 1;
    if (kind == 0x00 || kind == 0x04) return true;
    if (kind == 0x0f) cursor += 3;
    else if (kind == 0x01) {
      if (depth == 0) elements += 1;
      if (!element((token & 0x40) != 0, depth)) return false;
    } else {
      if (depth == 0) others = true;
      if (kind == 0x05) {
        if (!staticText(false)) return false;
      } else if (kind == 0x0d || kind == 0x0e) {
        if (cursor + 3 > bound || !closeLiteral() || !emit(TEXT_VALUE, <i32>load<u16>(cursor), 0, 8)) return false;
        cursor += 3;
      } else if (kind == 0x08) {
        if (cursor + 2 > bound || !literalWide(cursor, cursor + 2, false)) return false;
        cursor += 2;
      } else if (kind == 0x09) {
        if (!entity()) return false;
      } else return false;
    }
    if (cursor > bound) return false;
  }
  return true;
}

function element(hasAttributes: bool, depth: i32): bool {
  if (cursor + 6 > bound) return false;
  let dependency = NO_DEPENDENCY;
  if (dependencies) {
    dependency = <i32>load<u16>(cursor);
    cursor += 2;
  }
  cursor += 4;
  const name = nameAt();
  if (name < 0) return false;
  let condition = 0;
  if (dependency != NO_DEPENDENCY) {
    if (!closeLiteral()) return false;
    condition = operations;
    if (!emit(UNLESS_NULL, dependency, 0, 12)) return false;
  }
  const head = literals;
  const before = operations;
  if (!literalByte(0x3c) || !nameText(name)) return false;
  if (hasAttributes) {
    cursor += 4;
    while (cursor < bound && (load<u8>(cursor) & 0xbf) == 0x06) {
      cursor += 1;
      if (!attribute()) return false;
    }
  }
  if (cursor >= bound) return false;
  const close = load<u8>(cursor);
  cursor += 1;
  if (close == 0x03) {
    if (!literalByte(0x2f) || !literalByte(0x3e)) return false;
  } else if (close == 0x02) {
    if (!literalByte(0x3e)) return false;
    const fixed = operations == before;
    const headLength = literals - head;
    if (isOnlyValue()) {
      const index = <i32>load<u16>(cursor + 1);
      cursor += 5;
      if (!closeLiteral()) return false;
      const operation = operations;
      if (!emit(LISTED_VALUE, index, fixed ? head : 0, 20)) return false;
      store<i32>(operation + 12, headLength);
      const from = literals;
      if (!endTag(name)) return false;
      store<i32>(operation + 16, literals - from);
    } else {
      if (!content(depth + 1) || !endTag(name)) return false;
    }
  } else return false;
  if (condition != 0) {
    if (!closeLiteral()) return false;
    store<i32>(condition + 8, operations);
  }
  return true;
}

/** Whether what follows is a value and then an end tag. */
function isOnlyValue(): bool {
  if (cursor + 5 > bound) return false;
  const kind = load<u8>(cursor) & 0xbf;
  const next = load<u8>(cursor + 4) & 0xbf;
  return (kind == 0x0d || kind == 0x0e) && (next == 0x00 || next == 0x04);
}

function attribute(): bool {
  const name = nameAt();
  if (name < 0) return false;
  const first = cursor;
  // The attribute is left out when one of its optional values is null.
  let conditions = 0;
  let lastCondition = 0;
  while (cursor < bound) {
    const kind = load<u8>(cursor) & 0xbf;
    if (kind == 0x05) {
      if (cursor + 4 > bound) return false;
      cursor += 4 + <i32>load<u16>(cursor + 2) * 2;
    } else if (kind == 0x0d || kind == 0x0e) {
      if (cursor + 4 > bound) return false;
      if (kind == 0x0e) {
        if (!closeLiteral()) return false;
        const condition = operations;
        if (!emit(UNLESS_NULL, <i32>load<u16>(cursor + 1), lastCondition, 12)) return false;
        lastCondition = condition;
        conditions += 1;
      }
      cursor += 4;
    } else break;
  }
  if (cursor >= bound) return false;
  const stop = cursor;
  cursor = first;
  if (!literalByte(0x20) || !nameText(name) || !literalByte(0x3d) || !literalByte(0x27)) return false;
  while (cursor < stop) {
    const kind = load<u8>(cursor) & 0xbf;
    cursor += 1;
    if (kind == 0x05) {
      if (!staticText(true)) return false;
    } else {
      if (!closeLiteral() || !emit(ATTRIBUTE_VALUE, <i32>load<u16>(cursor), 0, 8)) return false;
      cursor += 3;
    }
  }
  if (!literalByte(0x27)) return false;
  if (conditions > 0) {
    if (!closeLiteral()) return false;
    while (lastCondition != 0) {
      const earlier = load<i32>(lastCondition + 8);
      store<i32>(lastCondition + 8, operations);
      lastCondition = earlier;
    }
  }
  return true;
}

/** Type, length and characters of a text in the template. */
function staticText(inAttribute: bool): bool {
  if (cursor + 3 > bound || load<u8>(cursor) != STRING) return false;
  const start = cursor + 3;
  const end = start + <i32>load<u16>(cursor + 1) * 2;
  if (end > bound) return false;
  cursor = end;
  return literalWide(start, end, inAttribute);
}

/** One of XML's own entities in a text. */
function entity(): bool {
  const name = nameAt();
  if (name < 0) return false;
  const start = load<u32>(name + 8);
  const length = load<u16>(name + 6);
  // The first two characters: `lt`, `gt`, `am`, `qu`, `ap`.
  if (length == 2 && start == 0x0074006c) return literalEntity(0x3c);
  if (length == 2 && start == 0x00740067) return literalEntity(0x3e);
  if (length == 3 && start == 0x006d0061 && load<u16>(name + 12) == 0x70) return literalEntity(0x26);
  if (length != 4) return false;
  if (start == 0x00750071 && load<u32>(name + 12) == 0x0074006f) return literalByte(0x22);
  return start == 0x00700061 && load<u32>(name + 12) == 0x0073006f && literalByte(0x27);
}

/** The place of the name that is referred to here; where it stands in line it is skipped. Negative when there is none. */
function nameAt(): i32 {
  if (cursor + 4 > bound) return -1;
  const offset = load<i32>(cursor);
  cursor += 4;
  const length = chunkEnd - chunk;
  if (offset < 0 || offset > length - 8) return -1;
  const end = offset + 8 + <i32>load<u16>(chunk + offset + 6) * 2 + 2;
  if (end > length) return -1;
  if (chunk + offset == cursor) {
    cursor = chunk + end;
    if (cursor > bound) return -1;
  }
  return chunk + offset;
}

function nameText(name: i32): bool {
  const start = name + 8;
  return literalName(start, start + <i32>load<u16>(name + 6) * 2);
}

function endTag(name: i32): bool {
  return literalByte(0x3c) && literalByte(0x2f) && nameText(name) && literalByte(0x3e);
}

function literalByte(byte: i32): bool {
  if (literals >= work + LITERALS_END) return false;
  store<u8>(literals, <u8>byte);
  literals += 1;
  return true;
}

/** One of `&`, `<`, `>` as its entity. */
function literalEntity(character: i32): bool {
  if (literals + 8 > work + LITERALS_END) return false;
  const target = out;
  out = literals;
  escaped(character);
  literals = out;
  out = target;
  return true;
}

/** Names stand as they are; beyond ASCII they are left to others. */
function literalName(start: i32, end: i32): bool {
  const length = (end - start) >> 1;
  if (literals + length > work + LITERALS_END) return false;
  for (let at = 0; at < length; at += 8) {
    const units = v128.load(start + at * 2);
    const beyond = i16x8.bitmask(i16x8.ne(v128.and(units, i16x8.splat(<i16>0xff80)), i16x8.splat(0)));
    const left = length - at;
    if (ctz(beyond | 0x100) < (left < 8 ? left : 8)) return false;
    v128.store64_lane(literals + at, i8x16.narrow_i16x8_u(units, units), 0);
  }
  literals += length;
  return true;
}

/** Text that stands in the binary XML, written where literals are. */
function literalWide(start: i32, end: i32, inAttribute: bool): bool {
  const target = out;
  const targetEnd = outEnd;
  out = literals;
  outEnd = work + LITERALS_END;
  const fits = wide(start, end, inAttribute);
  literals = out;
  out = target;
  outEnd = targetEnd;
  overflowed = false;
  return fits;
}

/** Makes an operation of the literal that was written last. */
function closeLiteral(): bool {
  if (literals == literalStart) return true;
  const length = literals - literalStart;
  if (!emit(LITERAL, literalStart, length, 12)) return false;
  literalStart = literals;
  return true;
}

function emit(operation: i32, first: i32, second: i32, size: i32): bool {
  if (operations + 24 > work + OPERATIONS_END) return false;
  store<i32>(operations, operation);
  store<i32>(operations + 4, first);
  store<i32>(operations + 8, second);
  operations += size;
  return true;
}
