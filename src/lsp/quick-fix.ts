import type { Diagnostic, Range } from '../diagnostics/diagnostic.ts';

/** A change that an editor offers for a finding. */
export interface QuickFix {
  readonly title: string;
  readonly range: Range;
  readonly text: string;
  readonly preferred: boolean;
}

/** What mends a finding, and what says that it is meant. `line` gives a line of the file, from 1. */
export function quickFixes(diagnostic: Diagnostic, line: (number: number) => string): readonly QuickFix[] {
  const { range, hint = '', code, name } = diagnostic;
  const fixes: QuickFix[] = [];
  const wanted = /Did you mean "?([^"?]+?)"?\?/.exec(hint)?.[1];
  const isOneLine = range.start.line === range.end.line;
  if (wanted !== undefined && isOneLine) {
    const old = line(range.start.line).slice(range.start.column - 1, range.end.column - 1);
    // A finding about a whole call names only its first word.
    const span = /^[`"']?[\w.-]+/.exec(old)?.[0].replace(/^[`"']/, '') ?? old;
    const offset = /^[`"']/.test(old) ? 1 : 0;
    const start = { line: range.start.line, column: range.start.column + offset };
    const end = { line: start.line, column: start.column + span.length };
    if (span !== '')
      fixes.push({ title: `Change to "${wanted}"`, range: { start, end }, text: wanted, preferred: true });
  }
  if (!(code >= 'FD101' && code < 'FD110')) {
    const top = { line: 1, column: 1 };
    const text = `# firedrill-ignore-file ${name}: TODO say why\n`;
    fixes.push({ title: `Suppress ${code} in this file`, range: { start: top, end: top }, text, preferred: false });
  }
  return fixes;
}
