import type { Content } from '../content/index.ts';
import type { Detection, DetectionLanguage } from '../content/model.ts';
import type { Position, Range } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';

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

/**
 * The word of a query at a position; for Sigma anywhere in the rule. Undefined outside of queries. While the YAML of a
 * file cannot be read, `last` is its detection as it last could.
 */
export function placeAt(content: Content, file: string, position: Position, last?: Detection): Place | undefined {
  const source = content.sources.get(file);
  if (!source) return undefined;
  const own = content.detections.filter((each) => each.file === file);
  if (own.length === 0)
    return last && isUnderQuery(last, position, source) ? wordAt(last, position, source) : undefined;
  const detection = own.find((each) => holds(each, position, source));
  return detection && wordAt(detection, position, source);
}

/** Whether the key above a position is the one of the query. */
function isUnderQuery({ language }: Detection, { line }: Position, source: SourceText): boolean {
  if (language === 'sigma') return true;
  for (let above = line; above > 0; above -= 1) {
    const key = /^([A-Za-z_][\w-]*):/.exec(source.line(above))?.[1];
    if (key !== undefined) return key === (language === 'spl' ? 'search' : 'query');
  }
  return false;
}

function wordAt(detection: Detection, { line, column }: Position, source: SourceText): Place {
  const text = source.line(line);
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

function holds({ language, query, document }: Detection, position: Position, source: SourceText): boolean {
  if (language === 'sigma') return true;
  if (!query) return false;
  const { start, end } = document.at([language === 'spl' ? 'search' : 'query']);
  return isWithin(position, { start, end }) || isBehind(position, end, source);
}

/** Whether only blanks lie between the end of a query and a position, where its next word is about to be written. */
function isBehind({ line, column }: Position, end: Position, source: SourceText): boolean {
  if (line < end.line || (line === end.line && column < end.column) || column === 1) return false;
  const from = source.offset(end.line) + end.column - 1;
  const to = Math.min(source.offset(line) + column - 1, source.text.length);
  return from <= to && /^\s*$/.test(source.text.slice(from, to));
}

const isWithin = ({ line, column }: Position, { start, end }: Range): boolean =>
  (line > start.line || (line === start.line && column >= start.column)) &&
  (line < end.line || (line === end.line && column <= end.column));
