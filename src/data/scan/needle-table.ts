import { fingerprint } from './fingerprint.ts';
import type { ScanMemory } from './memory.ts';

/** Needles beyond this many are cheaper to search for one event at a time. */
export const NEEDLES_AT_ONCE = 8;

const INTEGER = 4;
const NEEDLE_INTEGERS = 20;
const NEEDLE_TEXTS_SIZE = 16 << 10;

/** Bytes of a table. */
export const NEEDLE_TABLE_SIZE = NEEDLES_AT_ONCE * NEEDLE_INTEGERS * INTEGER + NEEDLE_TEXTS_SIZE;

/** Whether so many and so long needles fit into a table. */
export function fitsNeedleTable(needles: readonly string[]): boolean {
  const size = needles.reduce((sum, needle) => sum + needle.length, 0);
  return needles.length <= NEEDLES_AT_ONCE && size < NEEDLE_TEXTS_SIZE;
}

/** Writes needles, in lower case and none empty, as the loops of `wasm/scan.as` search for them. */
export function writeNeedles(memory: ScanMemory, address: number, needles: readonly string[]): void {
  const table = memory.integers(address, NEEDLES_AT_ONCE * NEEDLE_INTEGERS);
  let text = address + table.byteLength;
  needles.forEach((needle, index) => {
    memory.bytes.set(Buffer.from(needle, 'latin1'), text);
    table.set([text, needle.length, ...fingerprint(needle)], index * NEEDLE_INTEGERS);
    text += needle.length;
  });
}
