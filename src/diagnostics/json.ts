import type { Diagnostic } from './diagnostic.ts';

/** `validate --format json`: a summary and every diagnostic, lines and columns from 1. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[], files: number): string {
  const count = (severity: Diagnostic['severity']) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  return `${JSON.stringify(
    { summary: { files, errors: count('error'), warnings: count('warning') }, diagnostics },
    undefined,
    2,
  )}\n`;
}
