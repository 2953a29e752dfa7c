import type { DiagnosticName } from './codes.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A place between characters; lines and columns count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A place in a file. */
export interface Location {
  readonly file: string;
  readonly range: Range;
}

/** What would put a finding right: an edit of its own range and of nothing else. */
export interface Fix {
  /** What should stand there instead. */
  readonly text: string;
  /** It means the same, or means what was certainly meant: `--fix` makes it. Others are for a person to choose. */
  readonly isSafe: boolean;
  /** The edit is right only where this stands, in quotes or without. */
  readonly expects?: string;
  /** The entry of a list goes, with its line. */
  readonly removesEntry?: true;
}

/** A complaint about content or data. Bugs of ours are exceptions, outcomes of tests are verdicts. */
export interface Diagnostic {
  /** `FD204`; never reused once released. */
  readonly code: string;
  readonly name: DiagnosticName;
  readonly severity: Severity;
  /** One plain sentence, names in quotes, no blame. */
  readonly message: string;
  /** Relative to the working folder, `/` between folders. */
  readonly file: string;
  readonly range: Range;
  /** One action that helps. */
  readonly hint?: string;
  readonly fix?: Fix;
  readonly related?: readonly { readonly message: string; readonly location: Location }[];
}

export const FILE_START: Range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
