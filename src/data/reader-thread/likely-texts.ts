/** Shorter ones stand in most events. */
const SHORTEST = 3;
/** A quoted text, a number, or in SPL a word that a field is compared with; what names a data model is not compared. */
const QUOTED_OR_NUMBER = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?<![\w.])\d{3,15}(?![\w.])/g;
const COMPARED = /"(?:[^"\\\n]|\\.)*"|(?<!\bdatamodel\s*)=\s*[^\s"'`=|()[\],]+/g;

/**
 * Texts that the events will perhaps have to hold, told from a query that is not parsed yet; in lower case, in the order of the
 * query. A guess: who looks for them early only loses time where the query, once it is understood, asks for others.
 */
export function likelyTexts(language: string, query: string): readonly string[] {
  const texts = new Set<string>();
  for (const [found] of query.matchAll(language === 'kql' ? QUOTED_OR_NUMBER : COMPARED)) {
    for (const text of formsOf(longestPlainRun(found), language))
      if (text.length >= SHORTEST) texts.add(text.toLowerCase());
  }
  return [...texts];
}

/** What no log format escapes. */
function longestPlainRun(text: string): string {
  let longest = '';
  for (const [run] of text.matchAll(/[A-Za-z0-9_.-]+/g)) if (run.length > longest.length) longest = run;
  return longest;
}

/** In KQL, text that reads as an integer may be hexadecimal, of either sign. */
function formsOf(text: string, language: string): readonly string[] {
  if (language !== 'kql' || !/^\d+$/.test(text)) return [text];
  const number = BigInt(text);
  return [text, number.toString(16), (2n ** 64n - number).toString(16)];
}
