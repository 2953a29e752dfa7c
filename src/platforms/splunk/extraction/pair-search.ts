import type { Capture } from '../../../data/scan/capture.ts';
import { isUsableCapture } from '../../../data/scan/capture-image.ts';
import { classOf } from './byte-capture.ts';

/** Finds the pairs of a text: one by name, or all. */
export interface PairSearch {
  one(text: string, name: string): string | undefined;
  /** In order; a name that comes again keeps its first value. */
  all(text: string): Map<string, string>;
  /** Whether a name stands there that is more than letters, digits and `_`, or does not begin with a letter. */
  hasOddNames(text: string): boolean;
  /** How `one` is done over bytes whose names are plain ones. */
  capture(name: string, empty: Capture['empty']): Capture | undefined;
}

const SHAPE =
  /^([^()[\]{}?*+|^$.]+)\((\[\^[^\]]+\]|\\w)\+\)([^()[\]{}?*+|^$.]+)\(\[\^([^\]\\])\]\*\)([^()[\]{}?*+|^$.]+)$/;

/**
 * Turns a pattern of the shape `literal(name)literal([^c]*)literal`, applied with `FORMAT = $1::$2`, into plain text
 * search: what `<Data Name='([^']+)'>([^<]*)</Data>` gives for `Image` stands behind `<Data Name='Image'>`. Undefined
 * for patterns of any other shape.
 */
export function pairSearch(source: string): PairSearch | undefined {
  const match = SHAPE.exec(source);
  if (!match) return undefined;
  const [, prefix, nameClass, middle, stop, suffix] = match as unknown as string[];
  const [before, between, behind] = [prefix, middle, suffix].map((part) => literal(part as string));
  if (before === undefined || between === undefined || behind === undefined || stop === undefined) return undefined;
  // A match cannot begin inside another one's value, and the value ends where the closing text begins.
  if (!before.startsWith(stop) || !behind.startsWith(stop)) return undefined;
  const isName = new RegExp(`^(?:${nameClass})+$`);
  const openings = new Map<string, string | undefined>();
  const captures = new Map<string, Capture>();
  const openingOf = (name: string): string | undefined => {
    if (!openings.has(name)) openings.set(name, isName.test(name) ? before + name + between : undefined);
    return openings.get(name);
  };
  /** The value that begins at `start`, when the closing text follows it. */
  const valueAt = (text: string, start: number): string | undefined => {
    const end = text.indexOf(stop, start);
    return end >= 0 && text.startsWith(behind, end) ? text.slice(start, end) : undefined;
  };
  const [nameStop = ''] = between;
  const odd = new RegExp(`${prefix}(?:[^A-Za-z]|\\w*[^\\w${quotedInClass(nameStop)}])`);
  let asked: { readonly text: string; readonly odd: boolean } | undefined;
  return {
    hasOddNames: (text) => {
      if (asked?.text !== text) asked = { text, odd: odd.test(text) };
      return asked.odd;
    },
    capture: (name, empty) => {
      const known = captures.get(`${empty} ${name}`);
      if (known) return known;
      if (openingOf(name) === undefined || ![name, before, between, stop, behind].every(isPrintable)) return undefined;
      const value = { bytes: classOf(stop, true), least: 0, most: Number.MAX_SAFE_INTEGER, captured: true };
      const capture: Capture = {
        steps: [{ text: name + between }, value, { text: behind }],
        empty,
        names: { opening: before, stop: nameStop },
        name,
      };
      if (!isUsableCapture(capture)) return undefined;
      captures.set(`${empty} ${name}`, capture);
      return capture;
    },
    one: (text, name) => {
      const opening = openingOf(name);
      if (opening === undefined) return undefined;
      for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
        const value = valueAt(text, at + opening.length);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    all: (text) => {
      const pairs = new Map<string, string>();
      let at = text.indexOf(before);
      while (at >= 0) {
        const nameStart = at + before.length;
        const nameEnd = text.indexOf(between, nameStart);
        if (nameEnd < 0) break;
        const name = text.slice(nameStart, nameEnd);
        const value = openingOf(name) === undefined ? undefined : valueAt(text, nameEnd + between.length);
        if (value !== undefined && !pairs.has(name)) pairs.set(name, value);
        at = text.indexOf(before, value === undefined ? nameStart : nameEnd + between.length + value.length);
      }
      return pairs;
    },
  };
}

const quotedInClass = (character: string): string => character.replace(/[\\\]^-]/, '\\$&');

const isPrintable = (text: string): boolean => /^[\x20-\x7e]+$/.test(text);

/** The text that a pattern without operators stands for; undefined when it holds a class escape. */
function literal(pattern: string): string | undefined {
  return /\\[A-Za-z0-9]/.test(pattern) ? undefined : pattern.replace(/\\(.)/g, '$1');
}
