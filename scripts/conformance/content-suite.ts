import { join } from 'node:path';
import { runFiredrill } from './run-firedrill.ts';
import { type SuiteResult, zero } from './score.ts';

interface ValidateOutput {
  readonly summary: { readonly files: number };
  readonly diagnostics: readonly {
    readonly code: string;
    readonly name: string;
    readonly severity: string;
    readonly message: string;
    readonly file: string;
    readonly range: { readonly start: { readonly line: number; readonly column: number } };
  }[];
}

/**
 * Real content must validate: a file counts as right without an error, as wrong with one, and as unsupported when a
 * query of it uses what the tool cannot run.
 */
export function runContentSuite(folder: string, suite: string, paths: readonly string[]): SuiteResult {
  const output = runFiredrill(['validate', ...paths.map((path) => join(folder, path)), '--format', 'json']);
  const { summary, diagnostics } = JSON.parse(output) as ValidateOutput;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const wrong = new Set(errors.map(({ file }) => file));
  const shortfalls = diagnostics.filter(({ name }) => name.startsWith('unsupported-'));
  const unsupported = new Set(shortfalls.map(({ file }) => file).filter((file) => !wrong.has(file)));
  const score = zero();
  score.wrong = wrong.size;
  score.unsupported = unsupported.size;
  score.right = summary.files - wrong.size - unsupported.size;
  const details = [...errors, ...shortfalls].map(
    ({ file, range, code, name, message }) =>
      `${file}:${range.start.line}:${range.start.column} ${code} ${name} ${message}`,
  );
  return { suite, score, details };
}
