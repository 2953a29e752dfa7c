import type { Codes } from './codes.ts';

/** Columns of more values than this have no lists. */
const MOST_LISTS = 64;

export type RowLists = (number: number) => Uint32Array;

const known = new WeakMap<Codes, RowLists>();

/** The rows that have each number, in order; undefined where the numbers are many. */
export function rowsByNumber(codes: Codes): RowLists | undefined {
  if (codes.size > MOST_LISTS) return undefined;
  let lists = known.get(codes);
  if (!lists) {
    lists = makeLists(codes);
    known.set(codes, lists);
  }
  return lists;
}

function makeLists({ numbers, size }: Codes): RowLists {
  const ends = new Uint32Array(size + 1);
  for (const number of numbers) ends[number + 1] = (ends[number + 1] as number) + 1;
  for (let number = 1; number <= size; number += 1)
    ends[number] = (ends[number] as number) + (ends[number - 1] as number);
  const firsts = ends.slice();
  const rows = new Uint32Array(numbers.length);
  numbers.forEach((number, row) => {
    const at = firsts[number] as number;
    rows[at] = row;
    firsts[number] = at + 1;
  });
  const lists = Array.from({ length: size }, (_, number) => rows.subarray(ends[number], ends[number + 1]));
  return (number) => lists[number] as Uint32Array;
}
