import type { ParsePiece } from './parse-library.ts';

/** What a column of the type may hold where nothing delimits it. */
export function numberPattern(type: string, others = '.*?'): string {
  switch (type) {
    case 'int':
    case 'long':
      return '[+-]?[0-9]+';
    case 'real':
    case 'decimal':
      return '[+-]?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?';
    case 'bool':
      return '(?i:true|false|1|0)';
    default:
      return others;
  }
}

/**
 * Cuts a text at the delimiters of a pattern: the text of each column, or undefined when a delimiter is missing. Each
 * delimiter is looked for as early as it comes; the whole text must be used up, but for stars.
 */
export function cutText(text: string, pieces: readonly ParsePiece[]): readonly string[] | undefined {
  const parts: string[] = [];
  let at = 0;
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index] as ParsePiece;
    const next = pieces[index + 1];
    if (piece.kind === 'text') {
      if (!text.startsWith(piece.text, at)) return undefined;
      at += piece.text.length;
    } else if (!next) {
      if (piece.kind === 'column') parts.push(text.slice(at));
      at = text.length;
    } else if (next.kind === 'text') {
      const end = endBefore(text, at, next.text, index + 1 === pieces.length - 1 && piece.kind === 'column');
      if (end < 0) return undefined;
      if (piece.kind === 'column') parts.push(text.slice(at, end));
      at = end;
    } else if (piece.kind === 'column') {
      const taken = leading(text.slice(at), piece.type);
      parts.push(taken);
      at += taken.length;
    }
  }
  return at === text.length ? parts : undefined;
}

/** Where the delimiter begins; the last piece of a pattern must end the text. */
function endBefore(text: string, from: number, delimiter: string, isLast: boolean): number {
  if (!isLast) return text.indexOf(delimiter, from);
  const end = text.length - delimiter.length;
  return end >= from && text.endsWith(delimiter) ? end : -1;
}

/** A column right before another: a number takes its digits, a text takes nothing. */
function leading(text: string, type: string): string {
  return (
    new RegExp(`^(?:${numberPattern(type).replace('(?i:true|false|1|0)', 'true|false|1|0')})`, 'i').exec(text)?.[0] ??
    ''
  );
}
