import type { DiagnosticName } from './codes.ts';
import type { Severity } from './diagnostic.ts';

/**
 * A complaint about a query text, placed by characters of that text. Front-ends return these; `content` knows where in
 * the YAML the text stands and turns them into diagnostics.
 */
export interface QueryProblem {
  readonly name: DiagnosticName;
  /** Default: the severity of the code. */
  readonly severity?: Severity;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /**
   * Sigma, whose query is the whole document: the value (or with `part: 'key'` its key) in which `start` and `end`
   * count characters.
   */
  readonly path?: readonly (string | number)[];
  readonly part?: 'key' | 'value';
  readonly hint?: string;
  /** Where the text really stands when it came from elsewhere: a macro's file. */
  readonly related?: string;
  /** It follows from a problem of another document, which is told there. */
  readonly follows?: true;
}
