import { QueryFailure } from '../../../plan/failure.ts';
import { SplProblem } from '../problems.ts';
import { compilePcre } from './index.ts';

/** Says where a pattern stands that cannot be compiled. */
export function checkPattern(pattern: string, start: number, end: number): void {
  try {
    compilePcre(pattern);
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    throw new SplProblem(
      error.name === 'invalid-regex' ? 'invalid-regex' : 'unsupported-regex',
      error.message,
      start,
      end,
      error.name === 'invalid-regex'
        ? 'A character of regular expressions that stands for itself has a \\ before it.'
        : undefined,
    );
  }
}
