import type { Detection } from '../content/model.ts';
import { createDiagnostic } from '../diagnostics/create.ts';
import { type Diagnostic, FILE_START, type Range } from '../diagnostics/diagnostic.ts';
import type { QueryProblem } from '../diagnostics/query-problem.ts';

/** A complaint about a query, where it stands in the file of the detection: through quoting, folding, indentation. */
export function problemToDiagnostic(detection: Detection, problem: QueryProblem): Diagnostic {
  const { name, severity, message, hint, related } = problem;
  return createDiagnostic(name, detection.file, rangeOfProblem(detection, problem), message, {
    severity,
    hint,
    related:
      related === undefined
        ? undefined
        : [{ message: 'It comes from here.', location: { file: related, range: FILE_START } }],
  });
}

function rangeOfProblem({ document, query }: Detection, { path, part, start, end }: QueryProblem): Range {
  if (path !== undefined) {
    const text = part === 'key' ? undefined : document.text(path);
    return text && end > start ? text.locate(start, end) : document.at(path, part);
  }
  return query?.locate(start, end) ?? document.at([], 'key');
}

/** `unsupported-command` and its like name what firedrill cannot do yet. */
export const isUnsupported = (name: string): boolean => name.startsWith('unsupported-');

/** What `validate` says of a query: a shortfall of the tool is no error of the content. */
export function queryDiagnostics(detection: Detection, problems: readonly QueryProblem[]): readonly Diagnostic[] {
  return problems.map((problem) =>
    problemToDiagnostic(detection, isUnsupported(problem.name) ? { ...problem, severity: 'warning' } : problem),
  );
}
