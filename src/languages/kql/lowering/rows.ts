import { type Expression, literal } from '../../../plan/expression.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Value } from '../../../table/value.ts';
import type { KustoNode, KustoSymbol } from '../binding/kusto.ts';
import { columnsOf, elements, kindOf, nodeText, optionalPart, part, simpleName, symbolKind } from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import type { KqlOperator } from '../operators/definition.ts';
import { operatorFor } from '../operators/index.ts';
import { Decimal } from '../values.ts';
import { castTo, lowerTabularCall, missingRows } from './calls.ts';
import { asArgument, type Context, innerScope, readName, type Rows, spanOf, staged, weigh } from './context.ts';
import { argumentOf, lowerExpression } from './expressions.ts';
import { lowerElsewhere, lowerMembersElsewhere } from './other-place.ts';
import { checkOpen, keepsColumns, openProblem } from './open-rows.ts';
import { lowerPatternCall } from './patterns.ts';
import { LoweringProblem } from './problem.ts';
import { lowerStatement } from './statements.ts';
import { scanOf } from './table-scan.ts';

/** One row without columns: what `print` starts from. */
export const ONE_ROW: Plan = { op: 'Values', columns: [], rows: [[]] };

/** Lowers a table that an operator puts beside others: all of its columns must be known. */
export function lowerClosedRows(node: KustoNode, context: Context): Rows {
  const rows = lowerRows(node, context);
  if (rows.open) throw openProblem('A table beside another', node, context);
  return rows;
}

/** Lowers a tabular expression. */
export function lowerRows(node: KustoNode, context: Context): Rows {
  weigh(context, node);
  const kind = kindOf(node);
  switch (kind) {
    case 'PipeExpression':
      return lowerPipe(node, context);
    case 'ParenthesizedExpression':
    case 'MaterializeExpression':
    case 'ToTableExpression':
    case 'MvApplySubqueryExpression':
      return lowerRows(part(node, 'Expression'), context);
    case 'NameReference':
      return lowerSource(
        node,
        symbolKind(node.ReferencedSymbol) === 'Variable' ? context : inStep(node, node, context),
      );
    case 'FunctionCallExpression':
      if (symbolKind(node.ReferencedSymbol) === 'Pattern') return lowerPatternCall(node, inStep(node, node, context));
      return lowerTabularCall(node, inStep(node, node, context));
    case 'PathExpression':
      return symbolKind(part(node, 'Expression').ReferencedSymbol) === 'Pattern'
        ? lowerPatternCall(node, inStep(node, node, context))
        : lowerElsewhere(node, inStep(node, node, context));
    case 'ExternalDataExpression':
      return lowerExternalData(node, inStep(node, node, context));
    case 'DataTableExpression':
      return lowerDataTable(node, inStep(node, node, context));
  }
  const operator = operatorFor(kind);
  if (operator) {
    const inner = inStep(node, node, context);
    return operator.lower(node, { plan: { ...ONE_ROW, ...staged(inner) }, columns: [] }, inner, false);
  }
  throw new LoweringProblem('unsupported-syntax', `"${kind}" is not supported here.`, spanOf(context, node));
}

function lowerPipe(node: KustoNode, context: Context): Rows {
  const before = context.shared.weight;
  const input = lowerRows(part(node, 'Expression'), context);
  const inputWeight = context.shared.weight - before;
  const operatorNode = part(node, 'Operator');
  const kind = kindOf(operatorNode);
  const operator = operatorFor(kind);
  if (!operator) {
    const word = nodeText(operatorNode).split(/\s/)[0] ?? kind;
    const message = `The operator "${word}" is not supported.`;
    throw new LoweringProblem('unsupported-operator', message, spanOf(context, operatorNode));
  }
  const inner = inStep(part(node, 'Bar'), operatorNode, context);
  checkInput(operator, operatorNode, input, context);
  const seen = { ...inner, row: input.columns, open: input.open === true, inputWeight };
  const rows = operator.lower(operatorNode, input, seen, true);
  return input.open && keepsColumns(kind) ? { ...rows, open: true } : rows;
}

/** A graph is for the operators that ask graphs, a table for all others. */
function checkInput(operator: KqlOperator, node: KustoNode, input: Rows, context: Context): void {
  if (input.open) checkOpen(operator.name, node, context);
  if (!input.several && operator.takesGraph === (input.graph && true)) return;
  const message = `"${operator.name}" does not take ${input.several ? 'two tables' : input.graph ? 'a graph' : 'a table'}.`;
  throw new LoweringProblem('invalid-argument', message, spanOf(context, node));
}

/** A query over rows that are there already: its first step reads them. */
export function lowerSubquery(node: KustoNode, input: Rows, context: Context): Rows {
  const kind = kindOf(node);
  if (kind === 'MvApplySubqueryExpression' || kind === 'ParenthesizedExpression') {
    return lowerSubquery(part(node, 'Expression'), input, context);
  }
  if (kind === 'PipeExpression') {
    const before = context.shared.weight;
    const rows = lowerSubquery(part(node, 'Expression'), input, context);
    return lowerSubquery(part(node, 'Operator'), rows, {
      ...context,
      row: rows.columns,
      open: rows.open === true,
      inputWeight: context.shared.weight - before,
    });
  }
  const operator = operatorFor(kind);
  if (operator) {
    checkInput(operator, node, input, context);
    return operator.lower(node, input, context, true);
  }
  const message = `"${kind}" is not supported in a subquery.`;
  throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
}

