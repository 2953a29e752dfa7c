import type { DiagnosticName } from '../../diagnostics/codes.ts';
import type { QueryProblem } from '../../diagnostics/query-problem.ts';
import type { ExpandedText } from './expansion.ts';

/**
 * Gives up the pipeline segment that is being parsed; the parser goes on at the next `|`. `start` and `end` are offsets
 * in the expanded text.
 */
export class SplProblem extends Error {
  readonly problem: DiagnosticName;
  readonly start: number;
  readonly end: number;
  readonly hint: string | undefined;
  constructor(problem: DiagnosticName, message: string, start: number, end: number, hint?: string) {
    super(message);
    this.problem = problem;
    this.start = start;
    this.end = end;
    this.hint = hint;
  }
}

/** A problem where its author can see it: in the query text, at the macro call when the macro's text is at fault. */
export function toQueryProblem(error: SplProblem, text: ExpandedText): QueryProblem {
  const { start, end, file } = text.original(error.start, error.end);
  return {
    name: error.problem,
    message: error.message,
    start,
    end,
    ...(error.hint !== undefined && { hint: error.hint }),
    ...(file !== undefined && { related: file }),
  };
}
