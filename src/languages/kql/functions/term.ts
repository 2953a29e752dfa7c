/**
 * Terms: the maximal runs of letters and digits of a text.
 *
 * @see https://learn.microsoft.com/kusto/query/datatypes-string-operators#what-is-a-term
 */
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

function isTermCharacter(code: number): boolean {
  if (code < 128) {
    return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
  }
  return LETTER_OR_DIGIT.test(String.fromCharCode(code));
}

/** Which ends of a needle must stand at the end of a term. */
export interface TermEnds {
  readonly start: boolean;
  readonly end: boolean;
}

export const WHOLE: TermEnds = { start: true, end: true };

/**
 * Whether `needle` stands in `text` with no letter or digit right before its first character, if that is one itself,
 * and none right after its last. A needle may hold separators; its length makes no difference.
 */
export function hasTerm(text: string, needle: string, ends: TermEnds): boolean {
  const { length } = needle;
  if (length === 0) return true;
  const start = ends.start && isTermCharacter(needle.charCodeAt(0));
  const end = ends.end && isTermCharacter(needle.charCodeAt(length - 1));
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const startsTerm = !start || at === 0 || !isTermCharacter(text.charCodeAt(at - 1));
    const after = at + length;
    if (startsTerm && (!end || after === text.length || !isTermCharacter(text.charCodeAt(after)))) return true;
  }
  return false;
}

let lastText = '';
let lastLower = '';

/** Lower case; a row is tested by several predicates in turn, so the last answer is kept. */
export function lowerCase(text: string): string {
  if (text !== lastText) {
    lastText = text;
    lastLower = text.toLowerCase();
  }
  return lastLower;
}
