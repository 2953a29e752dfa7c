import type { QueryProblem } from '../../diagnostics/query-problem.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { SplEnvironment, SplMacro } from './environment.ts';

/** A run of expanded text that comes from one place of the original: verbatim, or all of it from one macro call. */
interface Piece {
  /** Offset in the expanded text. */
  readonly start: number;
  readonly from: number;
  /** Exclusive end in the original; absent for verbatim text. */
  readonly to?: number;
  readonly file?: string;
}

const DEPTH_LIMIT = 32;
/** Characters that the macros of one search may come to, all calls together. */
const SIZE_LIMIT = 1_000_000;
/** What a call costs besides its text: macros that stand for nothing may call one another without end, too. */
const COST_OF_CALL = 64;

/** What the macros of one search have come to; none is expanded any more once they are `over`. */
interface Expense {
  spent: number;
  over: boolean;
}

/**
 * A search with its macros expanded and its comments blanked, which knows where each character came from. Macros are
 * pasted as text, before anything is parsed; a macro inside double quotes is not expanded.
 *
 * https://help.splunk.com/en/splunk-enterprise/manage-knowledge-objects/knowledge-management-manual/10.0/search-macros
 */
export class ExpandedText {
  readonly text: string;
  readonly problems: readonly QueryProblem[];
  readonly #pieces: readonly Piece[];

  constructor(text: string, pieces: readonly Piece[], problems: readonly QueryProblem[]) {
    this.text = text;
    this.#pieces = pieces;
    this.problems = problems;
  }

  /** Where `[start, end)` of the expanded text stands in the original. */
  original(start: number, end: number): { readonly start: number; readonly end: number; readonly file?: string } {
    const first = this.#pieceAt(start);
    const last = this.#pieceAt(Math.max(start, end - 1));
    const from = first.to === undefined ? first.from + (start - first.start) : first.from;
    const to = last.to === undefined ? last.from + (Math.max(start + 1, end) - last.start) : last.to;
    return { start: from, end: Math.max(from, to), ...(first.file !== undefined && { file: first.file }) };
  }

  #pieceAt(offset: number): Piece {
    let found = this.#pieces[0] ?? { start: 0, from: 0 };
    for (const piece of this.#pieces) {
      if (piece.start > offset) break;
      found = piece;
    }
    return found;
  }
}

/** Expands the macros of a search. Unknown macros are problems; their calls expand to nothing. */
export function expandMacros(text: string, environment: SplEnvironment): ExpandedText {
  const problems: QueryProblem[] = [];
  const pieces: Piece[] = [];
  const expense: Expense = { spent: 0, over: false };
  let output = '';
  for (const part of partsOf(text)) {
    if (part.kind === 'text') {
      pieces.push({ start: output.length, from: part.start });
      output += text.slice(part.start, part.end);
    } else if (part.kind !== 'call') {
      if (part.kind === 'unclosed') problems.push(notClosed(text, part.start));
      pieces.push({ start: output.length, from: part.start, to: part.end });
      output += ' ';
    } else {
      const place = { start: part.start, end: part.end };
      const { definition, file } = expandCall(part.call, place, environment, problems, expense, 0);
      pieces.push({ start: output.length, from: part.start, to: part.end, ...(file !== undefined && { file }) });
      output += definition;
    }
  }
  return new ExpandedText(output, pieces, problems);
}

/** What a macro call stands for, its arguments pasted and the macros inside it left as calls; undefined when unknown. */
export function macroDefinition(
  call: string,
  environment: SplEnvironment,
): { readonly definition: string; readonly file?: string } | undefined {
  const { name, values } = parseCall(call);
  const macro = environment.macro(name, values.length);
  if (!macro) return undefined;
  return { definition: paste(macro, values), ...(macro.file !== undefined && { file: macro.file }) };
}

function notClosed(text: string, start: number): QueryProblem {
  const comment = text.startsWith('```', start);
  return {
    name: 'syntax-error',
    message: comment ? 'A comment is not closed.' : 'The call of a macro is not closed.',
    start,
    end: start + (comment ? 3 : 1),
    hint: comment ? 'A comment ends in three backticks, too.' : 'Add a backtick behind the name of the macro.',
  };
}

type Part =
  | { readonly kind: 'text'; readonly start: number; readonly end: number }
  | { readonly kind: 'comment' | 'unclosed'; readonly start: number; readonly end: number }
  | { readonly kind: 'call'; readonly start: number; readonly end: number; readonly call: string };

/** Verbatim text, comments between three backticks, and macro calls between single ones. */
function* partsOf(text: string): Iterable<Part> {
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      at = endOfQuoted(text, at);
      continue;
    }
    if (character !== '`') {
      at += isEscapedQuote(text, at) ? 2 : 1;
      continue;
    }
    if (at > from) yield { kind: 'text', start: from, end: at };
    if (text.startsWith('```', at)) {
      const close = text.indexOf('```', at + 3);
      const end = close < 0 ? text.length : close + 3;
      yield { kind: close < 0 ? 'unclosed' : 'comment', start: at, end };
      at = end;
    } else {
      const close = endOfCall(text, at);
      const end = close < 0 ? text.length : close + 1;
      if (close < 0) yield { kind: 'unclosed', start: at, end };
      else yield { kind: 'call', start: at, end, call: text.slice(at + 1, close) };
      at = end;
    }
    from = at;
  }
  if (text.length > from) yield { kind: 'text', start: from, end: text.length };
}

