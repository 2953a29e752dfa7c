import type { DiagnosticName } from '../../diagnostics/codes.ts';
import type { QueryProblem } from '../../diagnostics/query-problem.ts';

export type YamlPath = readonly (string | number)[];

/** A place in a rule: a value, or with `key` its key; `start` and `end` count characters of that scalar. */
export interface RulePlace {
  readonly path: YamlPath;
  readonly key?: boolean;
  readonly start?: number;
  readonly end?: number;
}

/** Collects what is wrong with a rule. */
export class RuleProblems {
  readonly list: QueryProblem[] = [];

  /** What keeps this document from running is wrong in another one. */
  addFollowing(name: DiagnosticName, message: string, place: RulePlace): void {
    this.add(name, message, place);
    const last = this.list.pop();
    if (last) this.list.push({ ...last, follows: true });
  }

  add(name: DiagnosticName, message: string, place: RulePlace, hint?: string): void {
    this.list.push({
      name,
      message,
      path: place.path,
      part: place.key ? 'key' : 'value',
      start: place.start ?? 0,
      end: place.end ?? place.start ?? 0,
      ...(hint !== undefined && { hint }),
    });
  }

  get hasErrors(): boolean {
    return this.list.some(({ severity }) => severity === undefined || severity === 'error');
  }
}
