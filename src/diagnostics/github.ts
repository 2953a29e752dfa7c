import type { Diagnostic, Severity } from './diagnostic.ts';
import { neutralLine } from './neutral-text.ts';
import { renderCounts } from './render.ts';
import { ANNOTATIONS_PER_LEVEL, type AnnotationLevel, workflowCommand } from './workflow-command.ts';

/** The line that counts is a notice too. */
const ANNOTATIONS: Readonly<Record<Severity, number>> = {
  error: ANNOTATIONS_PER_LEVEL,
  warning: ANNOTATIONS_PER_LEVEL,
  info: ANNOTATIONS_PER_LEVEL - 1,
};

const LEVELS: Readonly<Record<Severity, AnnotationLevel>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Workflow commands, which GitHub shows as annotations on the changed files; the rest, beyond GitHub's limit, as plain
 * lines.
 */
export function diagnosticsGithub(diagnostics: readonly Diagnostic[], files: number): string {
  const shown = new Map<Severity, number>();
  const lines: string[] = [];
  const beyond: string[] = [];
  for (const diagnostic of diagnostics) {
    const { severity, file, range, code, message } = diagnostic;
    const number = shown.get(severity) ?? 0;
    shown.set(severity, number + 1);
    if (number < ANNOTATIONS[severity]) lines.push(annotation(diagnostic));
    else {
      const place = `${neutralLine(file)}:${range.start.line}:${range.start.column}`;
      beyond.push(`  ${place} ${severity} ${code} ${neutralLine(message)}`);
    }
  }
  const total = `${files} file${files === 1 ? '' : 's'}: ${renderCounts(diagnostics)}`;
  return [...lines, ...beyond, workflowCommand('notice', { title: 'firedrill' }, total), ''].join('\n');
}

function annotation({ severity, file, range, code, name, message, hint }: Diagnostic): string {
  const { start, end } = range;
  const columns = { col: start.column, endColumn: Math.max(end.column, start.column + 1) };
  const place = { file, line: start.line, endLine: end.line, ...(end.line === start.line && columns) };
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return workflowCommand(LEVELS[severity], { ...place, title: `${code} ${name}` }, text);
}
