import type { Span } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import type { SplEnvironment } from './environment.ts';
import type { ExpandedText } from './expansion.ts';
import type { Subsearch } from './pipeline.ts';
import { SplProblem } from './problems.ts';

interface Placed {
  readonly start: number;
  readonly end: number;
}

/** What lowering has at hand. Offsets that go in count in the expanded text, spans that come out in the original. */
export interface LowerScope {
  readonly environment: SplEnvironment;
  span(start: number, end: number): Span;
  /** The span of a node that carries one. */
  spanOf(node: object): Span | undefined;
  lowerSubsearch(subsearch: Subsearch): Plan;
}

export function createScope(
  text: ExpandedText,
  environment: SplEnvironment,
  lowerSubsearch: (subsearch: Subsearch) => Plan,
): LowerScope {
  const span = (start: number, end: number): Span => {
    const place = text.original(start, end);
    return { start: place.start, end: place.end };
  };
  return {
    environment,
    span,
    spanOf: (node) =>
      'start' in node && 'end' in node ? span((node as Placed).start, (node as Placed).end) : undefined,
    lowerSubsearch,
  };
}

/** Something real that the tool cannot do: said by name, at its place. */
export const unsupported = (
  what: 'command' | 'function' | 'option' | 'syntax',
  message: string,
  at: Placed,
): SplProblem => new SplProblem(`unsupported-${what}`, message, at.start, at.end);
