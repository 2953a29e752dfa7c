import type { Span } from './expression.ts';

/**
 * A run that cannot go on because of the content or the data: not a bug of ours, and shown to the user as a diagnostic.
 * `name` is the diagnostic's name; those that begin with `unsupported-` are the tool's shortfall.
 */
export class QueryFailure extends Error {
  override readonly name: string;
  readonly span: Span | undefined;
  constructor(name: string, message: string, span?: Span) {
    super(message);
    this.name = name;
    this.span = span;
  }
}
