import type { Pattern } from './pattern.ts';
import { append } from '../../util/append.ts';

/** Characters between two `*`; undefined stands for any one character. */
type Segment = readonly (string | undefined)[];

/**
 * A test for a whole text against a pattern. Segments between `*` are looked for from left to right, the first and the
 * last are anchored: no backtracking, so no text of an attacker makes it slow.
 */
export function compileGlob(pattern: Pattern): (text: string) => boolean {
  const { segments, anchoredStart, anchoredEnd } = segmentsOf(pattern);
  const first = anchoredStart ? segments[0] : undefined;
  const last = anchoredEnd && (segments.length > 1 || !anchoredStart) ? segments.at(-1) : undefined;
  const middle = segments.slice(first ? 1 : 0, last ? -1 : undefined).map(finderOf);
  if (anchoredStart && anchoredEnd && segments.length === 1) {
    const only = segments[0] as Segment;
    return (text) => text.length === only.length && matchesAt(only, text, 0);
  }
  return (text) => {
    let at = 0;
    let end = text.length;
    if (first) {
      if (first.length > end || !matchesAt(first, text, 0)) return false;
      at = first.length;
    }
    if (last) {
      end -= last.length;
      if (end < at || !matchesAt(last, text, end)) return false;
    }
    for (const find of middle) {
      const found = find(text, at, end);
      if (found < 0) return false;
      at = found;
    }
    return true;
  };
}

function segmentsOf(pattern: Pattern): { segments: Segment[]; anchoredStart: boolean; anchoredEnd: boolean } {
  const segments: (string | undefined)[][] = [[]];
  for (const part of pattern) {
    if (typeof part === 'string') append(segments.at(-1) ?? [], part.split(''));
    else if (part.wildcard === 'one') segments.at(-1)?.push(undefined);
    else segments.push([]);
  }
  const anchoredStart = segments[0]?.length !== 0 || segments.length === 1;
  const anchoredEnd = segments.at(-1)?.length !== 0 || segments.length === 1;
  return {
    segments: segments.filter((segment) => segment.length > 0 || segments.length === 1),
    anchoredStart,
    anchoredEnd,
  };
}

/** Finds a segment at or after `at` and before `end`: the place behind it, or -1. */
function finderOf(segment: Segment): (text: string, at: number, end: number) => number {
  const { length } = segment;
  if (segment.every((character) => character !== undefined)) {
    const needle = segment.join('');
    return (text, at, end) => {
      const found = text.indexOf(needle, at);
      return found < 0 || found + length > end ? -1 : found + length;
    };
  }
  return (text, at, end) => {
    for (let start = at; start + length <= end; start += 1) if (matchesAt(segment, text, start)) return start + length;
    return -1;
  };
}

function matchesAt(segment: Segment, text: string, start: number): boolean {
  for (let index = 0; index < segment.length; index += 1) {
    const character = segment[index];
    if (character !== undefined && text[start + index] !== character) return false;
  }
  return true;
}
