import type { QueryProblem } from '../../diagnostics/query-problem.ts';
import type { Expression } from '../../plan/expression.ts';
import type { LibraryEntries } from '../../plan/library.ts';
import type { Lowering } from '../front-end.ts';
import { Cursor } from './cursor.ts';
import { createLibraryEntries } from './entries.ts';
import type { SplEnvironment } from './environment.ts';
import { lowerEval } from './eval/lower.ts';
import { parseEvalExpression } from './eval/parse.ts';
import { expandMacros } from './expansion.ts';
import { lowerPipeline } from './lower.ts';
import { type ParsedCommand, parsePipeline } from './pipeline.ts';
import { SplProblem, toQueryProblem } from './problems.ts';
import { createScope, type LowerScope } from './scope.ts';
import { lowerSearch } from './search/lower.ts';
import { parseSearchExpression } from './search/parse.ts';

export { splCommands } from './commands/index.ts';
export type { SplCommand } from './define-command.ts';
export { expandMacros } from './expansion.ts';
export { formatSpl } from './format.ts';
export { type GeneratingPlace, generatingPlaces } from './generators.ts';
export { printSplCell } from './print.ts';
export { sedEdits } from './runtime/sed.ts';
export { cidrMatcher } from './search/address.ts';
export { strptime, tellsDate } from './time/strptime.ts';

/** Everything an SPL plan may name. */
export const splEntries: LibraryEntries = createLibraryEntries();

/** A search as its commands, macros expanded. Never throws for what the text says. */
export function parseSpl(
  text: string,
  environment: SplEnvironment,
): { readonly commands: readonly ParsedCommand[]; readonly problems: readonly QueryProblem[] } {
  const expanded = expandMacros(text, environment);
  const problems: QueryProblem[] = [...expanded.problems];
  const commands = parsePipeline(expanded.text, 0, expanded.text.length, false, (problem) => {
    problems.push(toQueryProblem(problem, expanded));
  });
  return { commands, problems };
}

/** A hole that a macro without a definition left is no second mistake. */
const isEcho = (problem: QueryProblem, ofMacros: readonly QueryProblem[], text: string): boolean =>
  problem.name === 'syntax-error' &&
  ofMacros.some(({ start, end }) =>
    problem.start >= end
      ? text.slice(end, problem.start).trim() === ''
      : problem.end >= start || text.slice(problem.end, start).trim() === '',
  );

/** Lowers a search. Never throws for what the text says. */
export function lowerSpl(text: string, environment: SplEnvironment): Lowering {
  const expanded = expandMacros(text, environment);
  const problems: QueryProblem[] = [...expanded.problems];
  const report = (problem: SplProblem): void => {
    const placed = toQueryProblem(problem, expanded);
    if (!isEcho(placed, expanded.problems, text)) problems.push(placed);
  };
  const commands = parsePipeline(expanded.text, 0, expanded.text.length, false, report);
  if (commands.length === 0) {
    if (problems.length === 0)
      problems.push({ name: 'syntax-error', message: 'The search is empty.', start: 0, end: text.length });
    return { problems };
  }
  const failedToParse = problems.length > 0;
  const query = lowerPipeline(commands, expanded, text, environment, report);
  problems.sort((left, right) => left.start - right.start);
  return query && !failedToParse ? { query, problems } : { problems };
}

/** An expression, or what is wrong with its text. */
export interface LoweredExpression {
  readonly expression?: Expression;
  readonly problems: readonly QueryProblem[];
}

/** The predicate of a search expression: of an event type, of a data model's constraint. Empty text is always true. */
export function lowerSplSearchExpression(text: string, environment: SplEnvironment): LoweredExpression {
  const blank = text.replace(/[()\s]/g, '') === '' ? '*' : text;
  return lowerExpression(blank, environment, (cursor, scope) => lowerSearch(parseSearchExpression(cursor), scope));
}

/** One eval expression: of a calculated field. */
export function lowerSplEval(text: string, environment: SplEnvironment): LoweredExpression {
  return lowerExpression(text, environment, (cursor, scope) => lowerEval(parseEvalExpression(cursor), scope));
}

function lowerExpression(
  text: string,
  environment: SplEnvironment,
  lower: (cursor: Cursor, scope: LowerScope) => Expression,
): LoweredExpression {
  const expanded = expandMacros(text, environment);
  if (expanded.problems.length > 0) return { problems: expanded.problems };
  const cursor = new Cursor(expanded.text);
  const scope = createScope(expanded, environment, () => {
    throw new SplProblem('unsupported-syntax', 'A subsearch cannot stand here.', cursor.at, cursor.at + 1);
  });
  try {
    const expression = lower(cursor, scope);
    if (!cursor.done) cursor.fail('Expected the end of the expression');
    return { expression, problems: [] };
  } catch (error) {
    if (!(error instanceof SplProblem)) throw error;
    return { problems: [toQueryProblem(error, expanded)] };
  }
}
