import { CODES } from '../../diagnostics/codes.ts';
import type { QueryProblem } from '../../diagnostics/query-problem.ts';
import type { LibraryEntries } from '../../plan/library.ts';
import type { LoweredQuery, Stage } from '../../plan/plan.ts';
import type { Lowering } from '../front-end.ts';
import { kqlAggregations } from './aggregations/index.ts';
import { unionOfEveryTable } from './binding/every-table.ts';
import { withoutMissingLegs } from './binding/fuzzy-legs.ts';
import {
  type Globals,
  type KustoCode,
  type KustoDiagnostic,
  type KustoNode,
  loadKusto,
  ParserFailure,
} from './binding/kusto.ts';
import { elementsOfList, isTabular, kindOf, part } from './binding/nodes.ts';
import { problemOf } from './binding/problems.ts';
import { globalsFor } from './binding/symbols.ts';
import { kqlComparators, kqlKeys } from './comparators.ts';
import type { KqlEnvironment } from './environment.ts';
import { kqlFunctions } from './functions/index.ts';
import { timeBoundFunctions } from './functions/time-bound.ts';
import { kqlWindowTables } from './functions/window.ts';
import { type Context, spanOf } from './lowering/context.ts';
import { lowerExpression } from './lowering/expressions.ts';
import { LoweringProblem } from './lowering/problem.ts';
import { lowerRows, ONE_ROW } from './lowering/rows.ts';
import { lowerStatement } from './lowering/statements.ts';
import { operatorFunctions, operatorTables } from './operators/index.ts';

export { formatKql } from './format.ts';
export { inferColumnType } from './infer-type.ts';
export { printKqlCell } from './print.ts';

/** KQL's part of a plan's library. */
export const kqlEntries: LibraryEntries = {
  scalars: [...kqlFunctions, ...operatorFunctions, ...timeBoundFunctions],
  aggregates: kqlAggregations,
  tables: [...kqlWindowTables, ...operatorTables],
  comparators: kqlComparators,
  keys: kqlKeys,
};

/** The parser would take it for one of another grammar, and load that. */
const COMMAND = /^\s*\./;

/** Parses, binds and lowers a query. Whatever the text says, the outcome is a plan or problems. */
export function lowerKql(text: string, environment: KqlEnvironment): Lowering {
  const command = COMMAND.exec(text);
  if (command) {
    const end = command[0].length;
    const message = 'A text that begins with a dot is a management command, not a query.';
    return { problems: [{ name: 'syntax-error', message, start: end - 1, end }] };
  }
  const ofAll = unionOfEveryTable(text, environment.tableNames());
  if (ofAll) return { problems: [ofAll] };
  const kusto = loadKusto();
  const globals = globalsFor(text, environment);
  const fuzzy = withoutMissingLegs(text, '', environment);
  const code = analyse(fuzzy.text, globals);
  if (!code) return { problems: [...fuzzy.warnings, parserFailure(text)] };
  const problems = [...fuzzy.warnings, ...problemsOf(code, text, environment)];
  if (problems.some(isError)) return { problems };
  const stages: Stage[] = [];
  const context: Context = {
    shared: { kusto, globals, environment, text, stages, warnings: [], options: new Map(), next: 0, weight: 0 },
    scope: { parent: undefined, names: new Map() },
    row: [],
    steps: true,
    stage: undefined,
    callSpan: undefined,
    depth: 0,
    tables: 0,
  };
  try {
    const query = lowerBlock(code.Syntax, { ...context, scope: { parent: context.scope, names: new Map() } }, stages);
    return { query, problems: [...problems, ...context.shared.warnings] };
  } catch (error) {
    if (!(error instanceof LoweringProblem)) throw error;
    return { problems: [...problems, error.problem] };
  }
}

/** The bound syntax tree; undefined where the parser itself fails. */
function analyse(text: string, globals: Globals): KustoCode | undefined {
  try {
    return loadKusto().KustoCode.ParseAndAnalyze(text, globals);
  } catch (error) {
    if (error instanceof ParserFailure) return undefined;
    throw error;
  }
}

/** Kusto's parser fails where a pattern is sought in a table, and where it runs out of room. */
function parserFailure(text: string): QueryProblem {
  const pattern = /\bgraph-(?:match|shortest-paths)\b/.exec(text);
  if (!pattern) {
    return {
      name: 'unsupported-syntax',
      message: "Kusto's parser cannot read this query.",
      start: 0,
      end: text.length,
    };
  }
  const { index, 0: word } = pattern;
  const message = "Kusto's parser cannot read this query: a pattern is sought in a graph, which make-graph makes.";
  return { name: 'query-error', message, start: index, end: index + word.length };
}

/** That a cluster or database is not known: lowering says so, with its place. */
const OF_PLACES = new Set(['KS207', 'KS208']);

function problemsOf(code: KustoCode, text: string, environment: KqlEnvironment): readonly QueryProblem[] {
  const { list } = loadKusto();
  const found = list<KustoDiagnostic>(code.GetDiagnostics()).filter(
    ({ Code, Severity }) => (Severity === 'Error' || Severity === 'Warning') && !OF_PLACES.has(Code),
  );
  // Asking for those of the syntax walks the whole tree again.
  if (found.length === 0) return [];
  const keyOf = ({ Code, Start, Length }: KustoDiagnostic): string => `${Code} ${Start} ${Length}`;
  const syntax = new Set(list<KustoDiagnostic>(code.GetSyntaxDiagnostics()).map(keyOf));
  return found.map((diagnostic) => problemOf(diagnostic, text, syntax.has(keyOf(diagnostic)), environment));
}

const isError = ({ name, severity }: QueryProblem): boolean => (severity ?? CODES[name].severity) === 'error';

function lowerBlock(block: KustoNode, context: Context, stages: readonly Stage[]): LoweredQuery {
  let result: LoweredQuery | undefined;
  let noTable: LoweringProblem | undefined;
  for (const statement of elementsOfList(part(block, 'Statements'))) {
    if (kindOf(statement) !== 'ExpressionStatement') {
      lowerStatement(statement, context);
      continue;
    }
    const expression = part(statement, 'Expression');
    noTable = undefined;
    // A pipe that gives no table ends in an operator that is not supported; lowering it says so by name.
    if (isTabular(expression) || kindOf(expression) === 'PipeExpression') {
      const { plan, columns, open, graph, several } = lowerRows(expression, context);
      if (graph || several) {
        const message = `A query that ends in ${graph ? 'a graph' : 'two tables'} is not supported.`;
        noTable = new LoweringProblem('unsupported-syntax', message, spanOf(context, expression));
        continue;
      }
      result = { language: 'kql', plan, stages, ...(open ? { knownColumns: columns } : { columns }) };
    } else {
      const value = lowerExpression(expression, context);
      const plan = { op: 'Project', input: ONE_ROW, columns: [{ name: 'Column1', expression: value }] } as const;
      result = { language: 'kql', plan, stages, columns: [{ name: 'Column1', type: 'dynamic' }] };
    }
  }
  if (noTable) throw noTable;
  if (result) return result;
  throw new LoweringProblem('syntax-error', 'There is no query.', { start: 0, end: context.shared.text.length });
}
