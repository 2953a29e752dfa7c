import { CODES, isDiagnosticName } from '../diagnostics/codes.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { append } from '../util/append.ts';

interface Suppression {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** Codes or names. */
  readonly names: readonly string[];
  readonly reason: string;
  /** The line that it speaks of; undefined for the whole file. */
  readonly target: number | undefined;
  used: boolean;
}

/**
 * `# firedrill-ignore FD404: the filter stands in a macro` speaks of its own line or, alone on a line, of the next;
 * `# firedrill-ignore-file missing-test: a sample` speaks of the file. In a query `//` and three backticks begin it too.
 */
const COMMENT =
  /(#|\/\/|```)[ \t]*firedrill-ignore(-file)?[ \t]+([A-Za-z0-9-]+(?:[ \t]*,[ \t]*[A-Za-z0-9-]+)*)[ \t]*(?::[ \t]*([^\n`]*))?/;

const MARKER = 'firedrill-ignore';

/**
 * Takes away what comments in the files suppress. A suppression has to say why, and has to suppress something: else it
 * is a complaint itself. What cannot be read (FD101 to FD109) cannot be suppressed.
 */
export function applySuppressions(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceText>,
): readonly Diagnostic[] {
  const byFile = new Map<string, Suppression[]>();
  for (const [file, source] of sources) {
    if (source.text.includes(MARKER)) byFile.set(file, readSuppressions(source));
  }
  if (byFile.size === 0) return diagnostics;
  const kept = diagnostics.filter((diagnostic) => !isSuppressed(diagnostic, byFile.get(diagnostic.file) ?? []));
  for (const [file, suppressions] of byFile) for (const each of suppressions) append(kept, complaints(file, each));
  return kept;
}

function readSuppressions(source: SourceText): Suppression[] {
  const found: Suppression[] = [];
  source.text.split(/\r?\n/).forEach((text, index) => {
    const match = text.includes(MARKER) ? COMMENT.exec(text) : null;
    if (!match) return;
    const [comment, , wholeFile, names = '', reason = ''] = match;
    const line = index + 1;
    const alone = text.slice(0, match.index).trim() === '';
    found.push({
      line,
      column: match.index + 1,
      length: comment.trimEnd().length,
      names: names.split(',').map((name) => name.trim()),
      reason: reason.trim(),
      target: wholeFile ? undefined : alone ? line + 1 : line,
      used: false,
    });
  });
  return found;
}

function isSuppressed({ code, name, range }: Diagnostic, suppressions: readonly Suppression[]): boolean {
  if (code >= 'FD101' && code < 'FD110') return false;
  const matching = suppressions.find(
    ({ names, target }) =>
      (names.includes(code) || names.includes(name)) && (target === undefined || target === range.start.line),
  );
  if (!matching) return false;
  matching.used = true;
  return matching.reason !== '';
}

function complaints(file: string, { line, column, length, names, reason, used }: Suppression): readonly Diagnostic[] {
  const range = { start: { line, column }, end: { line, column: column + length } };
  if (reason === '') {
    const message = 'The suppression does not say why.';
    return [createDiagnostic('suppression-without-reason', file, range, message, { hint: 'Add ": " and the reason.' })];
  }
  if (used) return [];
  const unknown = names.find(
    (name) => !isDiagnosticName(name) && !Object.values(CODES).some(({ code }) => code === name),
  );
  const message =
    unknown === undefined
      ? `Nothing here is suppressed: there is no ${names.join(' or ')}.`
      : `There is no code or name "${unknown}" to suppress.`;
  return [createDiagnostic('unused-suppression', file, range, message, { hint: 'Remove the suppression.' })];
}