/** A new stage of the query, from one node to another, where steps are stages. */
function inStep(from: KustoNode, to: KustoNode, context: Context): Context {
  if (!context.steps || context.callSpan) return context;
  const span = { start: from.TextStart, end: to.End };
  const { stages, text } = context.shared;
  stages.push({ text: text.slice(span.start, span.end).trim(), span });
  return { ...context, stage: stages.length - 1, steps: false };
}

function lowerSource(node: KustoNode, context: Context): Rows {
  const name = simpleName(node);
  const symbol = node.ReferencedSymbol;
  // A wildcard that fits one name is that name to the binder.
  if (name.endsWith('*') && symbol && ['Function', 'Variable'].includes(symbolKind(symbol))) {
    return memberRows(symbol.Name, node, context);
  }
  switch (symbolKind(symbol)) {
    case 'Table': {
      const binding = context.shared.environment.table(name) ? undefined : readName(name, node, context);
      return binding?.kind === 'rows' ? binding.rows : scanOf((symbol as KustoSymbol).Name, node, context);
    }
    case 'Variable':
    case 'Parameter': {
      const binding = readName(name, node, context);
      if (binding?.kind === 'rows') return binding.rows;
      break;
    }
    case 'Function':
      return lowerTabularCall(node, context);
    case 'Group': {
      const inputs = lowerMembers(node, context).map(({ rows }) => rows.plan);
      return { plan: { op: 'Union', inputs, ...staged(context) }, columns: columnsOf(node.ResultType) };
    }
    case 'None':
    case 'Error':
      return missingRows(node, context);
  }
  const message = `The source "${name}" is not supported.`;
  throw new LoweringProblem('unsupported-syntax', message, spanOf(context, node));
}

/** The members of a wildcard like `Device*`. */
export function lowerMembers(
  node: KustoNode,
  context: Context,
): readonly { readonly name: string | undefined; readonly rows: Rows }[] {
  if (kindOf(node) === 'PathExpression') return lowerMembersElsewhere(node, context);
  const members = context.shared.kusto.list<KustoSymbol>((node.ReferencedSymbol as KustoSymbol)['Members']);
  return members.map(({ Name: name }) => ({ name, rows: memberRows(name, node, context) }));
}

/** What a name that a wildcard stands for means: a table, or rows or a view of a `let` statement. */
function memberRows(name: string, node: KustoNode, context: Context): Rows {
  const binding = readName(name, node, context);
  if (binding?.kind === 'rows') return binding.rows;
  if (binding?.kind !== 'function') return scanOf(name, node, context);
  const body = part(binding.declaration, 'Body');
  const inner = { ...asArgument(context), scope: innerScope(binding.scope), callSpan: spanOf(context, node) };
  for (const statement of elements(body, 'Statements')) lowerStatement(statement, inner);
  return lowerRows(part(body, 'Expression'), inner);
}

/** Data from an address: a source of the catalog, which may know a local file that stands for it. */
function lowerExternalData(node: KustoNode, context: Context): Rows {
  const columns = columnsOf(node.ResultType);
  const uris = elements(node, 'URIs').map((uri) => {
    const { expression } = argumentOf(uri, context);
    return expression.kind === 'literal' ? String(expression.value) : '';
  });
  const options = { uris, columns, properties: propertiesOf(node, context) };
  return {
    plan: { op: 'Scan', source: 'external:data', options, span: spanOf(context, node), ...staged(context) },
    columns,
  };
}

/** `with (format = "csv", ignoreFirstRecord = true)`: texts, by names in lower case. */
function propertiesOf(node: KustoNode, context: Context): Readonly<Record<string, string>> {
  const clause = optionalPart(node, 'WithClause');
  const properties = clause ? elements(clause, 'Properties') : [];
  return Object.fromEntries(
    properties.map((property) => {
      const name = simpleName(part(property, 'Name')).toLowerCase();
      const value = lowerExpression(part(property, 'Expression'), context);
      return [name, value.kind === 'literal' ? String(value.value) : ''];
    }),
  );
}

function lowerDataTable(node: KustoNode, context: Context): Rows {
  const columns = columnsOf(node.ResultType);
  const cells = elements(node, 'Values').map((value, index) => {
    const { type } = columns[index % columns.length] as KqlColumn;
    const { expression, type: from } = argumentOf(value, context);
    return folded(sameShape(from, type) ? expression : castTo(expression, from, type));
  });
  const names = columns.map(({ name }) => name);
  const rows: Expression[][] = [];
  for (let start = 0; start < cells.length; start += names.length) rows.push(cells.slice(start, start + names.length));
  if (cells.every((cell) => cell.kind === 'literal')) {
    const values = rows.map((row) => row.map((cell) => (cell as { readonly value: Value }).value));
    return { plan: { op: 'Values', columns: names, rows: values, ...staged(context) }, columns };
  }
  const inputs = rows.map((row): Plan => {
    const expressions = row.map((expression, index) => ({ name: names[index] as string, expression }));
    return { op: 'Project', input: { ...ONE_ROW, ...staged(context) }, columns: expressions, ...staged(context) };
  });
  return { plan: { op: 'Union', inputs, ...staged(context) }, columns };
}

const NUMBERS = new Set(['int', 'long', 'real']);

const sameShape = (from: string, to: string): boolean => from === to || (NUMBERS.has(from) && NUMBERS.has(to));

/** Negative numbers are calls in Kusto's tree. */
function folded(expression: Expression): Expression {
  if (expression.kind !== 'call' || expression.function !== 'kql.negate') return expression;
  const [operand] = expression.arguments;
  if (operand?.kind !== 'literal') return expression;
  const { value } = operand;
  if (typeof value === 'number' || typeof value === 'bigint') return literal(-value, expression.span);
  return Decimal.isDecimal(value) ? literal((value as Decimal).negated(), expression.span) : expression;
}