/** `\\"` outside quotes is a character of an unquoted value, and opens nothing. */
export const isEscapedQuote = (text: string, at: number): boolean => text[at] === '\\' && text[at + 1] === '"';

/** The offset behind a double-quoted text; the end of the text when nothing closes it. */
export function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === '\\') at += 2;
    else if (text[at] === quote) return at + 1;
    else at += 1;
  }
  return text.length;
}

function endOfCall(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === '"') at = endOfQuoted(text, at);
    else if (text[at] === '`') return at;
    else at += 1;
  }
  return -1;
}

const MOST_ARGUMENTS = 10;

function hintForMacro(name: string, environment: SplEnvironment): string {
  const counts = Array.from({ length: MOST_ARGUMENTS }, (_, count) => count);
  const known = counts.filter((count) => environment.macro(name, count) !== undefined);
  if (known.length > 0) {
    return `"${name}" takes ${known.join(' or ')} argument${known.length === 1 && known[0] === 1 ? '' : 's'}.`;
  }
  const close = suggest(name, environment.macroNames());
  return close === undefined
    ? 'Define it under macros/ of the content, or in macros.conf.'
    : `Did you mean "${close}"?`;
}

function expandCall(
  call: string,
  at: { readonly start: number; readonly end: number },
  environment: SplEnvironment,
  problems: QueryProblem[],
  expense: Expense,
  depth: number,
  caller?: SplMacro,
): { readonly definition: string; readonly file?: string } {
  const { name, values } = parseCall(call);
  const fail = (problem: 'unknown-macro' | 'syntax-error' | 'unsupported-syntax', message: string, hint?: string) => {
    const place = { ...at, ...(caller?.file !== undefined && { related: caller.file }) };
    problems.push({ name: problem, message, ...place, ...(hint !== undefined && { hint }) });
    return { definition: '' };
  };
  if (expense.over) return { definition: '' };
  if (depth > DEPTH_LIMIT) {
    expense.over = true;
    return fail('syntax-error', `The macro "${name}" stands for itself.`);
  }
  const macro = environment.macro(name, values.length);
  if (!macro) {
    const shown = values.length === 0 ? name : `${name}(${values.length})`;
    const by = caller ? `, which "${caller.name}" calls` : '';
    return fail('unknown-macro', `There is no macro "${shown}"${by}.`, hintForMacro(name, environment));
  }
  if (macro.isEval)
    return fail('unsupported-syntax', `The macro "${name}" is computed by an eval expression, which is not supported.`);
  const pasted = paste(macro, values);
  expense.spent += pasted.length + COST_OF_CALL;
  if (expense.spent > SIZE_LIMIT) {
    expense.over = true;
    return fail('syntax-error', 'The search grows without end when its macros are expanded.');
  }
  let definition = '';
  for (const part of partsOf(pasted)) {
    if (part.kind === 'text') definition += pasted.slice(part.start, part.end);
    else if (part.kind !== 'call') definition += ' ';
    else definition += expandCall(part.call, at, environment, problems, expense, depth + 1, macro).definition;
  }
  return { definition, ...(macro.file !== undefined && { file: macro.file }) };
}

/** The definition with its arguments, or as much of it as says that it is too long. */
function paste(macro: SplMacro, values: readonly string[]): string {
  const byName = new Map(macro.arguments.map((argument, at) => [argument, values[at] ?? '']));
  let length = 0;
  return macro.definition.replace(/\$([^$\s]+)\$/g, (token, argument: string) => {
    const value = length > SIZE_LIMIT ? '' : (byName.get(argument) ?? token);
    length += value.length;
    return value;
  });
}

/** `name`, `name(a, "b, c")`. Quotes around an argument are dropped. */
function parseCall(call: string): { readonly name: string; readonly values: readonly string[] } {
  const open = call.indexOf('(');
  if (open < 0) return { name: call.trim(), values: [] };
  const name = call.slice(0, open).trim();
  const close = call.lastIndexOf(')');
  const inner = call.slice(open + 1, close < open ? call.length : close);
  if (inner.trim() === '') return { name, values: [] };
  const values: string[] = [];
  let from = 0;
  let depth = 0;
  let at = 0;
  while (at < inner.length) {
    const character = inner[at];
    if (character === '"') {
      at = endOfQuoted(inner, at);
      continue;
    }
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      values.push(inner.slice(from, at));
      from = at + 1;
    }
    at += 1;
  }
  values.push(inner.slice(from));
  return { name, values: values.map(unquoteArgument) };
}

const unquoteArgument = (text: string): string => {
  const trimmed = text.trim();
  return /^"(?:[^"\\]|\\.)*"$/s.test(trimmed) ? trimmed.slice(1, -1).replace(/\\(["\\])/g, '$1') : trimmed;
};
