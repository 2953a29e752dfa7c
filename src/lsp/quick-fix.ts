import type { Diagnostic, Range } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { editOf } from '../validate/index.ts';

/** A change that an editor offers for a finding. */
export interface QuickFix {
  readonly title: string;
  readonly range: Range;
  readonly text: string;
  readonly preferred: boolean;
}

/** What mends a finding in a text, and what says that it is meant. */
export function quickFixes(diagnostic: Diagnostic, source: SourceText): readonly QuickFix[] {
  const mended = ownFix(diagnostic, source) ?? suggested(diagnostic, source);
  return [...(mended ? [mended] : []), ...suppressions(diagnostic, source)];
}

/** The fix that the finding brings with it, as `--fix` makes it. */
function ownFix(diagnostic: Diagnostic, source: SourceText): QuickFix | undefined {
  const { fix } = diagnostic;
  const edit = editOf(diagnostic, source);
  if (!fix || !edit) return undefined;
  const title = fix.removesEntry ? 'Remove this entry' : `Change to "${edit.text.replace(/^(['"])(.*)\1$/, '$2')}"`;
  return { title, range: source.range(edit.start, edit.end), text: edit.text, preferred: true };
}

/** What the hint says was probably meant. */
function suggested({ range, hint = '' }: Diagnostic, source: SourceText): QuickFix | undefined {
  const wanted = /Did you mean "?([^"?]+?)"?\?/.exec(hint)?.[1];
  if (wanted === undefined || range.start.line !== range.end.line) return undefined;
  const old = lineOf(source, range.start.line).slice(range.start.column - 1, range.end.column - 1);
  // A finding about a whole call names only its first word.
  const span = /^[`"']?[\w.-]+/.exec(old)?.[0].replace(/^[`"']/, '') ?? old;
  if (span === '') return undefined;
  const start = { line: range.start.line, column: range.start.column + (/^[`"']/.test(old) ? 1 : 0) };
  const end = { line: start.line, column: start.column + span.length };
  return { title: `Change to "${wanted}"`, range: { start, end }, text: wanted, preferred: true };
}

/** A comment above the line where YAML takes one, and a comment at the top of the file. */
function suppressions({ range, code, name }: Diagnostic, source: SourceText): readonly QuickFix[] {
  if (code >= 'FD101' && code < 'FD110') return [];
  const at = (line: number) => ({ start: { line, column: 1 }, end: { line, column: 1 } });
  const comment = (scope: string) => `# firedrill-ignore${scope} ${name}: TODO say why\n`;
  const line = lineOf(source, range.start.line);
  const isKey = /^\s*(?:- )?[\w-]+:/.test(line);
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return [
    ...(isKey
      ? [{ title: `Suppress ${code} here`, range: at(range.start.line), text: indent + comment(''), preferred: false }]
      : []),
    { title: `Suppress ${code} in this file`, range: at(1), text: comment('-file'), preferred: false },
  ];
}

const lineOf = (source: SourceText, line: number): string =>
  source.text.slice(source.offset(line), source.offset(line + 1)).replace(/\r?\n$/, '');
