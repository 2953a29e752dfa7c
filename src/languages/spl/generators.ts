import { endOfQuoted, isEscapedQuote } from './expansion.ts';
import { closingBracket, segmentsOf } from './pipeline.ts';
import { SplProblem } from './problems.ts';

/** A command that brings in rows of its own, where a search begins: the search itself, or a subsearch. */
export interface GeneratingPlace {
  /** In lower case; `search` where it is not written. */
  readonly command: string;
  /** Its text, from the command's name on (from the first term where the name is not written). */
  readonly start: number;
  readonly end: number;
  /** Where its arguments begin. */
  readonly arguments: number;
}

/** Commands whose subsearch goes over the rows that are there. */
const OVER_ROWS = new Set(['appendpipe', 'foreach']);

/** Commands that bring in rows wherever they stand. */
const ANYWHERE = new Set(['tstats', 'mstats']);

/**
 * Every place of an expanded search where rows come in, those of subsearches among them. It is found by pipes and brackets
 * alone, so that commands nobody here knows are no hindrance.
 */
export function generatingPlaces(text: string): readonly GeneratingPlace[] {
  const places: GeneratingPlace[] = [];
  const visit = (start: number, end: number, nested: boolean): void => {
    segmentsOf(text, start, end).forEach((segment, at, all) => {
      const from = segment.start + (/^\s*/.exec(text.slice(segment.start, segment.end))?.[0].length ?? 0);
      if (from >= segment.end) return;
      const written = /^[A-Za-z_]\w*/.exec(text.slice(from, segment.end))?.[0] ?? '';
      const isImplicit = at === 0 && !nested && !/^search\s/i.test(text.slice(from, from + 7));
      const command = isImplicit ? 'search' : written.toLowerCase();
      const opens = at === 0 || (at === 1 && text.slice(all[0]?.start, all[0]?.end).trim() === '');
      if (opens || ANYWHERE.has(command)) {
        places.push({ command, start: from, end: segment.end, arguments: isImplicit ? from : from + written.length });
      }
      if (!OVER_ROWS.has(command))
        for (const [open, close] of brackets(text, from, segment.end)) visit(open + 1, close, true);
    });
  };
  try {
    visit(0, text.length, false);
  } catch (error) {
    if (!(error instanceof SplProblem)) throw error;
  }
  return places;
}

/** The outermost brackets of a command. */
function* brackets(text: string, start: number, end: number): Iterable<readonly [number, number]> {
  let at = start;
  while (at < end) {
    if (isEscapedQuote(text, at)) at += 2;
    else if (text[at] === '"') at = endOfQuoted(text, at);
    else if (text[at] === '[') {
      const close = closingBracket(text, at, end);
      yield [at, close];
      at = close + 1;
    } else at += 1;
  }
}
