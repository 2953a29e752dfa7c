import { CODES, type DiagnosticName } from './codes.ts';
import type { Diagnostic, Fix, Range, Severity } from './diagnostic.ts';

interface Details {
  readonly hint?: string | undefined;
  /** Default: the severity of the code. */
  readonly severity?: Severity | undefined;
  readonly related?: Diagnostic['related'] | undefined;
  readonly fix?: Fix | undefined;
}

/** A diagnostic with the code and the severity that `name` stands for. */
export function createDiagnostic(
  name: DiagnosticName,
  file: string,
  range: Range,
  message: string,
  { hint, severity, related, fix }: Details = {},
): Diagnostic {
  return {
    code: CODES[name].code,
    name,
    severity: severity ?? CODES[name].severity,
    message,
    file,
    range,
    ...(hint !== undefined && { hint }),
    ...(related !== undefined && { related }),
    ...(fix !== undefined && { fix }),
  };
}

/** By file, then place, then code: the same order on every run. */
export function compareDiagnostics(left: Diagnostic, right: Diagnostic): number {
  return (
    compareText(left.file, right.file) ||
    left.range.start.line - right.range.start.line ||
    left.range.start.column - right.range.start.column ||
    compareText(left.code, right.code) ||
    compareText(left.message, right.message)
  );
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
