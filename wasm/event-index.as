/**
 * The parts of Windows events that are written as Windows and forwarders write them, and literals looked for in their
 * values. `src/data/scan/event-index.ts` lays out the memory and says what is regular.
 */

const LESS: u8 = 0x3c;
const GREATER: u8 = 0x3e;
const SLASH: u8 = 0x2f;
const SPACE: u8 = 0x20;
const EQUALS: u8 = 0x3d;
const QUOTE: u8 = 0x27;
const DOUBLE_QUOTE: u8 = 0x22;
const AMPERSAND: u8 = 0x26;

// Texts as numbers, the first byte lowest.
const SYSTEM: u64 = 0x3e6d65747379533c; // <System>
const SYSTEM_END: u64 = 0x6d65747379532f3c; // </System
const EVENT_DATA: u64 = 0x6144746e6576453c; // <EventDa
const TA: u32 = 0x003e6174; // ta>
const TA_EMPTY: u32 = 0x3e2f6174; // ta/>
const DATA: u64 = 0x614e20617461443c; // <Data Na
const NAME_IS: u32 = 0x273d656d; // me='
const DATA_END: u64 = 0x003e617461442f3c; // </Data>
const EVENT_DATA_END: u64 = 0x44746e6576452f3c; // </EventD
const ATA_END: u32 = 0x3e617461; // ata>
const EVENT_END: u64 = 0x3e746e6576452f3c; // </Event>
const PROVIDER: u64 = 0x72656469766f7250; // Provider
const EVENT_ID: u64 = 0x004449746e657645; // EventID
const CHANNEL: u64 = 0x006c656e6e616843; // Channel
const NAME: u32 = 0x656d614e; // Name
const SEVEN_BYTES: u64 = 0x00ffffffffffffff;
const THREE_BYTES: u32 = 0x00ffffff;

/** What an event is known by: starts and ends of its provider, its id and its channel. */
const IDENTITY: i32 = 24;
/** A row of the result: the number of its identity from 1 (0: not regular), its first entry, the entry behind its last. */
const ROW: i32 = 12;
/** An entry: the number of its name from 1, start and end of its value. */
const ENTRY: i32 = 12;
/** A distinct name: start, end, the row that had it last (from 1). */
const KNOWN_NAME: i32 = 12;

let providerStart: i32 = 0;
let providerEnd: i32 = 0;
let idStart: i32 = 0;
let idEnd: i32 = 0;
let channelStart: i32 = 0;
let channelEnd: i32 = 0;

let nameCount: i32 = 0;
let identityCount: i32 = 0;

export function distinctNames(): i32 {
  return nameCount;
}
export function distinctIdentities(): i32 {
  return identityCount;
}

// @ts-ignore: decorator
@inline
function isWord(byte: u8): bool {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte == 0x5f;
}

/** Where a byte stands from `at` on; `end` when nowhere. */
// @ts-ignore: decorator
@inline
function placeOf(byte: u8, at: i32, end: i32): i32 {
  const wanted = i8x16.splat(byte);
  for (let place = at; place < end; place += 16) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(place), wanted));
    if (bits != 0) {
      const found = place + ctz(bits);
      return found < end ? found : end;
    }
  }
  return end;
}

function equalText(left: i32, right: i32, length: i32): bool {
  let index = 0;
  for (; index + 8 <= length; index += 8) {
    if (load<u64>(left + index) != load<u64>(right + index)) return false;
  }
  for (; index < length; index += 1) {
    if (load<u8>(left + index) != load<u8>(right + index)) return false;
  }
  return true;
}

