import { column } from '../../../plan/expression.ts';
import type { NamedExpression, Plan } from '../../../plan/plan.ts';
import type { KustoNode } from '../binding/kusto.ts';
import { columnsOf, elements, kindOf, nodeText, part, simpleName } from '../binding/nodes.ts';
import type { KqlColumn } from '../environment.ts';
import { type Context, type Rows, spanOf, staged } from '../lowering/context.ts';
import { lowerExpression } from '../lowering/expressions.ts';
import { openProblem } from '../lowering/open-rows.ts';
import { LoweringProblem } from '../lowering/problem.ts';
import { defineOperator } from './definition.ts';
import { inOrder, outputsOf, withEngineTypes } from './named.ts';
import { liftWindows } from './window-calls.ts';

/** Exactly these columns of the input, by their names. */
export function keepColumns(
  input: Rows,
  columns: readonly KqlColumn[],
  context: Context,
  dropped: readonly string[] = [],
): Rows {
  if (input.open) {
    const kept = new Set(columns.map(({ name }) => name));
    const drop = [...input.columns.map(({ name }) => name).filter((name) => !kept.has(name)), ...dropped, '$*'];
    return { plan: { op: 'Pick', input: input.plan, drop, ...staged(context) }, columns, open: true };
  }
  const kept = columns.map(({ name }): NamedExpression => ({ name, expression: column(name) }));
  return { plan: { op: 'Project', input: input.plan, columns: kept, ...staged(context) }, columns };
}

/**
 * The columns that stand by themselves before an argument `*`, which are not among those it stands for: the distances
 * printed for pairwise_dist_fl() are averages over all columns but one named so.
 *
 * @see https://learn.microsoft.com/kusto/functions-library/pairwise-dist-fl
 */
function namedBeforeStar(expressed: readonly KustoNode[], context: Context): ReadonlySet<string> {
  const star = expressed.findIndex((expression) => /\(\s*\*\s*\)/.test(nodeText(expression)));
  const isName = (expression: KustoNode): boolean => kindOf(expression) === 'NameReference';
  const late = star < 0 ? undefined : expressed.slice(star).find(isName);
  if (late) {
    const message = 'Whether "*" stands for a column that project names after it is not known.';
    throw new LoweringProblem('unsupported-syntax', message, spanOf(context, late));
  }
  return new Set(expressed.slice(0, Math.max(0, star)).filter(isName).map(simpleName));
}

export const project = defineOperator({
  name: 'project',
  kinds: ['ProjectOperator'],
  summary: 'Makes exactly these columns, in this order.',
  syntax: 'project [name =] expression, …',
  examples: [{ query: 'print a = 1, b = 2 | project b, c = a + 1', rows: [[2, 2]] }],
  lower(node, input, context) {
    const expressed = elements(node, 'Expressions');
    const columns = withEngineTypes(columnsOf(node.ResultType), expressed);
    const outputs = inOrder(expressed, columns, { ...context, named: namedBeforeStar(expressed, context) });
    const { plan, expressions } = liftWindows(input.plan, outputs, context);
    return { plan: { op: 'Project', input: plan, columns: expressions, ...staged(context) }, columns };
  },
});

/** Columns added to the input; an expression without a name gets the binder's next new one. */
export function extendRows(
  nodes: readonly KustoNode[],
  result: readonly KqlColumn[],
  input: Rows,
  context: Context,
): Rows {
  const outputs = nodes.map(outputsOf);
  const taken = new Set([...input.columns.map(({ name }) => name), ...outputs.flatMap(({ names }) => names)]);
  const unnamed = result.filter(({ name }) => !taken.has(name)).map(({ name }) => name);
  const made: NamedExpression[] = [];
  for (const { names, expressions } of outputs) {
    expressions(context).forEach((expression, at) => {
      const name = names[at] ?? unnamed.shift();
      if (name !== undefined) made.push({ name, expression });
    });
  }
  if (made.length === 0) return { plan: input.plan, columns: result };
  const { plan, expressions, lifted } = liftWindows(input.plan, made, context);
  const extended: Plan = { op: 'Extend', input: plan, columns: expressions, ...staged(context) };
  if (!lifted) return { plan: extended, columns: result };
  return keepColumns({ plan: extended, columns: result }, result, context);
}

export const extend = defineOperator({
  name: 'extend',
  kinds: ['ExtendOperator', 'SerializeOperator'],
  summary: 'Adds columns, or replaces those of the same name.',
  syntax: 'extend [name =] expression, …',
  examples: [{ query: 'print a = 1 | extend b = a + 1', rows: [[1, 2]] }],
  lower: (node, input, context) =>
    extendRows(
      elements(node, 'Expressions'),
      withEngineTypes(columnsOf(node.ResultType), elements(node, 'Expressions')),
      input,
      context,
    ),
});

