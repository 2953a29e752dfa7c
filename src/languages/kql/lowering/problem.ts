import type { DiagnosticName } from '../../../diagnostics/codes.ts';
import type { QueryProblem } from '../../../diagnostics/query-problem.ts';
import type { Span } from '../../../plan/expression.ts';

/** Stops the lowering of a query: something that firedrill cannot run, or that the content may not say. */
export class LoweringProblem extends Error {
  readonly problem: QueryProblem;
  constructor(name: DiagnosticName, message: string, span: Span | undefined, hint?: string) {
    super(message);
    this.problem = {
      name,
      message,
      start: span?.start ?? 0,
      end: span?.end ?? 0,
      ...(hint !== undefined && { hint }),
    };
  }
}
