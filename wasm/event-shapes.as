/**
 * Events whose form is known: the texts between their values are compared, the values found by what ends them.
 * `src/data/readers/xml/event-shapes.ts` lays out the memory and makes the forms known.
 */

/**
 * A node of the tree of forms: the text that stands there, its length, the first node behind it, the next node that may stand in
 * its place, and the number of the form that ends with it (0: a value follows).
 */
const NODE: i32 = 20;
const FIRST: i32 = 8;
const NEXT: i32 = 12;
const FORM: i32 = 16;

/** A row of the result: the number of the event's form (0: none that is known), how many integers stand before its first place. */
const ROW: i32 = 8;
/** A place of the result: start and end of a value; the end is negative where the value is not plain ASCII without entities. */
const PLACE: i32 = 8;

const GREATER: u8 = 0x3e;
const LESS: u8 = 0x3c;
const AMPERSAND: u8 = 0x26;

/** Both texts may be read sixteen bytes beyond their end. */
// @ts-ignore: decorator
@inline
function standsHere(at: i32, text: i32, length: i32): bool {
  let index = 0;
  for (; index + 16 <= length; index += 16) {
    if (i8x16.bitmask(i8x16.eq(v128.load(at + index), v128.load(text + index))) != 0xffff) return false;
  }
  const wanted = (1 << (length - index)) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(at + index), v128.load(text + index))) & wanted) == wanted;
}

/**
 * Finds the form of `count` events (pairs of start and end at `texts`) in the tree below `root` and the places of their values.
 * `places` has room for as many as fit into the events. Returns how many there are.
 */
export function matchShapes(texts: i32, count: i32, root: i32, rows: i32, places: i32): i32 {
  let place = places;
  for (let index = 0; index < count; index += 1) {
    const end = load<i32>(texts + index * 8 + 4);
    const first = place;
    let at = load<i32>(texts + index * 8);
    let node = load<i32>(root, FIRST);
    let form = 0;
    while (node != 0) {
      const length = load<i32>(node, 4);
      if (at + length > end || !standsHere(at, load<i32>(node), length)) {
        node = load<i32>(node, NEXT);
        continue;
      }
      at += length;
      form = load<i32>(node, FORM);
      if (form != 0) break;
      // A quotation mark ends what stands behind one; an element what stands behind a tag.
      const before = load<u8>(at - 1);
      const stop = i8x16.splat(before == GREATER ? LESS : before);
      const start = at;
      let unusual = 0;
      while (at < end) {
        const bytes = v128.load(at);
        const found = i8x16.bitmask(i8x16.eq(bytes, stop));
        const others = i8x16.bitmask(v128.or(bytes, i8x16.eq(bytes, i8x16.splat(AMPERSAND))));
        if (found != 0) {
          unusual |= others & (found ^ (found - 1));
          at += ctz(found);
          break;
        }
        unusual |= others;
        at += 16;
      }
      if (at >= end) break;
      store<i32>(place, start);
      store<i32>(place, unusual == 0 ? at : -at, 4);
      place += PLACE;
      node = load<i32>(node, FIRST);
    }
    if (form != 0 && at != end) form = 0;
    if (form == 0) place = first;
    store<i32>(rows + index * ROW, form);
    store<i32>(rows + index * ROW, (first - places) >> 2, 4);
  }
  return (place - places) / PLACE;
}
