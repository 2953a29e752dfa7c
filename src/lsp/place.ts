import type { Content } from '../content/index.ts';
import type { Detection, DetectionLanguage } from '../content/model.ts';
import type { Position, Range } from '../diagnostics/diagnostic.ts';

/** What stands at a place of a file, as far as a language feature cares. */
export interface Place {
  readonly detection: Detection;
  readonly language: DetectionLanguage;
  /** The line before the word, and after it. */
  readonly before: string;
  readonly word: string;
  readonly after: string;
  /** The word within the line, from 1. */
  readonly range: Range;
}

const WORD = /[A-Za-z0-9_.:{}$-]/;

/** The word of a query at a position; for Sigma anywhere in the rule. Undefined outside of queries. */
export function placeAt(content: Content, file: string, { line, column }: Position): Place | undefined {
  const detection = content.detections.find((each) => each.file === file && holds(each, { line, column }));
  const text = content.sources.get(file)?.line(line);
  if (!detection || text === undefined) return undefined;
  let start = Math.min(column - 1, text.length);
  let end = start;
  while (start > 0 && WORD.test(text[start - 1] as string)) start -= 1;
  while (end < text.length && WORD.test(text[end] as string)) end += 1;
  const word = text.slice(start, end).replace(/[.:-]+$/, '');
  return {
    detection,
    language: detection.language,
    before: text.slice(0, start),
    word,
    after: text.slice(start + word.length),
    range: { start: { line, column: start + 1 }, end: { line, column: start + word.length + 1 } },
  };
}

function holds({ language, query, document }: Detection, position: Position): boolean {
  if (language === 'sigma') return true;
  if (!query) return false;
  const { start, end } = document.at([language === 'spl' ? 'search' : 'query']);
  return isWithin(position, { start, end });
}

const isWithin = ({ line, column }: Position, { start, end }: Range): boolean =>
  (line > start.line || (line === start.line && column >= start.column)) &&
  (line < end.line || (line === end.line && column <= end.column));
