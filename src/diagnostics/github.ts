import type { Diagnostic, Severity } from './diagnostic.ts';
import { neutralLine } from './neutral-text.ts';
import { renderCounts } from './render.ts';

/** GitHub shows at most ten annotations of each level from one step; the line that counts is a notice too. */
const ANNOTATIONS: Readonly<Record<Severity, number>> = { error: 10, warning: 10, info: 9 };

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Workflow commands, which GitHub shows as annotations on the changed files; the rest, beyond GitHub's limit, as plain
 * lines. All text is encoded: none can begin a command of its own.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
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
  return [...lines, ...beyond, `::notice title=firedrill::${encodeData(total)}`, ''].join('\n');
}

function annotation({ severity, file, range, code, name, message, hint }: Diagnostic): string {
  const { start, end } = range;
  const properties = [
    `file=${encodeProperty(file)}`,
    `line=${start.line}`,
    `endLine=${end.line}`,
    ...(end.line === start.line ? [`col=${start.column}`, `endColumn=${Math.max(end.column, start.column + 1)}`] : []),
    `title=${encodeProperty(`${code} ${name}`)}`,
  ];
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return `::${LEVELS[severity]} ${properties.join(',')}::${encodeData(text)}`;
}

const encodeData = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const encodeProperty = (text: string): string => encodeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
