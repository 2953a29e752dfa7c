import type { DiagnosticName } from '../../../diagnostics/codes.ts';
import type { Severity } from '../../../diagnostics/diagnostic.ts';
import type { QueryProblem } from '../../../diagnostics/query-problem.ts';
import { suggest } from '../../../diagnostics/suggest.ts';
import { kqlAggregationDefinitions } from '../aggregations/index.ts';
import type { KqlEnvironment } from '../environment.ts';
import { kqlFunctionDefinitions, kqlFunctionNamed } from '../functions/index.ts';
import { dependsOnNamedColumn } from './column-if-exists.ts';
import { problemOfDefenderArgument } from './defender.ts';
import { problemOfEveryTable } from './every-table.ts';
import type { KustoDiagnostic } from './kusto.ts';
import { placeBefore, unmappedProblem } from './other-places.ts';

/** What firedrill calls the complaints of Kusto's binder. */
const NAMES: ReadonlyMap<string, DiagnosticName> = new Map([
  ['KS142', 'unknown-column'],
  ['KS204', 'unknown-table'],
  ['KS205', 'query-warning'],
  ['KS211', 'unknown-function'],
  ['KS106', 'type-mismatch'],
  ['KS107', 'type-mismatch'],
  ['KS108', 'type-mismatch'],
  ['KS119', 'invalid-argument'],
  ['KS118', 'invalid-argument'],
]);

/**
 * Where the parser of this version is stricter than the service: it infers the types of array elements (so that a
 * property of one is an unknown name to it), and knows only documented columns for `project-away`.
 */
const STRICTER_THAN_SERVICE = new Set(['KS107', 'KS109', 'KS116', 'KS141', 'KS147']);

/** The text is too long for the parser, or too deep: five hundred terms joined by `or`. The service has limits of its own. */
const BEYOND_PARSER = new Set(['KS244', 'KS245']);