/** Reads `<System>…</System>`; the place behind it, 0 for what is written otherwise. */
function readSystem(from: i32, end: i32): i32 {
  providerStart = providerEnd = idStart = idEnd = channelStart = channelEnd = 0;
  let at = from;
  while (at < end) {
    if (load<u64>(at) == SYSTEM_END && load<u8>(at + 8) == GREATER) return at + 9;
    if (load<u8>(at) != LESS) return 0;
    const name = at + 1;
    let place = name;
    while (isWord(load<u8>(place))) place += 1;
    const length = place - name;
    if (length == 0) return 0;
    const first = load<u64>(name);
    const isProvider = length == 8 && first == PROVIDER;
    const isId = length == 7 && (first & SEVEN_BYTES) == EVENT_ID;
    const isChannel = length == 7 && (first & SEVEN_BYTES) == CHANNEL;
    while (load<u8>(place) == SPACE) {
      const key = place + 1;
      let keyEnd = key;
      while (isWord(load<u8>(keyEnd))) keyEnd += 1;
      if (keyEnd == key) {
        place = key;
        break;
      }
      const quote = load<u8>(keyEnd + 1);
      if (load<u8>(keyEnd) != EQUALS || (quote != QUOTE && quote != DOUBLE_QUOTE)) return 0;
      const value = keyEnd + 2;
      const valueEnd = placeOf(quote, value, end);
      if (valueEnd >= end) return 0;
      if (isProvider && keyEnd - key == 4 && load<u32>(key) == NAME) {
        if (providerStart != 0) return 0;
        providerStart = value;
        providerEnd = valueEnd;
      }
      place = valueEnd + 1;
    }
    let text = place;
    let textEnd = place;
    if (load<u8>(place) == SLASH) {
      if (load<u8>(place + 1) != GREATER) return 0;
      at = place + 2;
    } else {
      if (load<u8>(place) != GREATER) return 0;
      text = place + 1;
      textEnd = placeOf(LESS, text, end);
      const behind = textEnd + 2 + length;
      if (behind >= end || load<u8>(textEnd + 1) != SLASH || !equalText(textEnd + 2, name, length)) return 0;
      if (load<u8>(behind) != GREATER) return 0;
      at = behind + 1;
    }
    if (isId) {
      if (idStart != 0) return 0;
      idStart = text;
      idEnd = textEnd;
    } else if (isChannel) {
      if (channelStart != 0) return 0;
      channelStart = text;
      channelEnd = textEnd;
    }
  }
  return 0;
}

