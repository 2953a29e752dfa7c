import type { QueryProblem } from '../../../diagnostics/query-problem.ts';

/** `find where …` and a `search` that begins a statement, without `in (…)`: what follows may name any column of any table. */
const EVERY_TABLE =
  /(?:\bfind\s+(?:[\w.]+\s*=\s*[\w"']+\s+)*where\b|(?:^|[;({]|=\s)\s*search\s+(?:kind\s*=\s*\w+\s+)?(?!in\s*\())[^;]*$/;

interface Place {
  readonly start: number;
  readonly end: number;
}

/** A name that is unknown because the query asks every table of the workspace; undefined when it does not. */
export function problemOfEveryTable(code: string, text: string, { start, end }: Place): QueryProblem | undefined {
  const word = text.slice(start, end);
  if (code !== 'KS142' && code !== 'KS204') return undefined;
  if (word !== '*' && !EVERY_TABLE.test(withoutComments(text.slice(0, start)))) return undefined;
  const message = 'A search of every table of the workspace is not supported: name the tables.';
  return { name: 'unsupported-syntax', message, start, end };
}

const withoutComments = (text: string): string => text.replaceAll(/\/\/[^\n]*/g, '');
