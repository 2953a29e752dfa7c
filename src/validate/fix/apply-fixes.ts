import type { Diagnostic, Position } from '../../diagnostics/diagnostic.ts';
import { SourceText } from '../../diagnostics/source-text.ts';

export interface FixedText {
  readonly text: string;
  /** What the edits were for. */
  readonly fixed: readonly Diagnostic[];
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly diagnostic: Diagnostic;
}

/**
 * A file with what is safe to fix fixed. Only the places of the findings are touched: comments, quotes and order stay.
 * Of two edits that overlap the first is made; the next run finds the other.
 */
export function applyFixes(content: string, diagnostics: readonly Diagnostic[]): FixedText {
  const source = new SourceText(content);
  const edits = diagnostics
    .filter(({ fix }) => fix?.isSafe)
    .flatMap((diagnostic) => editOf(diagnostic, source) ?? [])
    .sort((left, right) => left.start - right.start || left.end - right.end);
  let text = '';
  let at = 0;
  const fixed: Diagnostic[] = [];
  for (const edit of edits) {
    if (edit.start < at) continue;
    text += content.slice(at, edit.start) + edit.text;
    at = edit.end;
    fixed.push(edit.diagnostic);
  }
  return { text: text + content.slice(at), fixed };
}

/** What a fix changes in the text; undefined where it would not fit. */
export function editOf(diagnostic: Diagnostic, source: SourceText): Edit | undefined {
  const { fix, range } = diagnostic;
  if (!fix) return undefined;
  const offset = ({ line, column }: Position) => source.offset(line) + column - 1;
  const [start, end] = [offset(range.start), offset(range.end)];
  const written = source.text.slice(start, end);
  if (fix.expects !== undefined && written.replace(/^(['"])(.*)\1$/, '$2') !== fix.expects) return undefined;
  if (!fix.removesEntry) return { start, end, text: fix.text, diagnostic };
  // Only an entry that has its lines to itself: `- value`.
  const from = source.offset(range.start.line);
  const to = source.offset(range.end.line + 1);
  const before = source.text.slice(from, start);
  const after = source.text.slice(end, to);
  if (!/^\s*- +$/.test(before) || !/^\s*(#.*)?\r?\n?$/.test(after)) return undefined;
  return { start: from, end: to, text: '', diagnostic };
}