/** Whether a text is ASCII and holds no entity. */
function isPlain(start: i32, end: i32): bool {
  for (let at = start; at < end; at += 1) {
    const byte = load<u8>(at);
    if (byte >= 0x80 || byte == AMPERSAND) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function isSpan(place: i32, start: i32, end: i32): bool {
  const known = load<i32>(place);
  const length = end - start;
  return load<i32>(place + 4) - known == length && equalText(known, start, length);
}

/** The number of the identity that was read last, from 1; 0 when there are too many or it is not plain. */
function identityOf(identities: i32, room: i32): i32 {
  // The kinds of events in one batch are few.
  for (let index = 0; index < identityCount; index += 1) {
    const place = identities + index * IDENTITY;
    if (
      isSpan(place + 8, idStart, idEnd) &&
      isSpan(place + 16, channelStart, channelEnd) &&
      isSpan(place, providerStart, providerEnd)
    ) {
      return index + 1;
    }
  }
  if (identityCount == room || !isPlain(providerStart, providerEnd)) return 0;
  if (!isPlain(idStart, idEnd) || !isPlain(channelStart, channelEnd)) return 0;
  const place = identities + identityCount * IDENTITY;
  store<i32>(place, providerStart);
  store<i32>(place, providerEnd, 4);
  store<i32>(place, idStart, 8);
  store<i32>(place, idEnd, 12);
  store<i32>(place, channelStart, 16);
  store<i32>(place, channelEnd, 20);
  identityCount += 1;
  return identityCount;
}

/**
 * Reads `count` events (pairs of start and end at `texts`) that begin with the `headLength` bytes at `head`: writes a row
 * for each, the entries of their `EventData`, their distinct names and identities. `slots` has `slotCount` (a power of two, more
 * than twice `nameRoom`) zeroed places of 4 bytes.
 */
export function indexEvents(
  texts: i32,
  count: i32,
  head: i32,
  headLength: i32,
  rows: i32,
  entries: i32,
  names: i32,
  nameRoom: i32,
  slots: i32,
  slotCount: i32,
  identities: i32,
  identityRoom: i32,
): void {
  nameCount = 0;
  identityCount = 0;
  const mask = slotCount - 1;
  let entry = 0;
  for (let index = 0; index < count; index += 1) {
    const start = load<i32>(texts + index * 8);
    const end = load<i32>(texts + index * 8 + 4);
    const row = rows + index * ROW;
    const firstEntry = entry;
    store<i32>(row, 0);
    store<i32>(row, firstEntry, 4);
    store<i32>(row, firstEntry, 8);
    if (end - start < headLength + 8 || !equalText(start, head, headLength)) continue;
    if (load<u64>(start + headLength) != SYSTEM) continue;
    let at = readSystem(start + headLength + 8, end);
    if (at == 0 || load<u64>(at) != EVENT_DATA) continue;
    let sound = true;
    if (load<u32>(at + 8) == TA_EMPTY) at += 12;
    else if ((load<u32>(at + 8) & THREE_BYTES) != TA) continue;
    else {
      at += 11;
      while (load<u64>(at) == DATA && load<u32>(at + 8) == NAME_IS) {
        const name = at + 12;
        let place = name;
        let hash: u32 = 0x811c9dc5;
        for (let byte = load<u8>(place); isWord(byte); byte = load<u8>(place)) {
          hash = (hash ^ <u32>byte) * 0x01000193;
          place += 1;
        }
        const length = place - name;
        if (length == 0 || load<u8>(place) != QUOTE) {
          sound = false;
          break;
        }
        let value = place + 2;
        let valueEnd = value;
        const close = load<u8>(place + 1);
        if (close == SLASH && load<u8>(place + 2) == GREATER) at = place + 3;
        else if (close == GREATER) {
          valueEnd = placeOf(LESS, value, end);
          if ((load<u64>(valueEnd) & SEVEN_BYTES) != DATA_END) {
            sound = false;
            break;
          }
          at = valueEnd + 7;
        } else {
          sound = false;
          break;
        }
        let slot = <i32>hash & mask;
        let number = 0;
        for (;;) {
          number = load<i32>(slots + slot * 4);
          if (number == 0 || isSpan(names + (number - 1) * KNOWN_NAME, name, place)) break;
          slot = (slot + 1) & mask;
        }
        if (number == 0) {
          if (nameCount == nameRoom) {
            sound = false;
            break;
          }
          store<i32>(names + nameCount * KNOWN_NAME, name);
          store<i32>(names + nameCount * KNOWN_NAME, place, 4);
          store<i32>(names + nameCount * KNOWN_NAME, 0, 8);
          nameCount += 1;
          number = nameCount;
          store<i32>(slots + slot * 4, number);
        }
        const known = names + (number - 1) * KNOWN_NAME;
        // A name that comes again has several values.
        if (load<i32>(known, 8) == index + 1) {
          sound = false;
          break;
        }
        store<i32>(known, index + 1, 8);
        const target = entries + entry * ENTRY;
        store<i32>(target, number);
        store<i32>(target, value, 4);
        store<i32>(target, valueEnd, 8);
        entry += 1;
      }
      if (load<u64>(at) != EVENT_DATA_END || load<u32>(at + 8) != ATA_END) sound = false;
      at += 12;
    }
    const identity = sound && at + 8 == end && load<u64>(at) == EVENT_END ? identityOf(identities, identityRoom) : 0;
    if (identity == 0) {
      entry = firstEntry;
      continue;
    }
    store<i32>(row, identity);
    store<i32>(row, entry, 8);
  }
}

// An automaton in memory, as the tree of its literals: where its parts stand (numbers of 2 bytes each, of its states where
// nothing else is said), how many classes of bytes there are and the number of its field.
//   0 classes of the 256 bytes (UNFIT: the text is for others to read; 0: in no literal), 4 how many classes there are,
//   8 transitions, one more than the state; zero until they are first needed, 12 flags (1 byte each), 16 depths, 20 field,
//   24 first children, 28 next siblings, 32 classes that lead there, 36 states of their longest proper suffixes,
//   40 the class of an ampersand, which stands in a text as an entity
const UNFIT: u16 = 0xffff;
const ANYWHERE: u8 = 1;
const AT_START: u8 = 2;
const AT_END: u8 = 4;
const WHOLE: u8 = 8;

/** A hit: row, field, state times sixteen and the one flag that holds; -1 for a text that is unfit. */
const HIT: i32 = 12;

let hits: i32 = 0;
let room: i32 = 0;
let out: i32 = 0;

export function foundHits(): i32 {
  return hits;
}

// @ts-ignore: decorator
@inline
function addHit(row: i32, field: i32, code: i32): void {
  if (hits < room) {
    const target = out + hits * HIT;
    store<i32>(target, row);
    store<i32>(target, field, 4);
    store<i32>(target, code, 8);
  }
  hits += 1;
}

// @ts-ignore: decorator
@inline
function ofState(array: i32, state: i32): i32 {
  return <i32>load<u16>(array + (state << 1));
}

/** The state behind a class, by the tree: the longest suffix that goes on with it. */
function follow(automaton: i32, from: i32, symbol: i32): i32 {
  const firstChild = load<i32>(automaton, 24);
  const sibling = load<i32>(automaton, 28);
  const symbols = load<i32>(automaton, 32);
  const suffix = load<i32>(automaton, 36);
  let state = from;
  for (;;) {
    for (let child = ofState(firstChild, state); child != 0; child = ofState(sibling, child)) {
      if (ofState(symbols, child) == symbol) return child;
    }
    if (state == 0) break;
    state = ofState(suffix, state);
  }
  return 0;
}

let entityLength: i32 = 0;

/** The character that a named entity stands for, 0 for other ones; its length is in `entityLength`. */
function entityAt(at: i32, end: i32): u8 {
  const four = load<u32>(at);
  let code: u8 = 0;
  if (four == 0x3b746c26) {
    entityLength = 4; // &lt;
    code = LESS;
  } else if (four == 0x3b746726) {
    entityLength = 4; // &gt;
    code = GREATER;
  } else if (four == 0x706d6126 && load<u8>(at + 4) == 0x3b) {
    entityLength = 5; // &amp;
    code = AMPERSAND;
  } else if (four == 0x6f757126 && load<u16>(at + 4) == 0x3b74) {
    entityLength = 6; // &quot;
    code = DOUBLE_QUOTE;
  } else if (four == 0x6f706126 && load<u16>(at + 4) == 0x3b73) {
    entityLength = 6; // &apos;
    code = QUOTE;
  }
  return at + entityLength <= end ? code : 0;
}

function scanText(start: i32, end: i32, automaton: i32, row: i32): void {
  const classes = load<i32>(automaton);
  const width = load<i32>(automaton, 4);
  const next = load<i32>(automaton, 8);
  const flags = load<i32>(automaton, 12);
  const depths = load<i32>(automaton, 16);
  const field = load<i32>(automaton, 20);
  let state = 0;
  let length = 0;
  for (let at = start; at < end; at += 1) {
    let symbol = load<u16>(classes + (<i32>load<u8>(at) << 1));
    length += 1;
    if (symbol == UNFIT) {
      const code = load<u8>(at) == AMPERSAND ? entityAt(at, end) : 0;
      if (code == 0) {
        addHit(row, field, -1);
        return;
      }
      symbol = code == AMPERSAND ? <u16>load<i32>(automaton, 40) : load<u16>(classes + (<i32>code << 1));
      at += entityLength - 1;
    }
    if (symbol == 0) {
      state = 0;
      continue;
    }
    const slot = next + ((state * width + <i32>symbol) << 1);
    const known = <i32>load<u16>(slot);
    if (known != 0) state = known - 1;
    else {
      state = follow(automaton, state, <i32>symbol);
      store<u16>(slot, <u16>(state + 1));
    }
    const flag = load<u8>(flags + state);
    if ((flag & (ANYWHERE | AT_START)) == 0) continue;
    if ((flag & ANYWHERE) != 0) addHit(row, field, (state << 4) | <i32>ANYWHERE);
    if ((flag & AT_START) != 0 && ofState(depths, state) == length) {
      addHit(row, field, (state << 4) | <i32>AT_START);
    }
  }
  const last = load<u8>(flags + state);
  if ((last & AT_END) != 0) addHit(row, field, (state << 4) | <i32>AT_END);
  if ((last & WHOLE) != 0 && ofState(depths, state) == length) {
    addHit(row, field, (state << 4) | <i32>WHOLE);
  }
}

/**
 * Looks for literals in the values of the indexed rows `[from, count)`. `automata` has, for each identity, the address of
 * an automaton for each of `width` names, 0 for none. Writes at most `space` hits to `target`; returns the row from which on it is
 * not done, and how many hits those before it have in `foundHits`. A row whose own hits do not fit is given as it stands, as the
 * one hit -1 for its first field.
 */
export function scanValues(
  rows: i32,
  from: i32,
  count: i32,
  entries: i32,
  automata: i32,
  width: i32,
  target: i32,
  space: i32,
): i32 {
  hits = 0;
  out = target;
  room = space;
  for (let index = from; index < count; index += 1) {
    const row = rows + index * ROW;
    const identity = load<i32>(row);
    if (identity == 0) continue;
    const before = hits;
    const table = automata + (identity - 1) * width * 4;
    const last = load<i32>(row, 8);
    for (let entry = load<i32>(row, 4); entry < last; entry += 1) {
      const place = entries + entry * ENTRY;
      const automaton = load<i32>(table + (load<i32>(place) - 1) * 4);
      if (automaton != 0) scanText(load<i32>(place, 4), load<i32>(place, 8), automaton, index);
    }
    if (hits <= room) continue;
    hits = before;
    if (before > 0) return index;
    // All by itself it is too much.
    addHit(index, -1, -1);
    return index + 1;
  }
  return count;
}

/** Looks for literals in the value of one entry; how many hits there are, of which at most `space` are written. */
export function scanEntry(entries: i32, entry: i32, automaton: i32, row: i32, target: i32, space: i32): i32 {
  hits = 0;
  out = target;
  room = space;
  const place = entries + entry * ENTRY;
  scanText(load<i32>(place, 4), load<i32>(place, 8), automaton, row);
  return hits;
}