export function problemOf(
  diagnostic: KustoDiagnostic,
  text: string,
  isSyntax: boolean,
  environment: KqlEnvironment,
): QueryProblem {
  const { Code: code, Start: start, Length: length, Message: message } = diagnostic;
  const place = { message, start, end: start + length };
  if (BEYOND_PARSER.has(code)) return { name: 'unsupported-syntax', ...place };
  if (isSyntax) return { name: 'syntax-error', ...place };
  if (diagnostic.Severity !== 'Error' || STRICTER_THAN_SERVICE.has(code)) return { name: 'query-warning', ...place };
  // The seconds of make_timespan() may have a fraction.
  if (code === 'KS134' && /\bmake_timespan\s*\([^()]*$/.test(text.slice(0, start))) {
    return { name: 'query-warning', ...place };
  }
  // The standard columns that begin with an underscore give way to columns that a query names so.
  if (/^A column with the name '_\w+' is already declared/.test(message)) return { name: 'query-warning', ...place };
  if (code === 'KS131' && isConstantName(text, start, length)) return { name: 'query-warning', ...place };
  if (code === 'KS142' && text[start - 1] === '.') return { name: 'query-warning', ...place };
  if (code === 'KS142' && isNodeId(text, start, length)) return { name: 'query-warning', ...place };
  if (isOfPartOfGraph(code, text, start, length)) return { name: 'query-warning', ...place };
  if (code === 'KS234' && isOverPath(text, start)) return { name: 'query-warning', ...place };
  const isOfType = NAMES.get(code) === 'type-mismatch' || code === 'KS234';
  if (isOfType && dependsOnNamedColumn(text, start)) return { name: 'query-warning', ...place };
  const call = code === 'KS142' ? problemOfDefenderArgument(text, start, environment) : undefined;
  if (call) return call;
  const everyTable = problemOfEveryTable(code, text, place);
  if (everyTable) return everyTable;
  const isForgiven = text[start + length - 1] === '*' && /\bisfuzzy\s*=\s*true\b/.test(text.slice(0, start));
  if (isForgiven) return { name: 'query-warning', ...place };
  const name = NAMES.get(code) ?? 'query-error';
  const word = text.slice(start, start + length);
  if (name === 'unknown-table') {
    const elsewhere = placeBefore(text, start);
    const isMapped = elsewhere && environment.places?.place(elsewhere.name) !== undefined;
    if (elsewhere && !isMapped) return unmappedProblem(elsewhere, environment.places);
    const meant = didYouMean(word, environment.tableNames());
    return { name, ...place, ...(word.endsWith('_CL') && !meant.hint ? { hint: declaring(word) } : meant) };
  }
  if (name === 'unknown-function') {
    if (kqlFunctionNamed(word)) return { name: 'unsupported-function', ...place };
    const isWorkspace = isWorkspaceName(word);
    const known = isWorkspace ? environment.functionNames() : builtInNames();
    return { name: isWorkspace ? 'unknown-workspace-function' : name, ...place, ...didYouMean(word, known) };
  }
  if (name === 'unknown-column') return { name, ...place, ...didYouMean(word, namesAround(text, word, environment)) };
  return { name, ...place };
}

/**
 * The parser asks for a literal where the service takes a constant: `let unit = 'day'`, or a parameter of a function.
 *
 * @see https://learn.microsoft.com/kusto/functions-library/detect-anomalous-spike-fl
 */
function isConstantName(text: string, start: number, length: number): boolean {
  const name = text.slice(start, start + length);
  if (!/^[A-Za-z_]\w*$/.test(name)) return false;
  return new RegExp(`\\blet\\s+${name}\\s*=|[(,]\\s*${name}\\s*:[^{};]*\\)\\s*\\{`).test(text.slice(0, start));
}

/** The name that `with_node_id` gives is a property of `inner_nodes()`, which the parser does not know. */
function isNodeId(text: string, start: number, length: number): boolean {
  const before = text.slice(0, start);
  const names = Array.from(before.matchAll(/\bwith_node_id\s*=\s*(\w+)/g), ([, name]) => name);
  return names.includes(text.slice(start, start + length)) && /\binner_nodes\s*\([^()|;]*\)[^|;]*$/.test(before);
}

/**
 * Over the parts of a partitioned graph the parser knows `graph-match` and `graph-to-table` alone, and no properties of
 * nodes between others.
 */
function isOfPartOfGraph(code: string, text: string, start: number, length: number): boolean {
  const before = text.slice(0, start);
  if (!/\bpartitioned-by\s+\S+\s*\([^;]*$/.test(before)) return false;
  if (code === 'KS177') return /^graph-/.test(text.slice(start, start + length));
  return code === 'KS142' && /\b(?:all|any|map)\s*\(\s*inner_nodes\s*\([^()|;]*\)[^()|;]*$/.test(before);
}

/** What an edge of variable length has is an array to the service, one for each step; to the parser it is one value. */
const isOverPath = (text: string, start: number): boolean =>
  /\bgraph-(?:match|shortest-paths)\b[^|;]*\[\s*\w*\s*\*[^|;]*$/.test(text.slice(0, start));

/** Built-in functions are written in lower case; a workspace's own rarely are. */
const isWorkspaceName = (name: string): boolean => /^_|[A-Z]/.test(name);

function* builtInNames(): Iterable<string> {
  for (const { name } of [...kqlFunctionDefinitions, ...kqlAggregationDefinitions]) yield name;
}

/** Columns of the tables that the text names, and the names that it makes itself. */
function* namesAround(text: string, word: string, environment: KqlEnvironment): Iterable<string> {
  for (const name of new Set(text.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? [])) {
    const columns = environment.table(name);
    if (columns) for (const column of columns) yield column.name;
  }
  for (const [, alias] of text.matchAll(/_GetWatchlist\s*\(\s*["']([^"']*)/g))
    yield* environment.watchlist(alias ?? '') ?? [];
  for (const [, name] of text.matchAll(/([A-Za-z_][A-Za-z0-9_]*)\s*=(?![=~])/g)) {
    if (name !== undefined && name !== word) yield name;
  }
}

const declaring = (table: string): string =>
  `Declare it in knowledge/sentinel/tables/${table}.json, or give a test with rows of it (sourcetype: ${table}).`;

function didYouMean(word: string, candidates: Iterable<string>): { hint?: string } {
  const candidate = suggest(word, candidates);
  return candidate === undefined ? {} : { hint: `Did you mean "${candidate}"?` };
}

/** Whether the problem keeps the query from running. */
export const blocks = (problem: QueryProblem, severityOf: (name: DiagnosticName) => Severity): boolean =>
  (problem.severity ?? severityOf(problem.name)) === 'error';
