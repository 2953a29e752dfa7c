import { smallest } from '../util/append.ts';
/** One of several parts of a run: `{ index: 2, of: 4 }`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** A test to be placed: its key is the same in every run, its weight how long it took, when that is known. */
export interface Weighed {
  readonly key: string;
  readonly weight: number | undefined;
}

/** `2/4`; undefined when it is no shard. */
export function parseShard(text: string): Shard | undefined {
  const match = /^(\d+)\/(\d+)$/.exec(text.trim());
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  return match && index >= 1 && index <= of ? { index, of } : undefined;
}

/**
 * The positions of the tests that a shard runs, in their order. The heaviest goes first, each to the shard that has
 * least to do; a test of unknown weight counts as the middle of the known ones. Machines that see the same tests and
 * the same weights agree without talking to each other.
 */
export function positionsOf(tests: readonly Weighed[], { index, of }: Shard): readonly number[] {
  const known = tests.flatMap(({ weight }) => (weight === undefined ? [] : [weight])).sort((a, b) => a - b);
  const middle = known[Math.floor(known.length / 2)] ?? 1;
  const weightOf = (at: number) => Math.max(tests[at]?.weight ?? middle, 1);
  const keyOf = (at: number) => tests[at]?.key ?? '';
  const order = tests
    .map((_test, at) => at)
    .sort((a, b) => weightOf(b) - weightOf(a) || (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : a - b));
  const loads = new Array<number>(of).fill(0);
  const mine: number[] = [];
  for (const at of order) {
    const lightest = loads.indexOf(smallest(loads));
    loads[lightest] = (loads[lightest] as number) + weightOf(at);
    if (lightest === index - 1) mine.push(at);
  }
  return mine.sort((a, b) => a - b);
}