export const projectAway = defineOperator({
  name: 'project-away',
  kinds: ['ProjectAwayOperator'],
  summary: 'Drops columns; names may hold wildcards.',
  syntax: 'project-away name, …',
  examples: [{ query: 'print a = 1, b = 2, c = 3 | project-away b', rows: [[1, 3]] }],
  lower: (node, input, context) =>
    keepColumns(input, columnsOf(node.ResultType), context, elements(node, 'Expressions').map(simpleName)),
});

export const projectKeep = defineOperator({
  name: 'project-keep',
  kinds: ['ProjectKeepOperator'],
  summary: 'Keeps columns in the order of the input; names may hold wildcards.',
  syntax: 'project-keep name, …',
  examples: [{ query: 'print a = 1, b = 2, c = 3 | project-keep c, a', rows: [[1, 3]] }],
  lower: (node, input, context) => {
    const columns = columnsOf(node.ResultType);
    if (!input.open) return keepColumns(input, columns, context);
    const known = new Set(input.columns.map(({ name }) => name));
    const names = elements(node, 'Expressions').map(simpleName);
    const later = names.filter((name) => !known.has(name)).map((name) => ({ name, type: 'dynamic' }));
    if (later.length > 1 || names.some((name) => name.includes('*'))) {
      throw openProblem('"project-keep" of several', node, context);
    }
    const kept = [...input.columns.filter(({ name }) => names.includes(name)), ...later];
    const plan = keepColumns({ plan: input.plan, columns: kept }, kept, context).plan;
    return { plan, columns: kept };
  },
});

export const projectByNames = defineOperator({
  name: 'project-by-names',
  kinds: ['ProjectByNamesOperator'],
  summary: 'Keeps the columns whose names are given as texts or arrays of them, in that order; wildcards are known.',
  syntax: 'project-by-names name, …',
  examples: [
    { query: 'print a = 1, b = 2, c = 3 | project-by-names "c", dynamic(["a", "x"])', rows: [[3, 1]] },
    { query: 'print aa = 1, b = 2, ab = 3 | project-by-names "a*"', rows: [[1, 3]] },
  ],
  lower(node, input, context) {
    const patterns = elements(node, 'Expressions').flatMap((argument) => {
      const value = lowerExpression(argument, context);
      const names = value.kind === 'literal' ? (Array.isArray(value.value) ? value.value : [value.value]) : [null];
      if (names.every((name) => typeof name === 'string')) return names;
      const message = 'Names of project-by-names must be constants.';
      throw new LoweringProblem('unsupported-syntax', message, spanOf(context, argument));
    });
    const kept = patterns.flatMap((pattern) => input.columns.filter(({ name }) => matchesName(pattern, name)));
    return keepColumns(input, [...new Set(kept)], context);
  },
});

/** Names mind case; `*` stands for any text. */
function matchesName(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === name;
  const last = rest.pop() as string;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let from = first.length;
  for (const piece of rest) {
    const at = name.indexOf(piece, from);
    if (at < 0 || at + piece.length > name.length - last.length) return false;
    from = at + piece.length;
  }
  return true;
}

export const projectReorder = defineOperator({
  name: 'project-reorder',
  kinds: ['ProjectReorderOperator'],
  summary: 'Puts columns first; the others follow.',
  syntax: 'project-reorder name [asc | desc], …',
  examples: [{ query: 'print a = 1, b = 2, c = 3 | project-reorder c', rows: [[3, 1, 2]] }],
  lower: (node, input, context) => {
    const columns = columnsOf(node.ResultType);
    if (!input.open) return keepColumns(input, columns, context);
    const named = elements(node, 'Expressions');
    const isPlain = named.every(
      (expression) => kindOf(expression) === 'NameReference' && !/[*]/.test(nodeText(expression)),
    );
    if (!isPlain) throw openProblem('"project-reorder" by anything but names', node, context);
    const only = [...named.map(simpleName), '*'];
    return { plan: { op: 'Pick', input: input.plan, only, ...staged(context) }, columns, open: true };
  },
});

export const projectRename = defineOperator({
  name: 'project-rename',
  kinds: ['ProjectRenameOperator'],
  summary: 'Renames columns in place.',
  syntax: 'project-rename new = old, …',
  examples: [{ query: 'print a = 1, b = 2 | project-rename c = a', rows: [[1, 2]] }],
  lower(node, input, context) {
    const bound = columnsOf(node.ResultType);
    const columns = bound.filter(({ name }, at) => bound.findIndex((other) => other.name === name) === at);
    const sources = new Map<string, string>();
    for (const expression of elements(node, 'Expressions')) {
      if (kindOf(expression) !== 'SimpleNamedExpression') continue;
      sources.set(simpleName(part(expression, 'Name')), simpleName(part(expression, 'Expression')));
    }
    if (input.open) {
      const rename = [...sources].map(([to, from]) => ({ from, to }));
      return { plan: { op: 'Pick', input: input.plan, rename, ...staged(context) }, columns, open: true };
    }
    const moved = columns.map(({ name }) => ({ name, expression: column(sources.get(name) ?? name) }));
    return { plan: { op: 'Project', input: input.plan, columns: moved, ...staged(context) }, columns };
  },
});
