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
  return { name: 'unsupported-syntax', message: EVERY_TABLE_MESSAGE, start, end };
}

/** `union *`, with parameters or behind other tables. Comments and texts are blanks. */
const UNION_OF_ALL = /\bunion\b[^|;]*?[\s,(]\*\s*(?=[,|;)}]|$)/;

/**
 * A union of every table: that a query names one of them besides does not make it the only one. A text without tables
 * around it means the views of its own `let` statements.
 */
export function unionOfEveryTable(text: string, tables: Iterable<string>): QueryProblem | undefined {
  if (!text.includes('*')) return undefined;
  const code = text.replaceAll(/\/\/[^\n]*|@?"(?:[^"\\\n]|\\.)*"|@?'(?:[^'\\\n]|\\.)*'/g, (part) =>
    ' '.repeat(part.length),
  );
  const found = UNION_OF_ALL.exec(code);
  if (!found || tables[Symbol.iterator]().next().done) return undefined;
  const start = found.index + found[0].lastIndexOf('*');
  return { name: 'unsupported-syntax', message: EVERY_TABLE_MESSAGE, start, end: start + 1 };
}

const EVERY_TABLE_MESSAGE = 'A search of every table of the workspace is not supported: name the tables.';

const withoutComments = (text: string): string => text.replaceAll(/\/\/[^\n]*/g, '');
